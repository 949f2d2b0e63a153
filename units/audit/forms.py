"""What the audit list may be narrowed by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from units.web.forms import SANE, DayInput


class AuditFilter(forms.Form):
    actor = forms.CharField(label=_("操作人"), required=False, max_length=60)
    action = forms.ChoiceField(label=_("动作"), required=False)
    object = forms.CharField(label=_("对象"), required=False, max_length=100)
    first = forms.DateField(label=_("起"), required=False, widget=DayInput(), validators=SANE)
    within = forms.UUIDField(required=False, widget=forms.HiddenInput())
    last = forms.DateField(label=_("止"), required=False, widget=DayInput(), validators=SANE)

    def __init__(self, *args: Any, actions: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["action"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("全部")), *actions]
