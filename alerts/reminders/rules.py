"""When somebody hears of a duty that is to come. Evenings and days are those of the county's clock, arithmetic is in UTC."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from alerts.deadlines import quiet_until

# A duty that begins as early as this after the quiet hours is told of within them: later would be too late.
LEAST_NOTICE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Times:
    """What a county has set. `evening` None: no reminder then; `ahead` zero: none shortly before. `quiet` as [from, until)."""

    evening: time | None
    ahead: timedelta
    quiet: tuple[time, time]
    zone: tzinfo


def told_until(now: datetime, times: Times) -> datetime:
    """Duties that begin before this are to have been told of by the evening reminder at `now`.

    A duty is told of in the evening of the day before the day on which it begins, one at two in the morning too. `now`
    itself where the evening reminder is off.
    """
    if times.evening is None:
        return now
    local = now.astimezone(times.zone)
    days = 2 if local.time() >= times.evening else 1
    return datetime.combine(local.date() + timedelta(days=days), time(), times.zone)


def may_wait(start: datetime, now: datetime, times: Times) -> bool:
    """Whether the reminder of a duty that begins at `start` waits for the end of the quiet hours."""
    ends = quiet_until(now, times.quiet, times.zone)
    return ends is not None and ends + LEAST_NOTICE <= start


def is_time(now: datetime, at: time, lasts: timedelta, zone: tzinfo) -> bool:
    """Whether `now` is within `lasts` from the day's `at` on: what an outage has kept longer is of no use any more."""
    begins = datetime.combine(now.astimezone(zone).date(), at, zone)
    return begins <= now < begins + lasts
