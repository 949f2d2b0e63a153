"""Forms about people before they are rostered: leave, wishes, pairs, rules, and the range of the ledger."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import PairKind
from rostering.enums import WishKind
from rostering.fairness.models.ledger import RosterRules
from rostering.fairness.models.preference import HEAVIEST
from rostering.fairness.services.roster_rules import NUMBER_FIELDS, STRENGTH_FIELDS
from rostering.labels import PAIR_KIND_LABELS, POST_LABELS, STRENGTH_LABELS, WISH_KIND_LABELS
from units.models import Person, Unit, User
from units.web.forms import SANE, DayInput


class LedgerForm(forms.Form):
    """Which duty days and unit; without days all recorded duty until today."""

    first = forms.DateField(label=_("起"), required=False, widget=DayInput(), validators=SANE)
    last = forms.DateField(label=_("止"), required=False, widget=DayInput(), validators=SANE)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("单位"), required=False, to_field_name="code", empty_label=_("全部单位")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).in_protocol_order()  # type: ignore[attr-defined]
        if not user.sees_whole_county:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("止日不得早于起日"))
        return cleaned


class PreferenceForm(forms.Form):
    """`may_pin`: leaders and the office decide, everybody else wishes."""

    kind = forms.ChoiceField(label=_("类型"))
    first_day = forms.DateField(label=_("首日"), widget=DayInput(), validators=SANE)
    last_day = forms.DateField(
        label=_("末日"), widget=DayInput(), required=False, validators=SANE, help_text=_("不填即只有首日一天")
    )
    weight = forms.IntegerField(
        label=_("分量"), min_value=1, max_value=HEAVIEST, initial=1, help_text=_("1 至 9，越大越优先照顾")
    )
    post = forms.ChoiceField(label=_("岗位"), required=False, help_text=_("仅指定值班时可选，不选即任一可任岗位"))
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Person, may_pin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(k, label) for k, label in WISH_KIND_LABELS.items() if may_pin or k != WishKind.PINNED]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        posts = [(post, POST_LABELS.get(post, post)) for post in person.eligible_posts]
        self.fields["post"].choices = [("", _("任一岗位")), *posts]  # type: ignore[attr-defined]
        if not may_pin:
            del self.fields["post"]

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        given = self.cleaned_data
        return {
            **given,
            "kind": WishKind(given["kind"]),
            "last_day": given.get("last_day") or given["first_day"],
            "post": given.get("post", ""),
        }


class PairRuleForm(forms.Form):
    first = forms.ModelChoiceField(Person.objects.none(), label=_("甲"))
    second = forms.ModelChoiceField(Person.objects.none(), label=_("乙"))
    kind = forms.ChoiceField(label=_("类型"), choices=list(PAIR_KIND_LABELS.items()))
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, unit: Unit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(user).filter(unit=unit, valid_to__isnull=True).in_protocol_order()
        for name in ("first", "second"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        return {**self.cleaned_data, "kind": PairKind(self.cleaned_data["kind"])}


class RulesForm(forms.Form):
    """The rules of rosters, from a day on."""

    effective_from = forms.DateField(
        label=_("施行日期"), widget=DayInput(), validators=SANE, help_text=_("首日在此日及以后的值班周期适用")
    )

    def __init__(self, *args: Any, rules: RosterRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _IN_ORDER:
            self.fields[name] = _field(name, _labels()[name])
            self.initial.setdefault(name, getattr(rules, name))

    def values(self) -> tuple[date, dict[str, Any]]:
        """From when, and what; only of a valid form."""
        given = dict(self.cleaned_data)
        return given.pop("effective_from"), given


_IN_ORDER = (
    "rest", "rest_days", "rest_days_after_on_site", "week", "max_in_week", "period", "max_in_period", "distance",
    "pair_together", "pair_both_away", "spacing_days", "ledger_years",
)  # fmt: skip


def _labels() -> dict[str, Any]:
    return {field.name: field.verbose_name for field in RosterRules._meta.fields}


def _field(name: str, label: Any) -> forms.Field:
    if name in STRENGTH_FIELDS:
        return forms.ChoiceField(label=label, choices=list(STRENGTH_LABELS.items()))
    lowest, highest = NUMBER_FIELDS[name]
    return forms.IntegerField(label=label, min_value=lowest, max_value=highest, required=name != "max_in_period")
