"""Instants as programs write them: RFC 3339 in the spellings of Go, Java, .NET and Python."""

import re
from datetime import UTC, datetime, timedelta, timezone

# Far enough from the ends of the calendar that the neighbouring days exist.
FIRST_YEAR, LAST_YEAR = 1900, 8999
# Go and Java write nine decimals, .NET seven; Java leaves out seconds that are zero, Jackson the colon of the offset.
CLOCK_AND_OFFSET = r"[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:[Zz]|([+-])([01]\d|2[0-3]):?([0-5]\d))"
INSTANT = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){CLOCK_AND_OFFSET}", re.ASCII)
NAIVE = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", re.ASCII)
# A plus in a query string that nobody encoded arrives as a space.
LOST_PLUS = re.compile(r"(:\d\d|\.\d+) (\d\d:?\d\d)$", re.ASCII)


class NotAnInstant(ValueError):
    """It is written otherwise, or there is no such day or time of day; the message says which."""


class NoOffset(NotAnInstant):
    """A time of day without a place on earth."""


class NoYearOfOurs(NotAnInstant):
    """Before `FIRST_YEAR` or after `LAST_YEAR`."""


def read_instant(text: str) -> datetime:
    """The instant in UTC, cut (not rounded) to microseconds. Raises NotAnInstant."""
    found = INSTANT.fullmatch(text)
    if found is None:
        raise (NoOffset if NAIVE.fullmatch(text) else NotAnInstant)("not RFC 3339 with an offset")
    year, month, day, hour, minute, second, decimals, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    micros = int(f"{decimals or ''}000000"[:6])
    clock = (int(hour), int(minute), int(second or 0), micros)
    try:
        at = datetime(int(year), int(month), int(day), *clock, tzinfo=timezone(offset))
    except ValueError as error:
        raise NotAnInstant(str(error)) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise NoYearOfOurs(f"year {year}")
    return at.astimezone(UTC)


def with_plus(text: str) -> str:
    """The text of a query parameter with the plus sign back that was lost on the way."""
    return LOST_PLUS.sub(r"\1+\2", text)
