"""The instant a reader asks for in `?at=`."""

import re
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from units.errors import InvalidInput

# Far enough from the ends of the calendar that the neighbouring days exist.
FIRST_YEAR, LAST_YEAR = 1900, 8999
# A plus that nobody encoded arrives as a space.
LOST_PLUS = re.compile(r"(T[\d:.]+) (\d{2}:?\d{2})$")


def parse_instant(text: str) -> datetime:
    """An aware instant. Raises InvalidInput `bad_time`, `naive_time` or `time_out_of_range`."""
    try:
        at = datetime.fromisoformat(LOST_PLUS.sub(r"\1+\2", text.strip()))
    except ValueError as error:
        raise InvalidInput("bad_time", _("时刻写法不对，应如 2026-06-19T20:00:00+08:00"), field="at") from error
    if at.tzinfo is None:
        raise InvalidInput("naive_time", _("时刻须注明时区，如 2026-06-19T20:00:00+08:00"), field="at")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise InvalidInput("time_out_of_range", _("时刻超出可查看的范围"), field="at")
    return at.astimezone(UTC)
