"""Leave and unavailability of people: asked for, approved or rejected by the unit's leader, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.engine.problem import PairKind, Strength
from rostering.enums import AbsenceState
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.preference import PairRule
from rostering.fairness.queries.leave import kind_word, kinds_of
from rostering.fairness.queries.roster_rules import rules_on
from rostering.fairness.rules.leave_kinds import UNPLANNED_KINDS, Kind, kind_named
from rostering.permissions import can_decide_absence, check_decide_absence, check_record_absence
from rostering.states import advance
from units.audit import services as audit
from units.consequences import Scope, watched
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User
from units.plausible import check_day
from units.repeats.services.duplicates import one_a_minute
from units.when import moment

AUDITED = ("kind", "start", "end", "state")
LONGEST_REASON = 200
# Leave may be entered late, and planned for as long as an assignment elsewhere lasts.
YEARS_BACK, YEARS_AHEAD = 5, 5


@write
@one_a_minute(AbsenceState.REQUESTED, AbsenceState.APPROVED)
def record_absence(*, person: Person, kind: str, start: datetime, end: datetime, by: User, note: str = "") -> Absence:
    """Leave in `[start, end)`: approved at once when leader or office enters it, else it waits for the leader.

    `kind` is the code of a kind in use, or a word for it. Raises InvalidInput `unknown_kind`.

    Once approved nobody rosters the person then; duties they already have stay and show as gaps. Raises InvalidInput
    for an inverted span or another decade, NotAllowed outside one's unit, RuleViolation `absence_exists`,
    `absence_overlap`, `both_away`.
    """
    check_record_absence(by, person)
    # With those who must not be away at the same time: two leaves entered at once would not see each other.
    partners = _partners(person)
    lock(person, *partners)
    absence = planned_absence(
        person=person, kind=kind, start=start, end=end, by=by, note=note, beside=_beside(person, partners, start, end)
    )
    with watched(_touching(person), by=by):
        absence.save(force_insert=True)
    audit.record(by=by, action="absence.recorded", row=absence, unit=person.unit_id, after=_snapshot(absence))
    return absence


@dataclass(frozen=True, slots=True)
class Beside:
    """What leave of a person is read beside: the county's kinds, what they have asked for or got, what binds those who must
    not be away with them."""

    kinds: Sequence[Kind]
    own: Sequence[Absence] = ()
    of_partners: Sequence[Absence] = ()


def planned_absence(
    *, person: Person, kind: str, start: datetime, end: datetime, by: User, beside: Beside, note: str = ""
) -> Absence:
    """The leave as it would be recorded, unsaved. Raises what `record_absence` raises."""
    check_record_absence(by, person)
    if end <= start:
        raise InvalidInput("span_inverted", _("结束时间须晚于开始时间"), field="end")
    for field, at in (("start", start), ("end", end)):
        check_day(at.date(), field=field, today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    named = kind_named(kind, beside.kinds)
    if named is None:
        raise InvalidInput("unknown_kind", _("没有“%(kind)s”这一请假类型") % {"kind": kind[:20]}, field="kind")
    absence = Absence(person=person, kind=named.code, start=start, end=end, note=note, created_by=by)
    absence.kind_name, absence.excuses = named.name, named.is_excused
    _refuse_overlap(absence, beside.own)
    if can_decide_absence(by, person):
        _refuse_both_away(absence, beside.of_partners)
        absence.state, absence.decided_by, absence.decided_at = AbsenceState.APPROVED, by, timezone.now()
    else:
        absence.state = AbsenceState.REQUESTED
    return absence


def _beside(person: Person, partners: Sequence[Person], start: datetime, end: datetime) -> Beside:
    near = Absence.objects.overlapping(start, end).select_related("person").order_by("start")
    own = near.filter(person=person, state__in=(AbsenceState.REQUESTED, AbsenceState.APPROVED))
    return Beside(kinds_of(person.unit.county), list(own), list(near.binding().filter(person__in=partners)))


@write
def approve_absence(*, absence: Absence, by: User, reason: str = "") -> Absence:
    """From now on it binds. Raises NotAllowed, RuleViolation `wrong_state` or `both_away`."""
    return _decide(absence, "approve", by, reason)


@write
def reject_absence(*, absence: Absence, by: User, reason: str) -> Absence:
    """The person is told why: raises InvalidInput without a reason. Else as `approve_absence`."""
    if not reason.strip():
        raise InvalidInput("reason_required", _("请填写不予批准的原因"), field="reason")
    return _decide(absence, "reject", by, reason)


@write
def cancel_absence(*, absence: Absence, by: User) -> None:
    """Takes the entry back; it binds nobody any more and stays on record. Raises RuleViolation `wrong_state`."""
    check_record_absence(by, absence.person)
    absence = _locked(absence)
    before = _snapshot(absence)
    absence.state = advance(transitions.ABSENCE, absence.state, "withdraw")
    with watched(_touching(absence.person), by=by):
        absence.save(update_fields=["state", "updated_at"])
    audit.record(by=by, action="absence.cancelled", row=absence, unit=absence.person.unit_id, before=before)


def _decide(absence: Absence, action: str, by: User, reason: str) -> Absence:
    check_decide_absence(by, absence.person)
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("审批意见不超过 200 字"), field="reason")
    lock(absence.person, *_partners(absence.person))
    absence = _locked(absence)
    before = _snapshot(absence)
    absence.state = advance(transitions.ABSENCE, absence.state, action)
    if absence.state == AbsenceState.APPROVED:
        partners = _partners(absence.person)
        _refuse_both_away(absence, _beside(absence.person, partners, absence.start, absence.end).of_partners)
    absence.decided_by, absence.decided_at, absence.decision_reason = by, timezone.now(), reason
    with watched(_touching(absence.person), by=by):
        absence.save()
    audit.record(
        by=by,
        action=f"absence.{absence.state}",
        row=absence,
        unit=absence.person.unit_id,
        before=before,
        after=_snapshot(absence),
        reason=reason,
    )
    return absence


def _snapshot(absence: Absence) -> dict[str, Any]:
    """With the county's own word where the kind has one: its code says nothing."""
    return audit.snapshot(absence, AUDITED) | ({"kind": absence.kind_name} if absence.kind_name else {})


def _locked(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",)).select_related("person__unit")
    return rows.get(pk=absence.pk)


def _partners(person: Person) -> list[Person]:
    """Those who must not be away when this person is."""
    rules = PairRule.objects.concerning(person.pk).filter(kind=PairKind.BOTH_AWAY).select_related("first", "second")
    return [rule.other(person.pk) for rule in rules]


def _touching(person: Person) -> Scope:
    return Scope(person.unit.county_id, person_ids=frozenset({person.pk}))


def _overlap(one: Absence, other: Absence) -> bool:
    return other.start < one.end and other.end > one.start


def _refuse_overlap(absence: Absence, own: Sequence[Absence]) -> None:
    """One leave at a time: asked for or approved, by whatever door. The person is locked."""
    other = next((other for other in own if _overlap(absence, other)), None)
    if other is None:
        return
    if (other.kind, other.start, other.end) == (absence.kind, absence.start, absence.end):
        raise RuleViolation("absence_exists", _("该人员同一时段的这项请假已登记"))
    raise RuleViolation(
        "absence_overlap",
        _now("%(person)s在%(start)s至%(end)s已登记%(kind)s，与本次时段重叠；须变更的请先撤销原登记")
        % {
            "person": absence.person.name,
            "kind": kind_word(other.kind, other.kind_name),
            "start": moment(other.start),
            "end": moment(other.end),
        },
        {"absence": str(other.pk)},
    )


def _refuse_both_away(absence: Absence, of_partners: Sequence[Absence]) -> None:
    """Illness is a fact that no rule forbids; any other leave waits until the other one is back."""
    away = next((other for other in of_partners if _overlap(absence, other)), None)
    if away is None or absence.kind in UNPLANNED_KINDS:
        return
    if rules_on(absence.person.unit.county_id, timezone.localdate(absence.start)).pair_both_away == Strength.HARD:
        raise RuleViolation(
            "both_away",
            _("%(person)s该时段已请假外出，两人不得同时外出") % {"person": away.person.name},
            {"person": str(away.person_id)},
        )
