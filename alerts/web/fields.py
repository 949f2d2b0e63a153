"""Forms of what happens on duty. Field names are those of the services that take them."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.models import Unit, User

ONE_LINE = {"autocomplete": "off"}


def units_of(user: User) -> Any:
    return Unit.objects.in_directory_of(user).active().in_protocol_order()


def now_text() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


class ShortTextarea(forms.Textarea):
    def __init__(self) -> None:
        super().__init__({"rows": 3})


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.TextInput(ONE_LINE))


BETWEEN = re.compile(r"[、，,；;\n]+")


class NamesField(forms.CharField):
    """Several names with 、 between them; `cleaned_data` has them as a list."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [name.strip() for name in BETWEEN.split(super().clean(value)) if name.strip()]
