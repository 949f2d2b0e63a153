"""Kinds of leave of a county, and what they are called."""

from collections.abc import Sequence

from rostering.fairness.models.leave_kind import LeaveKind
from rostering.fairness.rules.leave_kinds import Kind, merged
from rostering.labels import ABSENCE_KIND_LABELS, Label
from units.models import County


def kinds_of(county: County | None) -> list[Kind]:
    """Every kind, retired ones among them. One query."""
    rows = LeaveKind.objects.filter(county=county).order_by("name", "pk") if county else ()
    return merged({row.code: Kind(row.code, row.name, row.is_excused, row.is_active) for row in rows})


def kind_choices(kinds: Sequence[Kind]) -> list[tuple[str, Label]]:
    """(code, word) of those in use."""
    return [(kind.code, kind_word(kind.code, kind.name)) for kind in kinds if kind.is_active]


def kind_word(code: str, name: str = "") -> Label:
    """`name` is the county's own word, as it was when the leave was recorded."""
    return name or ABSENCE_KIND_LABELS.get(code, code)
