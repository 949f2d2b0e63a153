"""What a page shows and a fragment of it shows again."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from rostering import transitions
from rostering.enums import PeriodState, RosterState
from rostering.periods.queries.confirmation import unit_sheet
from rostering.periods.queries.periods import Sheet
from rostering.permissions import can_approve, can_manage_periods
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.permissions import can_file
from rostering.rosters.queries import last_step
from rostering.seats.queries import matrix
from rostering.seats.queries.coverage import Gap, gap_sentence
from rostering.seats.queries.outdated import CODES
from rostering.web.fetch import roster_reader
from units.models import User

GAPS_SHOWN = 8
FILED = (RosterState.SUBMITTED, RosterState.ACCEPTED)


def sheet_context(sheet: Sheet, loaded: matrix.Loaded) -> dict[str, Any]:
    """What stands above the matrix and is drawn again when a cell changes."""
    editable = {roster.pk for roster in loaded.rosters if may_replace(loaded.user, roster, sheet.period)}
    gaps = [gap for gap in loaded.gaps if not _is_waiting_for_proposal(gap)]
    return {
        "sheet": sheet,
        "period": sheet.period,
        "figures": matrix.figures(loaded, watch_seats=sheet.watch_seats),
        "gaps": [(gap, gap_sentence(gap)) for gap in gaps[:GAPS_SHOWN]],
        "more_gaps": max(len(gaps) - GAPS_SHOWN, 0),
        "open_items": len(loaded.gaps),
        "is_outdated": any(reason.code in CODES for gap in loaded.gaps for reason in gap.reasons),
        "is_proposed": len(gaps) == len(loaded.gaps),
        "editable": editable,
        "may_approve": can_approve(loaded.user),
        "sees_county": loaded.user.sees_whole_county,
        "undoable": sheet.step if can_manage_periods(loaded.user) and sheet.period.state == PeriodState.OPEN else None,
        "own_roster": None if loaded.user.sees_whole_county else next(iter(loaded.rosters), None),
    }


def may_replace(user: User, roster: Roster, of: DutyPeriod) -> bool:
    """Whether a seat of the roster is a button for this reader; the service decides again."""
    if of.state == PeriodState.CLOSED or not can_file(user, roster):
        return False
    filed = of.state == PeriodState.OPEN and roster.state in FILED
    return user.sees_whole_county or not filed


def _is_waiting_for_proposal(gap: Gap) -> bool:
    return any(reason.code == "not_generated" for reason in gap.reasons)


def confirm_context(request: HttpRequest, roster: Roster) -> dict[str, Any]:
    """A unit's roster with what this reader may do about it."""
    user, now = roster_reader(request), timezone.now()
    is_open = roster.period.state == PeriodState.OPEN
    shown = unit_sheet(roster, user, now)
    return {
        "roster": roster,
        "period": roster.period,
        "unit_sheet": shown,
        "day_changed": any("day_changed" in one.codes for one in shown.conflicts),
        "may_replace": may_replace(user, roster, roster.period),
        "may_confirm": is_open and transitions.ROSTER.allows(roster.state, "confirm"),
        "is_filed": roster.state in FILED,
        "may_approve": can_approve(user),
        "undoable": last_step(roster.period, user) if is_open else None,
        "left": int((roster.period.filing_deadline - now).total_seconds()),
    }
