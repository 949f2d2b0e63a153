"""Lines about rosters on their way: what units have to file, what the office has to accept and publish, who hasn't said 收到."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line, Part
from rostering.enums import PeriodState, RosterState
from rostering.fairness.queries.lost_seats import periods_to_repair
from rostering.models import Assignment, DutyPeriod, Roster
from rostering.on_duty.queries.own import rosters_to_confirm

UNFILED = (RosterState.DRAFT, RosterState.RETURNED)


def own_rosters(reader: Reader) -> Iterable[Line]:
    """A leader's, to be confirmed. One query."""
    for roster in rosters_to_confirm(reader.user)[:MOST]:
        title = _("%(period)s待%(unit)s确认") % {"period": roster.period.name, "unit": roster.unit.label}
        note = _("退回原因：%(reason)s") % {"reason": roster.returned_reason} if roster.returned_reason else ""
        path = reverse("rostering:confirm", args=[roster.pk])
        yield Line(Kind.ROSTER, title, path, _("去确认"), due=roster.period.filing_deadline, note=note)


def open_periods(reader: Reader) -> Iterable[Line]:
    """For the office, of each open period: who has still to file, what waits to be accepted, or that it can be published.
    One query."""
    if not reader.is_office:
        return
    rows = Roster.objects.visible_to(reader.user).filter(period__state=PeriodState.OPEN)
    rows = rows.select_related("period", "unit").order_by("unit__protocol_order", "unit__code")
    by_period: dict[UUID, list[Roster]] = defaultdict(list)
    for roster in rows:
        by_period[roster.period_id].append(roster)
    for rosters in by_period.values():
        yield from _of_period(rosters[0].period, rosters)


def _of_period(period: DutyPeriod, rosters: list[Roster]) -> Iterable[Line]:
    path = reverse("rostering:period", args=[period.pk])
    states = Counter(roster.state for roster in rosters)
    unfiled = [roster for roster in rosters if roster.state in UNFILED]
    if unfiled:
        yield _unfiled(period, path, unfiled)
    if states[RosterState.SUBMITTED]:
        filed = states[RosterState.SUBMITTED]
        title = _("%(period)s：%(count)d 个单位已报送，待采纳") % {"period": period.name, "count": filed}
        yield Line(Kind.REFILED, title, path, _("去审核"), count=filed)
    if not unfiled and not states[RosterState.SUBMITTED]:
        yield Line(Kind.PUBLISH, _("%(period)s：各单位均已确认，待发布") % {"period": period.name}, path, _("去发布"))


def _unfiled(period: DutyPeriod, path: str, unfiled: list[Roster]) -> Line:
    title = _("%(period)s：%(count)d 个单位未报送") % {"period": period.name, "count": len(unfiled)}
    returned = sum(1 for roster in unfiled if roster.state == RosterState.RETURNED)
    return Line(
        Kind.FILING,
        title,
        path,
        _("全部催办"),
        post=reverse("alerts:todo_urge_all", args=[period.pk]),
        due=period.filing_deadline,
        note=_("其中 %(count)d 个退回后未重报") % {"count": returned} if returned else "",
        count=len(unfiled),
        parts=tuple(
            Part(roster.unit.label, _("催办"), reverse("alerts:todo_urge", args=[roster.pk])) for roster in unfiled
        ),
    )


def lost_seats(reader: Reader) -> Iterable[Line]:
    """Seats of a leader's units whose holder can't come. One query."""
    for period in periods_to_repair(reader.user, reader.now):
        reader.changes_at(period.until)
        title = _("%(period)s：%(count)d 个席位须调整") % {"period": period.name, "count": period.seats}
        path = reverse("rostering:period_repair", args=[period.id])
        yield Line(Kind.LOST_SEATS, title, path, _("调班建议"), count=period.seats)


def unanswered(reader: Reader) -> Iterable[Line]:
    """Published duties ahead that nobody has answered 收到: of the county for the office, of the unit for its leader.
    One query."""
    user = reader.user
    if not (reader.is_office or reader.leads):
        return
    rows = Assignment.objects.visible_to(user).filter(
        user.led("shift__unit"), shift__period__state=PeriodState.PUBLISHED, end__gt=reader.now,
        person__isnull=False, acknowledged_at__isnull=True,
    )  # fmt: skip
    if user.person_id:
        # One's own are lines of their own.
        rows = rows.exclude(Q(person_id=user.person_id) & Q(person_id__isnull=False))
    counted = rows.order_by().values("shift__period_id", "shift__period__name")
    for row in counted.annotate(duties=Count("pk"), first=Min("start"), next_end=Min("end")).order_by("first"):
        reader.changes_at(row["next_end"])
        words = {"period": row["shift__period__name"], "count": row["duties"]}
        period_page = reverse("rostering:period", args=[row["shift__period_id"]])
        path = period_page if reader.is_office else f"{reverse('my:duties')}#waiting"
        title = _("%(period)s：%(count)d 个班次未答复收到") % words
        yield Line(Kind.UNANSWERED, title, path, _("查看"), due=row["first"], count=row["duties"])
