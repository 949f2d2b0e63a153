"""A unit's roster on its way: confirmed by the unit, returned or accepted by the county office."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rostering import transitions
from rostering.enums import PeriodState, RosterState
from rostering.periods.queries.accept_rest import vacancies_by_roster
from rostering.periods.queries.conflicts import conflicts_by_roster
from rostering.permissions import check_approve
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.permissions import check_file
from rostering.seats.services.following import follow_calendar
from rostering.seats.services.reseating import refuse_unseen
from rostering.signals import roster_filed, roster_returned, rosters_filed
from rostering.states import advance
from units.audit import services as audit
from units.copying import update_in
from units.db import held, lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import AuditEvent, CountySettings, User

LONGEST_REASON = 500
# The trail is read by instants: what is accepted on a unit's behalf was filed before.
A_MOMENT = timedelta(microseconds=1)
FILED_AND_ACCEPTED = (
    "state", "on_behalf", "submitted_at", "submitted_by", "returned_reason", "accepted_at", "accepted_by", "version",
    "updated_at",
)  # fmt: skip


@write
def confirm_roster(
    *, roster: Roster, by: User, expected_version: int | None = None, agreed: Collection[str] | None = None
) -> Roster:
    """报送: the unit stands by its roster. The office may do so on the unit's behalf, which is recorded.

    `agreed` holds the seal of the conflicts that have been shown, as `refuse_unseen`.
    Raises RuleViolation `roster_has_vacancies` while a seat is empty, `wrong_state` when it isn't the unit's turn,
    `conflicts_unseen`.
    """
    check_file(by, roster)
    roster = _locked(roster, expected_version)
    state = advance(transitions.ROSTER, roster.state, "confirm")
    _refuse_vacancies(roster)
    _refuse_unseen(roster, agreed)
    follow_calendar(roster=roster, by=by)
    roster.on_behalf = by.sees_whole_county
    roster.submitted_at = timezone.now()
    roster.submitted_by = by
    roster.returned_reason = ""
    roster = _move(roster, state, "roster.confirmed", by)
    roster_filed.send(sender=Roster, roster=roster, now=roster.submitted_at)
    return roster


@write
def return_roster(*, roster: Roster, reason: str, by: User, expected_version: int | None = None) -> Roster:
    """退回: the unit has to look again. Raises InvalidInput without a reason, RuleViolation `wrong_state`."""
    check_approve(by)
    reason = reason.strip()
    if not reason:
        raise InvalidInput("reason_required", _("请填写退回原因"), field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("退回原因不超过 500 字"), field="reason")
    roster = _locked(roster, expected_version)
    state = advance(transitions.ROSTER, roster.state, "return")
    roster.returned_reason = reason
    roster.accepted_at = None
    roster.accepted_by = None
    roster = _move(roster, state, "roster.returned", by, reason=reason)
    roster_returned.send(sender=Roster, roster=roster, now=timezone.now())
    return roster


@write
def accept_roster(
    *, roster: Roster, by: User, expected_version: int | None = None, agreed: Collection[str] | None = None
) -> Roster:
    """采纳. Raises RuleViolation `wrong_state` unless the unit has filed, `conflicts_unseen` as `confirm_roster`."""
    check_approve(by)
    roster = _locked(roster, expected_version)
    state = advance(transitions.ROSTER, roster.state, "accept")
    _refuse_unseen(roster, agreed)
    roster.accepted_at = timezone.now()
    roster.accepted_by = by
    return _move(roster, state, "roster.accepted", by)


@write
def accept_rest(
    *, period: DutyPeriod, by: User, returned: Collection[UUID] = (), agreed: Collection[str] | None = None
) -> tuple[list[Roster], list[tuple[Roster, str]]]:
    """Accepts every filed roster and files the silent ones on their units' behalf first, in one step.

    A roster that was returned is a decision of the office: it is left out unless `returned` names it. Returns (accepted,
    left out with the sentence why). Raises InvalidInput `unknown_roster` for a name that isn't of the period, RuleViolation
    `period_not_open`, `conflicts_unseen` for those of the rosters that it would accept (`agreed`: their seals).
    """
    check_approve(by)
    now = timezone.now()
    # All in one sorted step: one by one, two of these would wait for each other.
    lock(*period.rosters.all())
    period = DutyPeriod.objects.get(pk=period.pk)
    if period.state != PeriodState.OPEN:
        raise _not_open()
    rosters = list(period.rosters.select_related("unit").order_by("unit__protocol_order", "unit__code"))
    if not set(returned) <= {roster.pk for roster in rosters}:
        raise InvalidInput("unknown_roster", _("所选单位不在该周期内"), field="returned")
    waiting = [roster for roster in rosters if roster.state != RosterState.ACCEPTED]
    left_out = _left_out(period, waiting, returned)
    accepted = [roster for roster in waiting if roster.pk not in left_out]
    if agreed is not None:
        refuse_unseen(list(conflicts_by_roster([roster.pk for roster in accepted], now).values()), agreed)
    filed = [roster for roster in accepted if roster.state != RosterState.SUBMITTED]
    audit.record_many([event for roster in accepted for event in _file_and_accept(roster, period, by, now)])
    update_in(accepted, FILED_AND_ACCEPTED)
    rosters_filed.send(sender=Roster, rosters=filed, now=now)
    return accepted, [(roster, left_out[roster.pk]) for roster in waiting if roster.pk in left_out]


def _left_out(period: DutyPeriod, waiting: Iterable[Roster], ticked: Collection[UUID]) -> dict[UUID, str]:
    """Why a roster stays as it is: returned and not ticked, or to be filed with empty seats. One query."""
    vacancies = vacancies_by_roster(period)
    found = {}
    for roster in waiting:
        if roster.state == RosterState.RETURNED and roster.pk not in ticked:
            found[roster.pk] = _now("已退回（%(reason)s），单位尚未重新报送") % {"reason": roster.returned_reason}
        elif roster.state != RosterState.SUBMITTED and roster.pk in vacancies:
            found[roster.pk] = _vacancies_text(vacancies[roster.pk])
    return found


def _file_and_accept(roster: Roster, period: DutyPeriod, by: User, now: datetime) -> Iterable[AuditEvent]:
    """Moves an unsaved roster to accepted; yields what the trail says of each step."""
    if transitions.ROSTER.allows(roster.state, "confirm"):
        state = advance(transitions.ROSTER, roster.state, "confirm")
        yield _event(roster, period, state, "roster.confirmed", by, now, on_behalf_of=roster.unit.name)
        roster.state, roster.on_behalf = state, True
        roster.submitted_at, roster.submitted_by, roster.returned_reason = now, by, ""
    state = advance(transitions.ROSTER, roster.state, "accept")
    yield _event(roster, period, state, "roster.accepted", by, now + A_MOMENT)
    roster.state, roster.accepted_at, roster.accepted_by = state, now, by
    roster.version += 1
    roster.updated_at = now


def _event(
    roster: Roster, period: DutyPeriod, state: str, action: str, by: User, now: datetime, on_behalf_of: str = ""
) -> AuditEvent:
    return audit.event(
        by=by,
        action=action,
        row=roster,
        county=period.county_id,
        unit=roster.unit_id,
        before={"state": roster.state},
        after={"state": state},
        on_behalf_of=on_behalf_of,
        now=now,
    )


@write
def file_and_accept(
    *, roster: Roster, by: User, expected_version: int | None = None, agreed: Collection[str] | None = None
) -> Roster:
    """Accepts one roster, filing it on the unit's behalf first if need be. Errors as of both steps."""
    if transitions.ROSTER.allows(roster.state, "confirm"):
        roster = confirm_roster(roster=roster, by=by, expected_version=expected_version, agreed=agreed)
        expected_version = roster.version
    return accept_roster(roster=roster, by=by, expected_version=expected_version, agreed=agreed)


def accept_silent_rosters(*, now: datetime) -> int:
    """Accepts what the office has left unanswered past its own line, where its county says so (domain §3.3). Returns how
    many. Safe to run twice."""
    waiting = Roster.objects.filter(
        state=RosterState.SUBMITTED, period__filing_deadline__lte=now, period__state=PeriodState.OPEN
    ).select_related("period")
    rules = CountySettings.of_all(roster.period.county_id for roster in waiting)
    due = [roster for roster in waiting if _is_silence(roster, rules[roster.period.county_id], now)]
    return sum(_accept_by_silence(roster, now) for roster in due[:500])


def _is_silence(roster: Roster, rules: CountySettings, now: datetime) -> bool:
    if not rules.silence_accepts or roster.submitted_at is None:
        return False
    return roster.submitted_at <= now - rules.answer_filing_within


@write
def _accept_by_silence(roster: Roster, now: datetime) -> bool:
    roster = _locked(roster, None)
    if roster.state != RosterState.SUBMITTED:
        return False
    roster.accepted_at = now
    roster.accepted_by_silence = True
    _move(roster, advance(transitions.ROSTER, roster.state, "accept"), "roster.accepted_by_silence", None)
    return True


def accept_on_publication(period: DutyPeriod, by: User, now: datetime) -> int:
    """What units have filed counts as accepted once it is published. Called within the publishing transaction."""
    return period.rosters.filter(state=RosterState.SUBMITTED).update(
        state=RosterState.ACCEPTED, accepted_at=now, accepted_by=by, version=F("version") + 1, updated_at=now
    )


def _locked(roster: Roster, expected_version: int | None) -> Roster:
    """The roster as it is under its lock, of a period still open. Raises Stale, RuleViolation `period_not_open`."""
    fresh = held(roster, related=("period", "unit"), expected_version=expected_version)
    if fresh.period.state != PeriodState.OPEN:
        raise _not_open()
    return fresh


def _not_open() -> RuleViolation:
    return RuleViolation("period_not_open", _("该周期不在填报中，请通过调班办理"))


def _refuse_vacancies(roster: Roster) -> None:
    vacant = Assignment.objects.active().filter(shift__roster=roster, person__isnull=True).count()
    if vacant:
        raise RuleViolation("roster_has_vacancies", _vacancies_text(vacant), {"vacancies": vacant})


def _vacancies_text(count: int) -> str:
    sentence = ngettext("还有 %(count)d 个空岗，补齐后方可确认", "还有 %(count)d 个空岗，补齐后方可确认", count)
    return sentence % {"count": count}


def _refuse_unseen(roster: Roster, agreed: Collection[str] | None) -> None:
    """Leave may have been recorded since the page was drawn, which changes no version of the roster."""
    if agreed is not None:
        refuse_unseen(list(conflicts_by_roster([roster.pk], timezone.now()).values()), agreed)


def _move(roster: Roster, state: str, action: str, by: User | None, *, reason: str = "") -> Roster:
    before = roster.state
    roster.state = state
    roster.version += 1
    roster.save()
    audit.record(
        by=by,
        action=action,
        row=roster,
        county=roster.period.county_id,
        unit=roster.unit_id,
        before={"state": before},
        after={"state": state},
        reason=reason,
        on_behalf_of=roster.unit.name if action == "roster.confirmed" and roster.on_behalf else "",
    )
    return roster
