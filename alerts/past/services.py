"""Signing a sheet of what was known, and comparing one with what the database says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from alerts.enums import WarningState
from alerts.past.permissions import check_retrace
from alerts.past.queries import Line, Retraced, retrace
from alerts.past.rules import key_from, public_of, signed
from units.audit import services as audit
from units.db import write
from units.enums import Role
from units.models import AuditLink, County, Unit, User
from units.sealing.queries import last_link
from units.sealing.services import seal_waiting


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of a sheet that the database answers otherwise today; `line` counts from 1, None: it has others besides."""

    line: int | None
    names: tuple[str, ...] = ()


def public_keys() -> tuple[str, ...]:
    """The key that signs now, then those that signed before."""
    return (public_of(key_from(settings.SHEET_KEY)), *settings.SHEET_OLD_KEYS)


@write
def sign_sheet(*, valid: datetime, known: datetime, unit: Unit | None, by: User, now: datetime) -> dict[str, Any]:
    """The sheet as JSON-able values. It bears the head of the county's sealed trail, so that a trail written anew later
    shows against it; that it was made is in the trail itself."""
    check_retrace(by, unit)
    county = by.county
    if county is None:
        raise AssertionError("permissions refuse a user without a county")
    seal_waiting(now=now)
    links, chain = last_link(county.pk)
    head = {
        "county": county.name,
        "county_id": str(county.pk),
        "unit": unit.code if unit else None,
        "unit_name": unit.name if unit else None,
        "valid": valid.isoformat(),
        "known": known.isoformat(),
        "made_at": now.isoformat(),
        "made_by": by.display_name,
        "trail": {"links": links, "head": chain},
    }
    sheet = signed(head, lines_of(retrace(valid, known, user=by, unit=unit)), key_from(settings.SHEET_KEY))
    told = {"valid": head["valid"], "known": head["known"], "digest": sheet["hashes"][-1]}
    audit.record(by=by, action="past.signed", row=unit or county, county=county, unit=unit, after=told, now=now)
    return sheet


def lines_of(found: Retraced) -> list[dict[str, Any]]:
    """Seats in the board's order, then units nobody was rostered for, then what ran beside duty."""
    seats = [_seat(line) for line in found.lines]
    uncovered = [{"kind": "uncovered", "unit": name} for name in found.uncovered]
    return [*seats, *uncovered, *_beside(found)]


def _beside(found: Retraced) -> Iterable[dict[str, Any]]:
    """States of units, orders, who was called and had left, warnings; what nobody had signed yet was the office's alone."""
    for code, states in sorted(found.units.items()):
        yield {"kind": "states", "unit": code, "states": [str(state) for state in states]}
    for order in found.live.orders:
        yield {"kind": "order", "number": order.number, "reason": order.reason}
    for one in found.live.called:
        call = one.summons
        yield {
            "kind": "called",
            "id": str(call.pk),
            "unit": call.unit.code,
            "person": call.person.name,
            "place": call.call_out.place,
            "state": call.state,
            "is_overdue": one.is_overdue,
        }
    for away in found.live.away:
        left, back = away.left_at.isoformat(), away.expected_back.isoformat()
        yield {"kind": "away", "id": str(away.assignment_id), "unit": away.unit_code, "from": left, "to": back}
    for warning in found.live.warnings:
        if warning.state != WarningState.RECEIVED:
            words = {"headline": warning.headline, "level": warning.level, "state": warning.state}
            yield {"kind": "warning", "id": warning.pk, **words}


def _seat(line: Line) -> dict[str, Any]:
    duty = line.duty
    return {
        "kind": "seat",
        "seat_id": str(duty.assignment_id),
        "unit": duty.unit_name,
        "tier": duty.tier,
        "post": str(duty.post_name),
        "day": duty.day.isoformat(),
        "person": duty.person_name or None,
        "position": duty.person_position,
        "posture": duty.posture,
        "place_limit": duty.place_limit,
        "leaving_rule": duty.leaving_rule,
        "response_minutes": duty.response_minutes,
        "from": duty.since.isoformat(),
        "to": duty.until.isoformat(),
        "period": duty.period_name,
        "policy": line.policy,
        "orders": list(line.orders),
        "revision": line.revision,
        "revised_at": _text(line.revised_at),
        "told_at": _text(line.told_at),
        "acknowledged_at": _text(line.acknowledged_at),
        "states": [str(state) for state in line.states],
        "asked": [
            [one.kind, one.at.isoformat(), one.state, _text(one.answered_at), _text(one.arrived_at)]
            for one in line.asked
        ],
    }


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def differences(sheet: dict[str, Any]) -> list[Difference]:
    """Which lines of an untouched sheet the database answers otherwise today: a row behind them has been changed."""
    head = sheet["head"]
    county = County.objects.get(pk=UUID(head["county_id"]))
    unit = Unit.objects.filter(county=county, code=head["unit"]).first() if head["unit"] else None
    # Nobody signed in: the reader that a sheet is made for sees no more of its lines than the office.
    office = User(role=Role.COUNTY_OFFICE, county=county)
    valid, known = (datetime.fromisoformat(head[name]) for name in ("valid", "known"))
    return list(_compared(sheet["lines"], lines_of(retrace(valid, known, user=office, unit=unit))))


def _compared(lines: list[dict[str, Any]], today: list[dict[str, Any]]) -> Iterable[Difference]:
    key = ("kind", "seat_id", "id", "unit", "number")
    answers = {tuple(line.get(name) for name in key): line for line in today}
    for number, line in enumerate(lines, 1):
        answer = answers.pop(tuple(line.get(name) for name in key), {})
        if names := tuple(name for name in line if line[name] != answer.get(name)):
            yield Difference(number, names)
    if answers:
        yield Difference(None)


def is_in_trail(sheet: dict[str, Any]) -> bool:
    """Whether the county's sealed trail still has the link that stood at its end when the sheet was made."""
    trail, county = sheet["head"]["trail"], UUID(sheet["head"]["county_id"])
    if trail["links"] == 0:
        return True
    return AuditLink.objects.filter(chain=county, number=trail["links"], hash=trail["head"]).exists()
