"""What periods and the rosters of units look like."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rostering.rosters.models.roster import Roster
from units.api.fields import instant_text, optional_instant, period_ref, unit_ref, user_name
from units.consequences import Consequence, seal
from units.kept import as_kept
from units.units.api.affected import affected_shape

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
