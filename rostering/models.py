from rostering.calendar.models import CalendarDay
from rostering.changes.models import Swap, SwapSeat
from rostering.covers.models import Cover, CoverAsk
from rostering.fairness.models.absence import Absence, LeaveKind
from rostering.fairness.models.ledger import OpeningBalance, RosterRules
from rostering.fairness.models.past_duty import PastDuty
from rostering.fairness.models.preference import PairRule, Preference, SharedPerson
from rostering.jobs.models import Job, JobTask
from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion, UnitStaffing
from rostering.policy_lab.models import PolicyComment, PolicyOrigin, PolicyRound
from rostering.rings.models import Ring, RingOffer, RingRefusal, RingSeat
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.designation import Designation
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RevisionEntry, RosterRevision
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import MAX_SHIFT, Shift, ShiftPhase
from rostering.rosters.models.shown import ShownPerson, ShownUnit
from rostering.rosters.models.step import RosterStep
from rostering.statistics.models import Circular, CircularVersion

__all__ = [
    "MAX_SHIFT",
    "Absence",
    "Assignment",
    "CalendarDay",
    "Circular",
    "CircularVersion",
    "Cover",
    "CoverAsk",
    "Designation",
    "DutyPeriod",
    "Job",
    "JobTask",
    "LeaveKind",
    "OpeningBalance",
    "PairRule",
    "PastDuty",
    "PolicyComment",
    "PolicyOrigin",
    "PolicyPhase",
    "PolicyPost",
    "PolicyRound",
    "PolicyVersion",
    "Preference",
    "RevisionEntry",
    "Ring",
    "RingOffer",
    "RingRefusal",
    "RingSeat",
    "Roster",
    "RosterRevision",
    "RosterRules",
    "RosterStep",
    "SharedPerson",
    "Shift",
    "ShiftPhase",
    "ShownPerson",
    "ShownUnit",
    "Swap",
    "SwapSeat",
    "UnitStaffing",
]
