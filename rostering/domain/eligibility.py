"""Who may sit on a seat, and why not. One set of rules for proposer, candidates, changes and coverage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rostering.domain.problem import Reason

__all__ = ["Busy", "Candidate", "Reason", "Slot", "refusals", "warnings"]


@dataclass(frozen=True, slots=True)
class Busy:
    """A span in which a person can't be on duty: `kind` is "absence" or "duty"."""

    start: datetime
    end: datetime
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rules need to know of a person."""

    id: str
    unit_id: str
    rank: int
    eligible_posts: frozenset[str]
    valid_from: date
    valid_to: date | None = None
    travel_minutes: int | None = None
    reachable: bool = True
    busy: tuple[Busy, ...] = ()
    past_points: float = 0.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A seat to fill. `response_minutes` is the shortest time allowed from home to post, None = nobody comes from home."""

    id: str
    unit_id: str
    tier: str
    post: str
    seat: int
    day: date
    start: datetime
    end: datetime
    min_rank: int
    response_minutes: int | None = None
    points: float = 0.0
    exclusive: bool = True


def refusals(person: Candidate, slot: Slot, *, extra_busy: Iterable[Busy] = ()) -> list[Reason]:
    """Every hard rule that keeps `person` off `slot`; empty = allowed."""
    found = []
    if person.unit_id != slot.unit_id:
        found.append(Reason("other_unit"))
    if slot.post not in person.eligible_posts:
        found.append(Reason("post_not_eligible"))
    if person.rank < slot.min_rank:
        found.append(Reason("rank_too_low", {"min_rank": slot.min_rank}))
    if not _valid_on(person, slot.day):
        found.append(Reason("not_in_service"))
    return found + [_busy_reason(busy) for busy in (*person.busy, *extra_busy) if _keeps_off(busy, slot)]


def warnings(person: Candidate, slot: Slot) -> list[Reason]:
    """What a person should look at but may decide: distance and reachability."""
    found = []
    if slot.response_minutes and (person.travel_minutes is None or person.travel_minutes > slot.response_minutes):
        found.append(Reason("too_far", {"minutes": person.travel_minutes, "limit": slot.response_minutes}))
    if not person.reachable:
        found.append(Reason("no_phone"))
    return found


def _keeps_off(busy: Busy, slot: Slot) -> bool:
    overlaps = busy.start < slot.end and slot.start < busy.end
    return overlaps and (busy.kind == "absence" or slot.exclusive)


def _busy_reason(busy: Busy) -> Reason:
    return Reason("absent" if busy.kind == "absence" else "already_on_duty", {"label": busy.label})


def _valid_on(person: Candidate, day: date) -> bool:
    return person.valid_from <= day and (person.valid_to is None or day < person.valid_to)
