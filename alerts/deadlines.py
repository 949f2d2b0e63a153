"""How long things may take on duty, all in one place: what regulations ask for (domain §4, §5) and local settings beside them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

# Reports on an incident are due, and reminded of, as the county's settings say; no county reminds earlier than this.
REMIND_OF_REPORT_AT_MOST = timedelta(hours=2)
REPORT_REMINDER_USEFUL_FOR = timedelta(hours=2)

# Call-outs: how long to acknowledge and to arrive the county decides. A summons is of use until the one called should long
# have come: at least so long, and twice the time to arrive.
SUMMONS_USEFUL_FOR = timedelta(hours=1)

# Checks: how often a unit is asked in a period, when never, how long an answer may take are the county's to decide; here is
# what rows had before there were settings. After how long a planned check isn't sent any more, nor its message.
CHECKS_PER_PERIOD = 1
QUIET_HOURS = (time(22, 0), time(7, 0))
CHECK_ANSWER_MINUTES = 10
CHECK_USEFUL_FOR = timedelta(hours=1)
# Checks asked within this time are one round on the page.
ROUND_LASTS = timedelta(hours=2)

# Somebody sent to an incident may come back after the end of the duty, not days later.
LONGEST_AWAY = timedelta(days=1)

# Warnings: a message about one is of use for so long, whenever the warning ends. One that names no end is over after a day.
WARNING_USEFUL_FOR = timedelta(hours=3)
WARNING_LASTS = timedelta(days=1)

LONGEST_ORDER = timedelta(days=90)
# An order given now may name the minute that has just begun.
ORDER_TOLERANCE = timedelta(minutes=5)

# Rosters: no county reminds its units of filing earlier than a week before.
REMIND_OF_FILING_AT_MOST = timedelta(days=7)

# How long a message is worth delivering; one that is late anyway is given the shortest time instead of none.
ENDING_USEFUL_FOR = timedelta(hours=12)
NOTICE_USEFUL_FOR = timedelta(days=2)
# By the link of its message the answer to a complaint can be read so long.
ANSWER_READ_WITHIN = timedelta(days=30)
DUTY_NEWS_USEFUL_FOR = timedelta(days=7)
TIER_NEWS_USEFUL_FOR = timedelta(days=14)
SHORTEST_USE = timedelta(minutes=1)
# How long a message that reached nobody is held against the engine's health.
DEAD_COUNTS_FOR = timedelta(hours=24)

# The code that proves an address is one's own: how long it holds, how soon another may be asked for.
CODE_VALID_FOR = timedelta(minutes=10)
CODE_RESEND_AFTER = timedelta(minutes=1)
# 联络准备: nobody is asked by the button more often than this, whoever presses it; their message waits a day for them.
ASK_AGAIN_AFTER = timedelta(hours=24)
INVITED_CODE_VALID_FOR = timedelta(hours=24)

# Calendars keep what they have been given; what is older has long been copied.
FEEDS_REACH_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Ring:
    """A clock that runs down: seconds left (negative = over) of `total`."""

    left: int
    total: int

    @property
    def text(self) -> str:
        """Minutes and seconds, as the page has it before a script counts on: 09:58, +02:10 once it is over."""
        sign = "+" if self.left < 0 else ""
        return f"{sign}{abs(self.left) // 60:02d}:{abs(self.left) % 60:02d}"


def ring_until(end: datetime, total: timedelta, now: datetime) -> Ring:
    return Ring(int((end - now).total_seconds()), int(total.total_seconds()))


def quiet_until(now: datetime, quiet: tuple[time, time], zone: tzinfo) -> datetime | None:
    """When the quiet hours [from, until) by the clock of `zone` that `now` is in end, None outside of them."""
    begins, ends = quiet
    local = now.astimezone(zone)
    if begins == ends:
        return None
    is_quiet = begins <= local.time() < ends if begins < ends else not ends <= local.time() < begins
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1 if begins > ends and local.time() >= begins else 0)
    return datetime.combine(day, ends, zone)
