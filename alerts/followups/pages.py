"""任务: the lists by whose turn it is, the form that gives one, one task and what may be done about it now."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.enums import TaskKind, TaskState
from alerts.followups.forms import (
    SOURCES,
    ExtendForm,
    FeedbackForm,
    ForwardForm,
    MoreTimeForm,
    ResultForm,
    TakeForm,
    TaskFileForm,
    TaskForm,
    TaskReasonForm,
    VerdictForm,
)
from alerts.followups.models import OPEN_STATES, WORKING_STATES, Task, TaskFile
from alerts.followups.permissions import can_add_file, can_judge, can_work
from alerts.followups.queries.tasks import FIGURES_OF, View, figures, listed, visible_tasks
from alerts.followups.services import evidence, extending, giving, working
from alerts.labels import TASK_KIND_LABELS
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import reader
from units.errors import InvalidInput
from units.models import Person, User
from units.reviews.downloads import as_download

PER_PAGE = 20
VIEWS: Mapping[View, Promise] = {
    View.OWN: _lazy("待我办理"),
    View.ASKED: _lazy("我交办的"),
    View.LATE: _lazy("逾期"),
    View.OPEN: _lazy("未办结"),
    View.ALL: _lazy("全部"),
}


def task_for(request: HttpRequest, pk: UUID) -> Task:
    return get_object_or_404(visible_tasks(reader(request)), pk=pk)


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """By whose turn it is, of one kind or of all, of one unit or of all, with the figures of a year above."""
    user, now = reader(request), timezone.now()
    wanted = request.GET.get("view", "")
    view = View(wanted) if wanted in set(View) else View.OPEN
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in TASK_KIND_LABELS else ""
    unit = request.GET.get("unit", "")[:32]
    rows = _narrowed(listed(user, view, now), kind, unit)
    of_year = _narrowed(Task.objects.visible_to(user).filter(asked_at__gte=now - FIGURES_OF), kind, unit)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(task, task.is_late(now)) for task in page],
        "views": VIEWS.items(),
        "view": view,
        "kinds": TASK_KIND_LABELS.items(),
        "kind": kind,
        "unit": unit,
        "query": urlencode({"view": view, "kind": kind, "unit": unit}),
        "figures": figures(of_year, now),
    }
    return render(request, "alerts/followups/tasks.html", context)


def _narrowed(rows: QuerySet[Task], kind: str, unit: str) -> QuerySet[Task]:
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(unit__code=unit) if unit else rows


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Blank, or from an incident, a whistle or a check, whose words are taken over."""
    user = reader(request)
    if request.method == "POST":
        form = TaskForm(request.POST, user=user)
        made = submit(form, partial(giving.give_task, by=user))
        if made:
            return done(request, _("任务已交办"), reverse("alerts:task", args=[made.pk]))
    else:
        form = TaskForm(user=user, initial=_initial(request, user))
    return render(request, "alerts/followups/task_new.html", {"form": form}, status=status_of(form))


KIND_OF = {"incident": TaskKind.INSTRUCTION, "whistle": TaskKind.WHISTLE, "unanswered": TaskKind.CHECK}


def _initial(request: HttpRequest, user: User) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    initial: dict[str, Any] = {"kind": kind} if kind in TASK_KIND_LABELS else {}
    # A unit gives to itself; the office chooses.
    if user.unit and user.unit_ids is not None:
        initial["unit"] = user.unit.code
    for name, model in SOURCES.items():
        if name in request.GET:
            row = get_object_or_404(model.objects.visible_to(user), pk=_uuid(request.GET[name]))
            initial = {"kind": KIND_OF[name]} | initial | {name: row.pk, "matter": _matter_of(name, row)}
            initial["place"] = getattr(row, "place", "")
            if name == "unanswered":
                initial["unit"] = row.unit.code
    return initial


def _matter_of(name: str, row: Any) -> str:
    if name == "incident":
        return str(row.title)
    return str(row.matter) if name == "whistle" else _("查岗未应答，查明原因并整改")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput("bad_id", _("编号不对"), field="id") from error


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One task and the one thing that is to be done now."""
    found, user = task_for(request, pk), reader(request)
    if request.method != "POST":
        return render(request, "alerts/followups/task.html", _context(found, user))
    wanted = request.POST.get("do", "")
    if wanted not in ACTS:
        raise InvalidInput("unknown_action", _("请选择办理方式"), field="do")
    name, make, service, sentence = ACTS[wanted]
    form = make(request.POST, found, user)
    if submit(form, partial(service, task=found, by=user)):
        return done(request, sentence, request.path)
    context = _context(found, user) | {name: form}
    return render(request, "alerts/followups/task.html", context, status=400)


@require_POST
def add_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, user = task_for(request, pk), reader(request)
    form = TaskFileForm(request.POST, request.FILES, auto_id="file-%s")
    if submit(form, partial(evidence.add_file, task=found, by=user)):
        return done(request, _("材料已提交"), reverse("alerts:task", args=[pk]))
    return render(request, "alerts/followups/task.html", _context(found, user) | {"file_form": form}, status=400)


@require_safe
def file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponseBase:
    return as_download(_file(request, pk, file))


@require_POST
def retract_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    evidence.retract_file(row=_file(request, pk, file), by=reader(request))
    return done(request, _("材料已撤下"), reverse("alerts:task", args=[pk]))


def _file(request: HttpRequest, pk: UUID, file: UUID) -> TaskFile:
    rows = TaskFile.objects.visible_to(reader(request)).standing().select_related("task")
    return get_object_or_404(rows, pk=file, task=pk)


Make = Callable[[Any, Task, User], forms.Form]


def _plain(kind: type[forms.Form], prefix: str) -> Make:
    return lambda data, _task, _user: kind(data, auto_id=f"{prefix}-%s")


def _take(data: Any, task: Task, _user: User) -> forms.Form:
    return TakeForm(data, people=_people(task), auto_id="take-%s")


def _forward(data: Any, _task: Task, user: User) -> forms.Form:
    return ForwardForm(data, user=user, auto_id="forward-%s")


def _people(task: Task) -> QuerySet[Person]:
    return Person.objects.filter(unit=task.unit_id).valid_on(timezone.localdate()).in_protocol_order()


# do → (name in the template, form, service, what is said afterwards)
ACTS: Mapping[str, tuple[str, Make, Callable[..., Task], Promise]] = {
    "take": ("take_form", _take, working.take, _lazy("已签收")),
    "report": ("result_form", _plain(ResultForm, "result"), working.report, _lazy("已报告，等待评价")),
    "satisfy": (
        "verdict_form",
        _plain(VerdictForm, "verdict"),
        partial(working.judge, is_satisfied=True),
        _lazy("已办结"),
    ),
    "dissatisfy": (
        "verdict_form",
        _plain(VerdictForm, "verdict"),
        partial(working.judge, is_satisfied=False),
        _lazy("已退回重办"),
    ),
    "ask_more": ("more_form", _plain(MoreTimeForm, "more"), extending.ask_more, _lazy("已申请延期，等待答复")),
    "extend": (
        "extend_form",
        _plain(ExtendForm, "extend"),
        partial(extending.extend, is_granted=True),
        _lazy("已同意延期"),
    ),
    "keep_limit": (
        "extend_form",
        _plain(ExtendForm, "extend"),
        partial(extending.extend, is_granted=False),
        _lazy("已答复，时限不变"),
    ),
    "forward": ("forward_form", _forward, giving.forward, _lazy("已转办")),
    "withdraw": ("reason_form", _plain(TaskReasonForm, "reason"), giving.withdraw, _lazy("已撤销")),
    "feed_back": ("feedback_form", _plain(FeedbackForm, "feedback"), working.feed_back, _lazy("已反馈")),
}


def _context(found: Task, user: User) -> dict[str, Any]:
    works, judges = can_work(user, found), can_judge(user, found)
    is_working = found.state in WORKING_STATES
    return {
        "task": found,
        "is_late": found.is_late(timezone.now()),
        "steps": found.steps.select_related("by", "unit", "person"),
        "files": found.files.standing().select_related("added_by"),
        "may_add_file": found.state in OPEN_STATES and can_add_file(user, found),
        "file_form": TaskFileForm(auto_id="file-%s"),
        "may_ask_more": works and is_working and not found.extended_days and found.asked_days is None,
        "may_extend": judges and found.asked_days is not None,
        "may_take": works and found.state == TaskState.GIVEN,
        "may_report": works and is_working,
        "may_forward": works and is_working,
        "may_withdraw": judges and is_working,
        "may_judge": judges and found.state == TaskState.REPORTED,
        "may_feed_back": works and found.feedback_due_at is not None and found.fed_back_at is None,
        "take_form": _take(None, found, user) if works and found.state == TaskState.GIVEN else None,
        "result_form": ResultForm(auto_id="result-%s"),
        "verdict_form": VerdictForm(auto_id="verdict-%s"),
        "forward_form": ForwardForm(user=user, auto_id="forward-%s") if works and is_working else None,
        "more_form": MoreTimeForm(auto_id="more-%s"),
        "extend_form": ExtendForm(auto_id="extend-%s"),
        "reason_form": TaskReasonForm(auto_id="reason-%s"),
        "feedback_form": FeedbackForm(auto_id="feedback-%s"),
    }
