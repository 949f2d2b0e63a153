"""Lines about what happens on duty: unanswered checks, call-outs, reports, whistles, messages that reached nobody."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from alerts.call_outs.models import CallOut, Whistle
from alerts.checks.queries import visible_checks
from alerts.enums import CallOutState, CheckState, SummonsState, WhistleState
from alerts.incidents.models import Incident, IncidentReport
from alerts.labels import REPORT_KIND_LABELS
from alerts.outbox.queries import dead_messages
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line
from alerts.whistles.models import WhistleReply
from units.labels import Label

# A report is worth a line from this long before it is due.
REPORTS_AHEAD = timedelta(hours=24)
NAMED = 6
WHISTLE_TITLES: dict[str, Label] = {
    WhistleState.REQUESTED: _lazy("%(unit)s吹哨待受理：%(matter)s"),
    WhistleState.DISPATCHED: _lazy("%(unit)s吹哨待本单位答复：%(matter)s"),
    WhistleState.ANSWERED: _lazy("吹哨已答复，待本单位闭环：%(matter)s"),
}
WHISTLE_ACTIONS: dict[str, Label] = {
    WhistleState.REQUESTED: _lazy("去受理"),
    WhistleState.DISPATCHED: _lazy("去答复"),
    WhistleState.ANSWERED: _lazy("去闭环"),
}


def lost_checks(reader: Reader) -> Iterable[Line]:
    """Nobody of the unit answered either: the office has to ring. One query."""
    if not reader.is_office:
        return
    rows = visible_checks(reader.user).filter(state=CheckState.WITH_OFFICE)
    for check in rows.order_by("due_at", "pk")[:MOST]:
        who = f"{check.unit.label} {check.person.name}" if check.person else check.unit.label
        path = reverse("alerts:check", args=[check.pk])
        yield Line(Kind.CHECK_LOST, _("查岗未应答：%(who)s") % {"who": who}, path, _("电话核实"), due=check.due_at)


def call_outs(reader: Reader) -> Iterable[Line]:
    """Those that run, for who sees them. One query."""
    seen = CallOut.objects.visible_to(reader.user).filter(state=CallOutState.DISPATCHED).values("pk")
    arrived = Count("summonses", filter=Q(summonses__state=SummonsState.ARRIVED))
    rows = CallOut.objects.filter(pk__in=seen).annotate(arrived=arrived).order_by("dispatched_at", "pk")
    for one in rows[:MOST].values("pk", "matter", "is_drill", "arrived", "required"):
        title = _("演练进行中：%(matter)s") if one["is_drill"] else _("召集进行中：%(matter)s")
        note = _("已到 %(arrived)d 人，需 %(required)d 人") % one
        path = reverse("alerts:call_out", args=[one["pk"]])
        yield Line(Kind.CALL_OUT, title % one, path, _("查看进展"), note=note)


def reports(reader: Reader) -> Iterable[Line]:
    """Owed within a day, or late. One query."""
    seen = Incident.objects.visible_to(reader.user).values("pk")
    rows = IncidentReport.objects.owed().filter(incident__in=seen, due_at__isnull=False)
    for one in rows.select_related("incident").order_by("due_at", "pk")[:MOST]:
        if one.due_at is not None and one.due_at > reader.now + REPORTS_AHEAD:
            reader.changes_at(one.due_at - REPORTS_AHEAD)
            break
        words = {"kind": REPORT_KIND_LABELS[one.kind], "incident": one.incident.title}
        path = reverse("alerts:incident", args=[one.incident_id])
        yield Line(Kind.REPORT, _("%(incident)s：%(kind)s待报") % words, path, _("去报告"), due=one.due_at)


def whistles(reader: Reader) -> Iterable[Line]:
    """To be taken up by the office, answered by a unit called, closed by the unit that blew it. One query."""
    called = Whistle.wanted_units.through.objects.filter(unit_id__in=reader.user.unit_ids or ()).values("whistle_id")
    own = Q(unit_id__in=reader.user.unit_ids or (), state=WhistleState.ANSWERED)
    said = WhistleReply.objects.filter(
        whistle=OuterRef("pk"), round=OuterRef("round"), unit__in=reader.user.unit_ids or ()
    )
    asked = Q(pk__in=called, state=WhistleState.DISPATCHED) & ~Exists(said)
    waiting = Q(state=WhistleState.REQUESTED) if reader.is_office else own | asked
    rows = Whistle.objects.visible_to(reader.user).filter(waiting)
    for one in rows.select_related("unit").order_by("requested_at", "pk")[:MOST]:
        title = WHISTLE_TITLES[one.state] % {"unit": one.unit.label, "matter": one.matter}
        due = one.answer_by if one.state == WhistleState.DISPATCHED else None
        path = reverse("alerts:whistle", args=[one.pk])
        yield Line(Kind.WHISTLE, title, path, str(WHISTLE_ACTIONS[one.state]), due=due)


def dead(reader: Reader) -> Iterable[Line]:
    """Messages of the last day that reached nobody: somebody has to ring. One query."""
    if not reader.is_office:
        return
    found = list(dead_messages(reader.user, reader.now).values_list("person__name", flat=True)[: MOST * NAMED])
    if found:
        names = list(dict.fromkeys(found))
        title = _("%(count)d 条消息没有送到，请电话告知") % {"count": len(found)}
        note = "、".join(names[:NAMED]) + ("……" if len(names) > NAMED else "")
        yield Line(Kind.MESSAGE_DEAD, title, reverse("alerts:message_log"), _("查看"), note=note, count=len(found))
