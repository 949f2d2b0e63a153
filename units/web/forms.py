from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

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
    """The browser's own field for date and time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def refuse(form: forms.BaseForm, error: DomainError) -> None:
    """Shows a service's refusal at the field it names, above the form when it names none of the form's."""
    field = str(error.details.get("field", ""))
    form.add_error(field if field in form.fields else None, str(error))
