from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from units.errors import DomainError

# Far from the ends of the calendar, where days have no neighbours.
SANE = [MinValueValidator(date(1950, 1, 1)), MaxValueValidator(date(2099, 12, 31))]


class FieldGroupRenderer(TemplatesSetting):
    """Every field of every form is drawn by one template: label, widget, help, errors."""

    field_template_name = "components/field.html"


class LoginForm(AuthenticationForm):
    """By a name or a mobile number (`units.accounts.backends`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("登录名或手机号")

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("登录名或密码不对，或账号已停用、本人已调离，请核对后重试。"),
        "inactive": _("此账号已停用，请联系两办。"),
    }


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own field for date and time. `chips`: minutes that one press puts in, counted from now, or from the
    field `after` of the same form once it is filled in."""

    input_type = "datetime-local"
    template_name = "components/moment.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, chips: Iterable[int] = (), after: str = "") -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
        self.chips, self.after = tuple(chips), after

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the chips, and what time it is by the county's clock."""
        return super().get_context(name, value, attrs) | {
            "chips": [(minutes, _chip(minutes)) for minutes in self.chips],
            "after": self.after,
            "now": timezone.localtime(),
        }


def _chip(minutes: int) -> str:
    """现在, 30分, 1小时."""
    if not minutes:
        return _now("现在")
    if minutes % 60:
        return _now("%(minutes)d分") % {"minutes": minutes}
    return ngettext("%(hours)d小时", "%(hours)d小时", minutes // 60) % {"hours": minutes // 60}


def refuse(form: forms.BaseForm, error: DomainError) -> None:
    """Shows a service's refusal at the field it names, above the form when it names none of the form's."""
    field = str(error.details.get("field", ""))
    form.add_error(field if field in form.fields else None, str(error))
