"""任务: given, taken, reported, judged, fed back; their history and their figures."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertList, AlertView, TextBody, UnitSpanQuery, named, named_unit
from alerts.call_outs.models import Whistle
from alerts.checks.models import Check
from alerts.enums import TaskGrade, TaskKind, TaskState
from alerts.followups.models import Task, TaskStep
from alerts.followups.queries.tasks import figures
from alerts.followups.rules import LONGEST_DAYS, LONGEST_HOURS
from alerts.followups.services import extending, giving, working
from alerts.followups.shapes import TaskFiguresShape, TaskShape, TaskStepShape, figures_body
from alerts.incidents.models import Incident
from alerts.who_answers import county_leaders
from units.api.inputs import Body, PageQuery, SpanQuery
from units.api.nouns import NounAct, NounDetail, NounView
from units.api.pagination import page_of_rows
from units.api.views import find
from units.models import Person
from units.people.api.people import ReasonBody


def _text(longest: int) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=longest, default="")


class TasksQuery(UnitSpanQuery):
    """By the time they were given, half-open; `unit`: who has to do it. `late`: only those past their line now."""

    kind = serializers.ChoiceField(choices=list(TaskKind), required=False)
    state = serializers.ChoiceField(choices=list(TaskState), required=False)
    incident = serializers.UUIDField(required=False)
    late = serializers.BooleanField(required=False, allow_null=True, default=None)


class LimitBody(Body):
    """The class decides the limit unless one is stated, in hours or in workdays of the county's calendar."""

    grade = serializers.ChoiceField(choices=list(TaskGrade), required=False, default=TaskGrade.SIMPLE)
    limit_hours = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_HOURS)
    limit_days = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_DAYS)


class NewTask(LimitBody):
    """`asker`: a county leader whose instruction it is. `person`: of `unit`."""

    unit = serializers.CharField(max_length=32)
    kind = serializers.ChoiceField(choices=list(TaskKind))
    matter = serializers.CharField(max_length=300)
    detail = _text(2000)
    place = _text(200)
    measure = _text(500)
    raised_by = _text(100)
    person = serializers.UUIDField(required=False)
    asker = serializers.UUIDField(required=False)
    incident = serializers.UUIDField(required=False)
    whistle = serializers.UUIDField(required=False)
    check = serializers.UUIDField(required=False)


class TaskView(AlertView, NounView):
    model = Task
    shape = TaskShape


class Tasks(TaskView, AlertList):
    """Tasks, latest first: the county's; a unit's own and those it has asked for."""

    query = TasksQuery
    body = NewTask
    latest = "asked_at"
    equal = ("kind", "state", "incident")
    route = "api-task"

    def rows(self) -> Any:
        rows: Any = super().rows()
        return rows.late_at(timezone.now()) if self.request.method == "GET" and self.params.get("late") else rows

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        unit = named_unit(self.user, given.pop("unit"))
        rows: dict[str, Any] = {
            "person": Person.objects.filter(unit=unit).valid_on(timezone.localdate()),
            "asker": county_leaders(self.county, timezone.now()),
            "incident": Incident.objects.visible_to(self.user),
            "whistle": Whistle.objects.visible_to(self.user),
            "check": Check.objects.visible_to(self.user),
        }
        chosen = {name: named(rows[name], name, pk=given.pop(name)) for name in rows if name in given}
        if "check" in chosen:
            chosen["unanswered"] = chosen.pop("check")
        task = giving.give_task(unit=unit, by=self.user, **given, **chosen)
        return self.made(request, task.pk)


class TaskDetail(TaskView, NounDetail):
    """One task."""


class TaskSteps(AlertView, NounView):
    """What was done about it, in order."""

    model = Task
    query = PageQuery
    shape = TaskStepShape
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        task = find(self.rows(), pk=pk)
        rows = TaskStep.objects.filter(task=task).values(*self.columns(), "id")
        return Response(page_of_rows(request, rows, self.params, ("id",), self.bodies))


class FiguresQuery(SpanQuery):
    """By the time they were given, half-open."""


class TaskFigures(AlertView):
    """办结率, median hours, satisfaction, hazards cleared: of the tasks the caller sees."""

    query = FiguresQuery
    shape = TaskFiguresShape

    def get(self, request: Request) -> Response:
        rows = Task.objects.visible_to(self.user)
        span = {"asked_at__gte": self.params.get("from"), "asked_at__lt": self.params.get("to")}
        rows = rows.filter(**{name: at for name, at in span.items() if at is not None})
        return Response(figures_body(figures(rows, timezone.now())))


class TakeBody(Body):
    """`person`: of the unit, who does it."""

    person = serializers.UUIDField(required=False)


class TakeTask(TaskView, NounAct):
    """签收."""

    body = TakeBody

    def act(self, row: Task) -> None:
        people = Person.objects.filter(unit=row.unit_id).valid_on(timezone.localdate())
        person = named(people, "person", pk=self.given["person"]) if "person" in self.given else None
        working.take(task=row, by=self.user, person=person)


class ResultBody(Body):
    result = serializers.CharField(max_length=1000)


class ReportTask(TaskView, NounAct):
    """What was done."""

    body = ResultBody

    def act(self, row: Task) -> None:
        working.report(task=row, by=self.user, result=self.given["result"])


class VerdictBody(Body):
    """`text` is wanted where it isn't satisfying."""

    satisfied = serializers.BooleanField()
    text = _text(1000)


class JudgeTask(TaskView, NounAct):
    """满意 closes it, 不满意 sends it back to work."""

    body = VerdictBody

    def act(self, row: Task) -> None:
        working.judge(task=row, by=self.user, is_satisfied=self.given["satisfied"], text=self.given["text"])


class ForwardBody(LimitBody):
    unit = serializers.CharField(max_length=32)
    text = _text(300)


class ForwardTask(TaskView, NounAct):
    """转办: another unit's from now on, with a limit of its own."""

    body = ForwardBody

    def act(self, row: Task) -> None:
        unit = named_unit(self.user, self.given["unit"])
        giving.forward(task=row, by=self.user, **self.given | {"unit": unit})


class MoreTimeBody(Body):
    """`days`: workdays beyond the limit."""

    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS)
    reason = serializers.CharField(max_length=300)


class AskMoreTime(TaskView, NounAct):
    """申请延期, by the owner; once."""

    body = MoreTimeBody

    def act(self, row: Task) -> None:
        extending.ask_more(task=row, by=self.user, **self.given)


class ExtendBody(Body):
    """`text` is wanted where it isn't granted."""

    granted = serializers.BooleanField()
    text = _text(300)


class ExtendTask(TaskView, NounAct):
    """Whoever asked for the task grants or refuses the time its owner asks for."""

    body = ExtendBody

    def act(self, row: Task) -> None:
        extending.extend(task=row, by=self.user, is_granted=self.given["granted"], text=self.given["text"])


class WithdrawTask(TaskView, NounAct):
    body = ReasonBody

    def act(self, row: Task) -> None:
        giving.withdraw(task=row, by=self.user, reason=self.given["reason"])


class FeedBackTask(TaskView, NounAct):
    """Whoever raised it has been told."""

    body = TextBody

    def act(self, row: Task) -> None:
        working.feed_back(task=row, by=self.user, text=self.given["text"])
