"""Choosing units: tiles under their tiers, a whole tier at once, found by typing. Checkboxes without scripts."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.labels import TIER_LABELS
from units.spelling.pinyin import initials

if TYPE_CHECKING:
    # Generic for the type checker alone.
    ManyUnits = forms.ModelMultipleChoiceField[Unit]
else:
    ManyUnits = forms.ModelMultipleChoiceField

# By what tiles are found; names of units hardly change.
initials_of = lru_cache(maxsize=2000)(initials)


class UnitTiles(forms.CheckboxSelectMultiple):
    """The choices of a UnitsField by tier, in the order of tiers and of protocol within each."""

    template_name = "components/unit_tiles.html"

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """Of the whole, whose legend names it, the element around the tiles: an error's link leads there."""
        return id_ if index is None else super().id_for_label(id_, index)

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        by_tier: dict[str, list[Any]] = {}
        for index, (key, label) in enumerate(self.choices):
            unit: Any = getattr(key, "instance", None)
            option = self.create_option(name, key, str(label), str(key) in value, index, attrs=attrs)
            if unit is not None:
                option["keys"] = " ".join(_keys(unit)).lower()
            by_tier.setdefault(getattr(unit, "tier", None) or "", []).append(option)
        known = [tier for tier in TIER_LABELS if tier in by_tier]
        rest = [tier for tier in by_tier if tier not in known]
        return [(tier, by_tier[tier], number) for number, tier in enumerate([*known, *sorted(rest)])]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        return context | {"total": sum(len(options) for _tier, options, _number in groups)}


class UnitsField(ManyUnits):
    """Units by their codes. `offer` says which, before it is shown."""

    widget = UnitTiles

    def __init__(self, **options: Any) -> None:
        super().__init__(Unit.objects.none(), to_field_name="code", **options)
        self.error_messages["required"] = _("请至少选择一个单位")

    def offer(self, units: QuerySet[Unit]) -> None:
        self.queryset = units.select_related("county").in_protocol_order().with_tier_on(timezone.localdate())  # type: ignore[attr-defined]

    def label_from_instance(self, obj: Unit) -> str:
        """What fits a tile."""
        return obj.label


def offer_units(form: forms.Form, name: str, units: QuerySet[Unit]) -> None:
    field = form.fields[name]
    if isinstance(field, UnitsField):
        field.offer(units)


def _keys(unit: Unit) -> tuple[str, ...]:
    """By what somebody looks for it."""
    return unit.name, unit.label, unit.code, initials_of(unit.name), initials_of(unit.label)
