"""What periods and the rosters of units look like."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rest_framework import serializers

from rostering.enums import Overlap, PeriodKind, PeriodState, RosterState
from rostering.rosters.models.roster import Roster
from rostering.rosters.shapes import PeriodRef
from rostering.seats.queries.revisions import SeatChange
from units.api.fields import DayField, InstantField, TierField, instant_text, person_ref, unit_ref
from units.api.rows import RowShape, TextOrNullField, UserNameField
from units.api.shapes import PersonRef, UnitRef
from units.api.touching import AffectedShape
from units.consequences import Consequence, seal


class PeriodShape(RowShape):
    """`policy` is the version number that rules it, `revision` the newest published one."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(PeriodKind))
    first_day = DayField()
    last_day = DayField()
    filing_deadline = InstantField()
    state = serializers.ChoiceField(choices=list(PeriodState))
    policy = serializers.IntegerField(source="policy__number", allow_null=True)
    revision = serializers.IntegerField(allow_null=True)
    exception_reason = serializers.CharField(allow_blank=True)
    overlap = serializers.ChoiceField(choices=list(Overlap), allow_null=True)
    close_reason = serializers.CharField(allow_blank=True, help_text="why it was closed before its duty was over")
    version = serializers.IntegerField()
    updated_at = InstantField()


class RosterShape(RowShape):
    """One unit's part of a period. `conflicts`: its duties that don't hold as they stand, seen before it is decided;
    `conflicts_seal` (empty for none) tells them from any others."""

    id = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    period = PeriodRef()
    state = serializers.ChoiceField(choices=list(RosterState))
    deadline = InstantField(source="period__filing_deadline")
    confirmed_by = UserNameField(source="submitted_by", allow_null=True)
    confirmed_at = InstantField(source="submitted_at", allow_null=True)
    on_behalf = serializers.BooleanField()
    returned_reason = serializers.CharField(allow_blank=True)
    accepted_by = UserNameField(allow_null=True)
    accepted_at = InstantField(allow_null=True)
    accepted_by_silence = serializers.BooleanField()
    vacancies = serializers.IntegerField(source="vacant_seats")
    conflicts = AffectedShape(many=True)
    conflicts_seal = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    updated_at = InstantField()

    given = ("conflicts_seal",)
    kept = True


class UnconfirmedShape(serializers.Serializer[Any]):
    unit = UnitRef()
    state = serializers.ChoiceField(choices=[RosterState.DRAFT, RosterState.RETURNED])


class LeftOutShape(RowShape):
    """A roster that stays as it is, and why."""

    roster = serializers.UUIDField(source="id")
    unit = UnitRef()
    state = serializers.ChoiceField(choices=list(RosterState))
    text = serializers.CharField()

    given = ("text",)


class AcceptedShape(serializers.Serializer[Any]):
    """Rosters accepted by their ids, and those left out."""

    accepted = serializers.ListField(child=serializers.UUIDField())
    left_out = LeftOutShape(many=True)


class RevisionShape(RowShape):
    """`seats`: how many it froze, all of them for the first. Of the first: the signed reason, and the units whose
    confirmation was missing."""

    number = serializers.IntegerField()
    published_at = InstantField()
    published_by = UserNameField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    seats = serializers.IntegerField()
    exception_reason = serializers.CharField(allow_blank=True)
    exception_by = TextOrNullField(allow_null=True)
    unconfirmed = UnconfirmedShape(many=True)

    also = ("published_by_id", "unconfirmed")
    kept = True

    @staticmethod
    def read_unconfirmed(row: Mapping[str, Any]) -> list[dict[str, Any]]:
        units = row["unconfirmed"]
        return [{"unit": unit_ref(unit["code"], unit["name"]), "state": unit["state"]} for unit in units]


class PastHolderShape(serializers.Serializer[Any]):
    person = PersonRef(allow_null=True)
    start = InstantField()
    end = InstantField()


class SeatChangeShape(RowShape):
    shift = serializers.UUIDField(source="id")
    unit = UnitRef()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    day = DayField()
    before = PastHolderShape(many=True)
    after = PastHolderShape(many=True)


class DiffShape(serializers.Serializer[Any]):
    """What changed from revision `against` to revision `number`, of the units one sees."""

    number = serializers.IntegerField()
    against = serializers.IntegerField()
    changes = SeatChangeShape(many=True)


def roster_body(row: Mapping[str, Any], conflicts: Sequence[Consequence]) -> dict[str, Any]:
    sealed = seal(conflicts) if conflicts else ""
    return RosterShape.body(row, conflicts=AffectedShape.each(conflicts), conflicts_seal=sealed)


def accepted_body(accepted: Iterable[Roster], left_out: Iterable[tuple[Roster, str]]) -> dict[str, Any]:
    return {
        "accepted": [str(roster.pk) for roster in accepted],
        "left_out": [LeftOutShape.of(roster, text=text) for roster, text in left_out],
    }


def seat_change_body(change: SeatChange) -> dict[str, Any]:
    return SeatChangeShape.of(
        change.shift,
        before=list(map(_past_holder, change.before)),
        after=list(map(_past_holder, change.after)),
    )


def _past_holder(held: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person": person_ref(held["person"], held["name"], held["position"]),
        "start": instant_text(datetime.fromisoformat(held["start"])),
        "end": instant_text(datetime.fromisoformat(held["end"])),
    }
