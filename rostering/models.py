from rostering.models.absence import Absence
from rostering.models.calendar import CalendarDay
from rostering.models.circular import Circular, CircularVersion
from rostering.models.consultation import PolicyComment, PolicyRound
from rostering.models.job import Job, JobTask
from rostering.models.leave_kind import LeaveKind
from rostering.models.ledger import OpeningBalance, RosterRules
from rostering.models.period import DutyPeriod
from rostering.models.policy import PolicyPhase, PolicyPost, PolicyVersion, UnitStaffing
from rostering.models.revision import RevisionEntry, RosterRevision
from rostering.models.roster import Roster
from rostering.models.shift import MAX_SHIFT, Assignment, Shift, ShiftPhase
from rostering.models.shown import ShownPerson, ShownUnit
from rostering.models.step import RosterStep
from rostering.models.swap import Swap, SwapSeat
from rostering.models.wish import PairRule, Preference, SharedPerson

__all__ = [
    "MAX_SHIFT",
    "Absence",
    "Assignment",
    "CalendarDay",
    "Circular",
    "CircularVersion",
    "DutyPeriod",
    "Job",
    "JobTask",
    "LeaveKind",
    "OpeningBalance",
    "PairRule",
    "PolicyComment",
    "PolicyPhase",
    "PolicyPost",
    "PolicyRound",
    "PolicyVersion",
    "Preference",
    "RevisionEntry",
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
