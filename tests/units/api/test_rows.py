"""A row's shape is the one declaration of what is read, how it answers, and what the schema says."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from rest_framework import serializers

from units.api.fields import DayField, InstantField, TierField
from units.api.rows import MaskedPhoneField, RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef

KEY = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")


class DutyShape(RowShape):
    id = serializers.UUIDField()
    unit = UnitRef()
    keeper = PersonRef(source="shift__person", allow_null=True)
    asked_by = UserNameField(allow_null=True)
    since = DayField()
    seen_at = InstantField(allow_null=True)
    tier = TierField(allow_null=True)
    note = serializers.CharField(source="office_note")
    late = serializers.BooleanField()
    helpers = UnitRef(many=True)
    count = serializers.IntegerField()
    phone = MaskedPhoneField(required=False)

    reserved = {"from": DayField(source="since")}
    given = ("count",)
    also = ("due_at",)
    kept = True
    contacts_of = "unit_id"

    @staticmethod
    def read_late(row: Any, now: datetime) -> bool:
        return bool(row["due_at"] < now)


NOW = datetime(2026, 6, 19, 12, tzinfo=UTC)
ROW = {
    "unit_id": KEY, "due_at": NOW, "id": KEY, "unit__code": "a", "unit__name": "甲", "shift__person_id": None,
    "shift__person__name": None, "shift__person__position": None, "asked_by__first_name": "", "asked_by__username": "wang",
    "since": date(2026, 6, 19), "seen_at": None, "tier": "", "office_note": "n", "phone": "13912345678", "words": {},
}  # fmt: skip


def drawn(row: Any = ROW, sees: bool = True, **more: Any) -> dict[str, Any]:
    reader = SimpleNamespace(may_see_contacts_of=lambda pk: sees and pk == KEY)
    return DutyShape.body(row, now=NOW, helpers=[], count=2, reader=reader, **more)


def test_the_columns_are_those_that_the_fields_read_and_no_other() -> None:
    assert set(DutyShape.columns()) == set(ROW)


def test_members_come_in_the_order_of_the_declaration_which_is_that_of_the_schema() -> None:
    assert list(drawn()) == list(DutyShape().fields)


def test_every_kind_of_field_says_what_it_stands_for() -> None:
    assert drawn() == {
        "id": str(KEY), "unit": {"code": "a", "name": "甲"}, "keeper": None, "asked_by": "wang", "since": "2026-06-19",
        "seen_at": None, "tier": None, "note": "n", "late": False, "helpers": [], "count": 2, "phone": "139****5678",
        "from": "2026-06-19",
    }  # fmt: skip


def test_what_contacts_read_opens_is_left_out_for_everybody_else() -> None:
    assert "phone" not in drawn(sees=False)


def test_a_row_reads_as_it_was_written() -> None:
    row = ROW | {"words": {"unit": {"id": str(KEY), "name": "旧名"}}}
    assert drawn(row)["unit"] == {"code": "a", "name": "旧名"}


def test_a_person_is_named_with_id_name_and_position() -> None:
    row = ROW | {"shift__person_id": OTHER, "shift__person__name": "王", "shift__person__position": "主任"}
    assert drawn(row)["keeper"] == {"id": str(OTHER), "name": "王", "position": "主任"}


def test_what_is_given_and_required_may_not_be_forgotten() -> None:
    with pytest.raises(KeyError):
        DutyShape.body(ROW, now=NOW, helpers=[])


class RoundShape(RowShape):
    number = serializers.IntegerField()
    by = UserNameField(allow_null=True)
    parts = UnitRef(many=True, required=False)


def test_an_object_at_hand_reads_like_its_row() -> None:
    round_ = SimpleNamespace(number=3, by=None)
    assert RoundShape.of(round_) == {"number": 3, "by": None}


def test_what_is_given_and_not_required_may_be_missing() -> None:
    row = {"number": 3, "by__first_name": "王", "by__username": "w"}
    assert RoundShape.bodies([row], parts=[]) == [{"number": 3, "by": "王", "parts": []}]
