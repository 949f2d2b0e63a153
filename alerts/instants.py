"""Instants that people enter: none to come where something has happened, none beyond memory; how they are kept in what is
told."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.errors import InvalidInput

# What is older is a slip of the year, or belongs into the archive and not into the day's work.
MEMORY = timedelta(days=10 * 366)
# Nobody orders, expects or announces anything further off than that.
AHEAD = timedelta(days=366)


def check_past(at: datetime, now: datetime, field: str) -> None:
    """Raises InvalidInput `time_in_future`, `time_too_long_ago` at `field`."""
    if at > now:
        raise InvalidInput("time_in_future", _("时间不能晚于现在"), field=field)
    if at < now - MEMORY:
        raise InvalidInput("time_too_long_ago", _("时间过早，请核对年份"), field=field)


def check_ahead(at: datetime, now: datetime, field: str) -> None:
    """Raises InvalidInput `time_too_far` at `field`."""
    if at > now + AHEAD:
        raise InvalidInput("time_too_far", _("时间过远，请核对年份"), field=field)


def moment(at: datetime) -> str:
    """RFC 3339 with the county's offset, whichever offset it was given with."""
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat()
