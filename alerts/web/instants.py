"""The instant a reader asks for in `?at=`."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from units.api.instants import NoOffset, NotAnInstant, NoYearOfOurs, read_instant, with_plus
from units.errors import InvalidInput


def parse_instant(text: str) -> datetime:
    """An aware instant. Raises InvalidInput `bad_time`, `naive_time` or `time_out_of_range`."""
    try:
        return read_instant(with_plus(text.strip()))
    except NoOffset as error:
        raise InvalidInput("naive_time", _("时刻须注明时区，如 2026-06-19T20:00:00+08:00"), field="at") from error
    except NoYearOfOurs as error:
        raise InvalidInput("time_out_of_range", _("时刻超出可查看的范围"), field="at") from error
    except NotAnInstant as error:
        raise InvalidInput("bad_time", _("时刻写法不对，应如 2026-06-19T20:00:00+08:00"), field="at") from error
