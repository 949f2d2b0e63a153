"""What periods and the rosters of units look like."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rest_framework import serializers

from rostering.enums import Overlap, PeriodKind, PeriodState, RosterState
from rostering.rosters.models.roster import Roster
from rostering.rosters.shapes import PeriodRef
from rostering.seats.queries.revisions import SeatChange
from units.api.fields import (
    DayField,
    InstantField,
    TierField,
    instant_text,
    optional_instant,
    period_ref,
    person_ref,
    unit_ref,
    user_name,
)
from units.api.shapes import PersonRef, UnitRef
from units.consequences import Consequence, seal
from units.kept import as_kept
from units.units.api.affected import AffectedShape, affected_shape


class PeriodShape(serializers.Serializer[Any]):
    """`policy` is the version number that rules it, `revision` the newest published one."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(PeriodKind))
    first_day = DayField()
    last_day = DayField()
    filing_deadline = InstantField()
    state = serializers.ChoiceField(choices=list(PeriodState))
    policy = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField(allow_null=True)
    exception_reason = serializers.CharField(allow_blank=True)
    overlap = serializers.ChoiceField(choices=list(Overlap), allow_null=True)
    close_reason = serializers.CharField(allow_blank=True, help_text="why it was closed before its duty was over")
    version = serializers.IntegerField()
    updated_at = InstantField()


class RosterShape(serializers.Serializer[Any]):
    """One unit's part of a period. `conflicts`: its duties that don't hold as they stand, seen before it is decided;
    `conflicts_seal` (empty for none) tells them from any others."""

    id = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    period = PeriodRef()
    state = serializers.ChoiceField(choices=list(RosterState))
    deadline = InstantField()
    confirmed_by = serializers.CharField(allow_null=True)
    confirmed_at = InstantField(allow_null=True)
    on_behalf = serializers.BooleanField()
    returned_reason = serializers.CharField(allow_blank=True)
    accepted_by = serializers.CharField(allow_null=True)
    accepted_at = InstantField(allow_null=True)
    accepted_by_silence = serializers.BooleanField()
    vacancies = serializers.IntegerField()
    conflicts = AffectedShape(many=True)
    conflicts_seal = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    updated_at = InstantField()


class UnconfirmedShape(serializers.Serializer[Any]):
    unit = UnitRef()
    state = serializers.ChoiceField(choices=[RosterState.DRAFT, RosterState.RETURNED])


class LeftOutShape(serializers.Serializer[Any]):
    """A roster that stays as it is, and why."""

    roster = serializers.UUIDField()
    unit = UnitRef()
    state = serializers.ChoiceField(choices=list(RosterState))
    text = serializers.CharField()


class AcceptedShape(serializers.Serializer[Any]):
    """Rosters accepted by their ids, and those left out."""

    accepted = serializers.ListField(child=serializers.UUIDField())
    left_out = LeftOutShape(many=True)


class RevisionShape(serializers.Serializer[Any]):
    """`seats`: how many it froze, all of them for the first. Of the first: the signed reason, and the units whose
    confirmation was missing."""

    number = serializers.IntegerField()
    published_at = InstantField()
    published_by = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    seats = serializers.IntegerField()
    exception_reason = serializers.CharField(allow_blank=True)
    exception_by = serializers.CharField(allow_null=True)
    unconfirmed = UnconfirmedShape(many=True)


class PastHolderShape(serializers.Serializer[Any]):
    person = PersonRef(allow_null=True)
    start = InstantField()
    end = InstantField()


class SeatChangeShape(serializers.Serializer[Any]):
    shift = serializers.UUIDField()
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


PERIOD_FIELDS = (
    "id", "name", "kind", "first_day", "last_day", "filing_deadline", "state", "policy__number", "revision",
    "exception_reason", "overlap", "close_reason", "version", "updated_at",
)  # fmt: skip


ROSTER_FIELDS = (
    "id", "unit__code", "unit__name", "tier", "period_id", "period__name", "period__filing_deadline", "state",
    "submitted_at", "submitted_by__first_name", "submitted_by__username", "on_behalf", "returned_reason",
    "accepted_at", "accepted_by__first_name", "accepted_by__username", "accepted_by_silence", "version", "updated_at", "words",
)  # fmt: skip


def period_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "kind": row["kind"],
        "first_day": row["first_day"].isoformat(),
        "last_day": row["last_day"].isoformat(),
        "filing_deadline": instant_text(row["filing_deadline"]),
        "state": row["state"],
        "policy": row["policy__number"],
        "revision": row["revision"],
        "exception_reason": row["exception_reason"],
        "overlap": row["overlap"] or None,
        "close_reason": row["close_reason"],
        "version": row["version"],
        "updated_at": instant_text(row["updated_at"]),
    }


def roster_shape(row: Mapping[str, Any], vacancies: int, conflicts: Sequence[Consequence]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "tier": row["tier"],
        "period": period_ref(row["period_id"], row["period__name"]),
        "state": row["state"],
        "deadline": instant_text(row["period__filing_deadline"]),
        "confirmed_by": user_name(row, "submitted_by"),
        "confirmed_at": optional_instant(row["submitted_at"]),
        "on_behalf": row["on_behalf"],
        "returned_reason": row["returned_reason"],
        "accepted_by": user_name(row, "accepted_by"),
        "accepted_at": optional_instant(row["accepted_at"]),
        "accepted_by_silence": row["accepted_by_silence"],
        "vacancies": vacancies,
        "conflicts": affected_shape(conflicts),
        "conflicts_seal": seal(conflicts) if conflicts else "",
        "version": row["version"],
        "updated_at": instant_text(row["updated_at"]),
    }


def accepted_shape(accepted: Iterable[Roster], left_out: Iterable[tuple[Roster, str]]) -> dict[str, Any]:
    return {
        "accepted": [str(roster.pk) for roster in accepted],
        "left_out": [
            {
                "roster": str(roster.pk),
                "unit": unit_ref(roster.unit.code, roster.unit.name),
                "state": roster.state,
                "text": text,
            }
            for roster, text in left_out
        ],
    }


REVISION_FIELDS = (
    "number", "published_at", "published_by_id", "published_by__first_name", "published_by__username", "reason",
    "seats", "exception_reason", "exception_by", "unconfirmed", "words",
)  # fmt: skip


def revision_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "number": row["number"],
        "published_at": instant_text(row["published_at"]),
        "published_by": user_name(row, "published_by"),
        "reason": row["reason"],
        "seats": row["seats"],
        "exception_reason": row["exception_reason"],
        "exception_by": row["exception_by"] or None,
        "unconfirmed": [
            {"unit": unit_ref(unit["code"], unit["name"]), "state": unit["state"]} for unit in row["unconfirmed"]
        ],
    }


def seat_change_shape(change: SeatChange) -> dict[str, Any]:
    shift = change.shift
    return {
        "shift": str(shift.pk),
        "unit": unit_ref(shift.unit.code, shift.unit.name),
        "post": shift.post,
        "seat": shift.seat,
        "day": shift.day.isoformat(),
        "before": list(map(_past_holder, change.before)),
        "after": list(map(_past_holder, change.after)),
    }


def _past_holder(held: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person": person_ref(held["person"], held["name"], held["position"]),
        "start": instant_text(datetime.fromisoformat(held["start"])),
        "end": instant_text(datetime.fromisoformat(held["end"])),
    }
