from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.changes.services.swap_requests import Wanted
from rostering.enums import SwapKind
from units.web.forms import MomentInput


class PartForm(forms.Form):
    """A part of a duty, by the county's clock."""

    start = forms.DateTimeField(label=_("代班开始"), required=False, widget=MomentInput(chips=(0, 30, 60)))
    end = forms.DateTimeField(
        label=_("代班结束"), required=False, widget=MomentInput(chips=(30, 60, 120), after="start")
    )

    def part(self) -> dict[str, Any]:
        """Only of a valid form, only what was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name in ("start", "end") and value}


class AskForm(PartForm):
    """Whom to ask for what. All but the reason was chosen on the page before."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in SwapKind], widget=forms.HiddenInput())
    person = forms.UUIDField(widget=forms.HiddenInput())
    theirs = forms.UUIDField(required=False, widget=forms.HiddenInput())
    reason = forms.CharField(label=_("事由"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end"):
            self.fields[name].widget = forms.HiddenInput()

    def wanted(self, assignment_id: UUID) -> Wanted:
        """Only of a valid form."""
        chosen = self.cleaned_data
        return Wanted(
            kind=SwapKind(chosen["kind"]),
            assignment_id=assignment_id,
            counterpart_id=chosen["person"],
            counter_id=chosen["theirs"],
            start=chosen["start"],
            end=chosen["end"],
        )
