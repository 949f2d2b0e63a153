"""催办: the office reminds units that haven't filed, each once in two hours at most, and it is on record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import ChannelCode, Purpose
from alerts.notices.services.duty import OF_FILING, UNFILED_STATES, tell_urged
from alerts.outbox.models import Notification
from alerts.todo.rules import URGED_AT_MOST_EVERY, may_urge
from rostering.enums import PeriodState
from rostering.models import DutyPeriod, Roster
from rostering.permissions import check_manage_periods
from units.audit import services as audit
from units.db import lock, write
from units.errors import RuleViolation
from units.models import Unit, User
from units.when import moment


@dataclass(frozen=True, slots=True)
class Urged:
    """Whom it reached: units told, told lately already, and with nobody to tell."""

    told: tuple[Unit, ...]
    lately: tuple[Unit, ...]
    nobody: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """When a unit was last told about a roster, and how often it has been urged."""

    last: datetime | None = None
    urged: int = 0


@write
def urge(*, roster: Roster, by: User) -> Roster:
    """One unit. Raises RuleViolation `already_filed`, `urged_lately`, `nobody_to_tell`, NotAllowed."""
    check_manage_periods(by)
    now = timezone.now()
    unfiled = _locked([roster.pk])
    if not unfiled:
        raise RuleViolation("already_filed", _("该单位已报送，无须催办"))
    last = _told(unfiled)[roster.pk].last
    if last is not None and not may_urge(last, now):
        words = {"unit": unfiled[0].unit.label, "at": moment(last + URGED_AT_MOST_EVERY)}
        raise RuleViolation("urged_lately", _("%(unit)s两小时内已提醒过，%(at)s 后可再催办") % words)
    if not _tell(unfiled[0].period, unfiled, by=by, now=now).told:
        raise RuleViolation("nobody_to_tell", _("该单位没有可以通知的负责人，请电话催办"))
    return unfiled[0]


@write
def urge_all(*, period: DutyPeriod, by: User) -> Urged:
    """Every unit of the period that hasn't filed; those told lately are left alone. Raises RuleViolation `already_filed`
    where nobody is left, NotAllowed."""
    check_manage_periods(by)
    now = timezone.now()
    unfiled = _locked(period.rosters.filter(state__in=UNFILED_STATES).values_list("pk", flat=True))
    if not unfiled:
        raise RuleViolation("already_filed", _("各单位均已报送，无须催办"))
    told = _told(unfiled)
    free = [roster for roster in unfiled if may_urge(told[roster.pk].last, now)]
    lately = tuple(roster.unit for roster in unfiled if roster not in free)
    urged = _tell(period, free, by=by, now=now)
    return Urged(urged.told, lately, urged.nobody)


def _locked(pks: Iterable[UUID]) -> list[Roster]:
    """Those of them that have still to be filed, under their locks: two who press at once urge once."""
    pks = list(pks)
    lock(*(Roster(pk=pk) for pk in pks))
    rows = Roster.objects.filter(pk__in=pks, state__in=UNFILED_STATES, period__state=PeriodState.OPEN)
    return list(rows.select_related("unit", "period").order_by("unit__protocol_order", "unit__code"))


def _told(rosters: Collection[Roster]) -> dict[UUID, Told]:
    """By whatever message about filing, the system's own reminder too. One query."""
    rows = Notification.objects.filter(
        object_id__in=[roster.pk for roster in rosters], purpose__in=OF_FILING, channel=ChannelCode.INBOX
    ).order_by()
    urged = Count("level", distinct=True, filter=Q(purpose=Purpose.FILING_URGED))
    found = rows.values("object_id").annotate(last=Max("due_at"), urged=urged)
    known = {row["object_id"]: Told(row["last"], row["urged"]) for row in found}
    return {roster.pk: known.get(roster.pk, Told()) for roster in rosters}


def _tell(period: DutyPeriod, rosters: list[Roster], *, by: User, now: datetime) -> Urged:
    before = _told(rosters)
    reached = tell_urged(period=period, rosters={one: before[one.pk].urged for one in rosters}, now=now)
    told = [roster for roster in rosters if roster.unit_id in reached]
    for roster in told:
        audit.record(by=by, action="roster.urged", row=roster, county=period.county_id, unit=roster.unit)
    return Urged(tuple(one.unit for one in told), (), tuple(one.unit for one in rosters if one.unit_id not in reached))
