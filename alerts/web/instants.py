"""The instant a reader asks for: in `?at=`, or by a form."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
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


class JumpForm(forms.Form):
    """Another instant, by the clock on the wall."""

    day = forms.DateField(label=_("日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("时间"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def instant(self) -> datetime:
        """Only of a valid form."""
        chosen: dict[str, Any] = self.cleaned_data
        return timezone.make_aware(datetime.combine(chosen["day"], chosen["time"]))
