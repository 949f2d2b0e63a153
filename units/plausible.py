"""Days that nobody means: a wrong year is refused where it is written, with the days that are possible."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from units.errors import InvalidInput
from units.spelling.years import possible_days

# Nobody has been in office for longer.
LONGEST_SERVICE = 70


def check_day(day: date | None, *, field: str, today: date, back: int, ahead: int) -> None:
    """Raises InvalidInput `implausible_day` for more than `back` years ago or `ahead` years from now."""
    first, last = possible_days((back, ahead), today)
    if day is not None and not first <= day <= last:
        message = _("日期须在%(first)s至%(last)s之间，请核对年份") % {"first": first, "last": last}
        raise InvalidInput("implausible_day", message, field=field)
