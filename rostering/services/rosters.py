"""A unit's roster on its way: confirmed by the unit, returned or accepted by the county office."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rostering.domain import transitions
from rostering.domain.enums import PeriodState, RosterState
from rostering.models import Assignment, DutyPeriod, Roster
from rostering.permissions import check_approve, check_file
from rostering.services.states import advance
from rostering.signals import roster_returned
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import User
from units.services import audit

# Local setting (domain §3.3): the office has a day to answer a filing; then its silence is acceptance.
ANSWER_WITHIN = timedelta(hours=24)
LONGEST_REASON = 500


@write
def confirm_roster(*, roster: Roster, by: User, expected_version: int | None = None) -> Roster:
    """报送: the unit stands by its roster. The office may do so on the unit's behalf, which is recorded.

    Raises RuleViolation `roster_has_vacancies` while a seat is empty, `wrong_state` when it isn't the unit's turn.
    """
    check_file(by, roster)
    roster = _locked(roster, expected_version)
    state = advance(transitions.ROSTER, roster.state, "confirm")
    _refuse_vacancies(roster)
    roster.on_behalf = by.sees_whole_county
    roster.submitted_at = timezone.now()
    roster.submitted_by = by
    roster.returned_reason = ""
    return _move(roster, state, "roster.confirmed", by)


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
def accept_roster(*, roster: Roster, by: User, expected_version: int | None = None) -> Roster:
    """采纳. Raises RuleViolation `wrong_state` unless the unit has filed."""
    check_approve(by)
    roster = _locked(roster, expected_version)
    state = advance(transitions.ROSTER, roster.state, "accept")
    roster.accepted_at = timezone.now()
    roster.accepted_by = by
    return _move(roster, state, "roster.accepted", by)


def accept_rest(*, period: DutyPeriod, by: User) -> tuple[list[Roster], list[tuple[Roster, str]]]:
    """Accepts every filed roster and files the others on their units' behalf first.

    Each unit is its own transaction: one that can't be accepted keeps nobody else. Returns (accepted, refused with
    the sentence why).
    """
    check_approve(by)
    accepted: list[Roster] = []
    refused: list[tuple[Roster, str]] = []
    waiting = period.rosters.exclude(state=RosterState.ACCEPTED).select_related("unit", "period")
    for roster in waiting.order_by("unit__protocol_order"):
        try:
            accepted.append(file_and_accept(roster=roster, by=by))
        except RuleViolation as violation:
            refused.append((roster, str(violation)))
    return accepted, refused


@write
def file_and_accept(*, roster: Roster, by: User, expected_version: int | None = None) -> Roster:
    """Accepts one roster, filing it on the unit's behalf first if need be. Errors as of both steps."""
    if transitions.allows(transitions.ROSTER, roster.state, "confirm"):
        roster = confirm_roster(roster=roster, by=by, expected_version=expected_version)
        expected_version = roster.version
    return accept_roster(roster=roster, by=by, expected_version=expected_version)


def accept_silent_rosters(*, now: datetime) -> int:
    """Accepts what the office has left unanswered past its own line. Returns how many. Safe to run twice."""
    due = Roster.objects.filter(
        state=RosterState.SUBMITTED,
        submitted_at__lte=now - ANSWER_WITHIN,
        period__filing_deadline__lte=now,
        period__state=PeriodState.OPEN,
    )
    return sum(_accept_by_silence(roster, now) for roster in due.select_related("period")[:500])


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
    lock(roster)
    fresh = Roster.objects.select_related("period", "unit").get(pk=roster.pk)
    if expected_version is not None and fresh.version != expected_version:
        raise Stale("stale_version", _("该值班表刚被他人修改，请刷新后再办理"), {"version": fresh.version})
    if fresh.period.state != PeriodState.OPEN:
        raise RuleViolation("period_not_open", _("该周期不在填报中，请通过调班办理"))
    return fresh


def _refuse_vacancies(roster: Roster) -> None:
    vacant = Assignment.objects.active().filter(shift__roster=roster, person__isnull=True).count()
    if vacant:
        message = ngettext("还有 %(count)d 个空岗，补齐后方可确认", "还有 %(count)d 个空岗，补齐后方可确认", vacant)
        raise RuleViolation("roster_has_vacancies", message % {"count": vacant}, {"vacancies": vacant})


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
