"""Whom to ask next for a duty that is up for cover, when to remind, and when to give up. Plain arithmetic on instants."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# How long before the duty everybody who hasn't answered is reminded.
FOLLOW_UPS = (timedelta(days=7), timedelta(days=3), timedelta(days=1), timedelta(hours=6))
# So near its beginning everybody is asked at once, and the leader hears when nobody has taken it.
URGENT = timedelta(days=1)
# Before that a few at a time, the least burdened first: most covers are taken by the first ones asked.
WAVE = 3
WAVE_EVERY = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cover stands: `start` of the duty, `last_at` the last step (None: none yet), `waved_at` the last time somebody
    new was asked; how many may still be asked, how many were and haven't answered, whether the leader knows."""

    start: datetime
    last_at: datetime | None
    waved_at: datetime | None
    unasked: int
    silent: int
    is_escalated: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How many more to ask now, whether to remind those who are silent, whether to tell the leader, when to look again."""

    ask: int
    remind: bool
    escalate: bool
    next_at: datetime


def is_urgent(start: datetime, now: datetime) -> bool:
    return start - now <= URGENT


def step(standing: Standing, now: datetime) -> Step:
    """What to do about a cover that nobody has taken and whose duty has not begun."""
    ask = _ask(standing, now)
    left = standing.unasked - ask
    asked = standing.silent + ask
    nobody = left == 0 and (asked == 0 or is_urgent(standing.start, now))
    times = [standing.start, *(at for at in follow_ups(standing.start) if at > now)]
    if left:
        times.append(now + WAVE_EVERY)
    return Step(ask, _remind(standing, now), nobody and not standing.is_escalated, min(times))


def follow_ups(start: datetime) -> tuple[datetime, ...]:
    return tuple(start - before for before in FOLLOW_UPS)


def _ask(standing: Standing, now: datetime) -> int:
    if is_urgent(standing.start, now):
        return standing.unasked
    waited = standing.waved_at is None or now - standing.waved_at >= WAVE_EVERY
    return min(WAVE, standing.unasked) if waited or standing.silent == 0 else 0


def _remind(standing: Standing, now: datetime) -> bool:
    """Whether a time to remind has come since the last step."""
    if standing.last_at is None or standing.silent == 0:
        return False
    return any(standing.last_at < at <= now for at in follow_ups(standing.start))
