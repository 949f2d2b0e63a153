"""What a draft of the duty rules may be told: the body of its cells, posts and staffing, and the changes it means."""

from collections.abc import Iterable, Mapping
from datetime import time
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from rostering.enums import Basis
from rostering.policies.models import PolicyVersion
from rostering.policies.rules.cells import REQUIRED, Cell, Choice, Clock, Count, Days, Flag, Minutes, Points, Text
from rostering.policies.rules.policy import GENERAL_CELLS, PHASE_CELLS, POST_CELLS, WEIGHT_CELLS
from rostering.policy_lab.services.data import DraftChanges, PhaseData, PostData, StaffingData
from units.api.inputs import Body
from units.errors import InvalidInput
from units.models import Unit

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
MOST_ITEMS = 500
# What can be stored of a draft; what can be published is narrower.
MOST_MINUTES = 24 * 60
MOST_SEATS = 1000


def body_field(cell: Cell, **given: Any) -> serializers.Field[Any, Any, Any, Any]:
    """How a cell is given; one that has a default may be left out."""
    empty = cell.may_be_empty
    match cell:
        case Clock():
            return serializers.RegexField(CLOCK, allow_null=empty, **given)
        case Points():
            made: serializers.Field[Any, Any, Any, Any] = serializers.DecimalField(
                max_digits=5, decimal_places=3, **given
            )
        case Minutes() | Days():
            made = serializers.IntegerField(allow_null=empty, min_value=0, max_value=MOST_MINUTES, **given)
        case Count():
            made = serializers.IntegerField(min_value=0, max_value=MOST_SEATS, **given)
        case Choice():
            made = serializers.ChoiceField(choices=_codes(cell), allow_null=empty, **given)
        case Flag():
            made = serializers.BooleanField(**given)
        case Text():
            made = serializers.CharField(max_length=cell.longest, allow_blank=empty, **given)
    return made


def body_fields(cells: Iterable[Cell], *, as_patch: bool = False) -> dict[str, Any]:
    """By attribute. A patch says only what changes."""
    made: dict[str, Any] = {}
    for cell in cells:
        left_out = {} if cell.default is REQUIRED else {"required": False, "default": cell.default}
        made[cell.attribute] = body_field(cell, **({"required": False} if as_patch else left_out))
    return made


def stored_value(cell: Cell, value: Any) -> Any:
    """A given value as its column holds it; None stays out of a patch."""
    if value is None:
        return "" if isinstance(cell, Choice) and cell.may_be_empty else None
    match cell:
        case Clock():
            return time.fromisoformat(value)
        case Choice() if issubclass(cell.codes, IntEnum):
            return cell.codes[value.upper()]
    return value


class BasisBody(Body):
    """Where a cell comes from; a cell left out keeps its basis while unchanged and is local once changed."""

    def get_fields(self) -> dict[str, Any]:
        told = [cell for cell in PHASE_CELLS if cell.basis]
        return {cell.attribute: serializers.ChoiceField(choices=list(Basis), required=False) for cell in told}


class PhaseBody(Body):
    basis = BasisBody(required=False)

    def get_fields(self) -> dict[str, Any]:
        return body_fields(PHASE_CELLS) | super().get_fields()


class PostBody(Body):
    """`tier_name`: of a tier that the policy adds to those that ship, on one of its posts at least."""

    tier = serializers.RegexField(r"^[a-z][a-z0-9_]{0,31}$")
    tier_name = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    post = serializers.CharField(max_length=40)

    def get_fields(self) -> dict[str, Any]:
        made = super().get_fields()
        for cell in POST_CELLS:
            made |= body_fields([cell])
            if cell.basis:
                made[cell.basis] = serializers.ChoiceField(choices=list(Basis), required=False)
        return made | {"phases": serializers.ListField(child=PhaseBody(), max_length=20)}


class StaffingBody(Body):
    unit = serializers.CharField(max_length=32)
    post = serializers.CharField(max_length=40)
    seats = serializers.IntegerField(min_value=0, max_value=MOST_SEATS)


class WeightsBody(Body):
    def get_fields(self) -> dict[str, Any]:
        return body_fields(WEIGHT_CELLS, as_patch=True)


class DraftBody(Body):
    """What is left out stays; `posts` and `staffing` replace the whole list."""

    name = serializers.CharField(required=False, max_length=100)
    weights = WeightsBody(required=False)
    posts = serializers.ListField(child=PostBody(), required=False, max_length=MOST_ITEMS)
    staffing = serializers.ListField(child=StaffingBody(), required=False, max_length=MOST_ITEMS)

    def get_fields(self) -> dict[str, Any]:
        own = super().get_fields()
        source = serializers.CharField(required=False, max_length=200, allow_blank=True)
        return {"name": own.pop("name")} | body_fields(GENERAL_CELLS, as_patch=True) | own | {"source": source}


def draft_changes(given: Mapping[str, Any], version: PolicyVersion) -> DraftChanges:
    """Raises InvalidInput naming the place of a unit that the county doesn't have."""
    own = {name: given.get(name) for name in ("name", "source")}
    return DraftChanges(
        own | _named(GENERAL_CELLS, given) | _named(WEIGHT_CELLS, given.get("weights", {})),
        posts=[_post(post) for post in given["posts"]] if "posts" in given else None,
        staffing=_staffing(given["staffing"], version) if "staffing" in given else None,
    )


def _stored(cells: Iterable[Cell], given: Mapping[str, Any]) -> dict[str, Any]:
    return {cell.name: stored_value(cell, given.get(cell.attribute)) for cell in cells}


def _named(cells: Iterable[Cell], given: Mapping[str, Any]) -> dict[str, Any]:
    """Those that are given: a null empties a cell that may be empty."""
    return {cell.name: stored_value(cell, given[cell.attribute]) for cell in cells if cell.attribute in given}


def _post(given: Mapping[str, Any]) -> PostData:
    return PostData(
        tier=given["tier"],
        tier_name=given["tier_name"],
        code=given["post"],
        seats_basis=given.get("seats_basis", ""),
        phases=tuple(
            PhaseData(**_stored(PHASE_CELLS, phase), basis=phase.get("basis", {})) for phase in given["phases"]
        ),
        **_stored(POST_CELLS, given),
    )


def _staffing(given: list[dict[str, Any]], version: PolicyVersion) -> list[StaffingData]:
    codes: dict[str, UUID] = dict(Unit.objects.filter(county=version.county).values_list("code", "pk"))
    for index, row in enumerate(given):
        if row["unit"] not in codes:
            raise InvalidInput("unknown_unit", _("没有这个单位"), field=f"staffing/{index}/unit")
    return [StaffingData(codes[row["unit"]], row["post"], row["seats"]) for row in given]


def _codes(cell: Choice) -> list[str]:
    return [code.name.lower() if isinstance(code, int) else str(code.value) for code in cell.codes]
