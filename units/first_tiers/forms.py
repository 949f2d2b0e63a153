"""The table of first tiers: one line for each unit, nothing chosen means left open."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.first_tiers.queries import Row
from units.first_tiers.services import LONGEST_REASON, Decision
from units.labels import TIER_LABELS
from units.web.forms import DayInput


class FirstTiersForm(forms.Form):
    """`tier-CODE` and `reason-CODE` for every unit that can still be decided here."""

    effective_from = forms.DateField(
        label=_("生效日期"), widget=DayInput(), initial=timezone.localdate, help_text=_("已有登记日期的单位沿用原日期")
    )

    def __init__(self, rows: list[Row], data: Any = None) -> None:
        super().__init__(data, auto_id="first-%s")
        self.rows = [row for row in rows if row.bar is None]
        for row in self.rows:
            code = row.unit.code
            self.fields[f"tier-{code}"] = forms.ChoiceField(
                required=False,
                label=_("%(unit)s的类别") % {"unit": row.unit.name},
                choices=[("", _("暂不定")), *TIER_LABELS.items()],
                initial="" if row.is_decided else row.tier,
            )
            self.fields[f"reason-{code}"] = forms.CharField(
                required=False,
                label=_("%(unit)s的理由") % {"unit": row.unit.name},
                max_length=LONGEST_REASON,
                initial=row.entry.reason if row.is_decided and row.entry else row.reason,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def decisions(self) -> list[Decision]:
        """Those that were decided; only of a valid form."""
        given = self.cleaned_data
        codes = [row.unit.code for row in self.rows if given[f"tier-{row.unit.code}"]]
        return [Decision(code, given[f"tier-{code}"], given[f"reason-{code}"]) for code in codes]

    def lines(self) -> dict[str, tuple[Any, Any]]:
        """The two fields of each unit, by its code."""
        return {row.unit.code: (self[f"tier-{row.unit.code}"], self[f"reason-{row.unit.code}"]) for row in self.rows}
