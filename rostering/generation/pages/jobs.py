"""Progress of work in the background. The address may be reloaded or left; the work goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rostering.enums import GENERATION_STAGES, JobKind, JobStage, JobState
from rostering.generation.pages.job_words import Stage, page_of, stages_of
from rostering.generation.queries.so_far import so_far
from rostering.generation.services.jobs import cancel_job
from rostering.jobs.models import Job
from rostering.labels import JOB_STAGE_LABELS, OBJECTIVE_LABELS, Label
from rostering.rosters.models.assignment import Assignment
from rostering.web.answers import is_fragment
from rostering.web.fetch import roster_reader


def job_for(request: HttpRequest, job_id: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(roster_reader(request)).select_related("period"), pk=job_id)


# How far a unit is, in steps: the stages one after the other, then saved.
STEPS: Mapping[str, int] = {stage: step for step, stage in enumerate((*GENERATION_STAGES, JobStage.FINISHED), start=1)}


@dataclass(frozen=True, slots=True)
class Aim:
    """One tier of the objective: nothing below `bound` is possible."""

    label: Label
    value: int
    bound: int
    proven: bool


@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The page, or for a poll the changed part of it: 204 when nothing has happened since `v`."""
    found = job_for(request, job_id)
    version = _version(found)
    if not is_fragment(request):
        return render(request, "rostering/generation/job.html", _context(found, version))
    if request.GET.get("v") == version:
        return HttpResponse(status=204)
    if found.is_finished and _shown_on(request) == page_of(found).back:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "rostering/generation/_job.html", _context(found, version))


@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    cancel_job(job=job_for(request, job_id), by=roster_reader(request))
    return redirect("rostering:job", job_id)


def _version(found: Job) -> str:
    """Changes with every step of any unit."""
    if found.state == JobState.QUEUED:
        return f"{found.state}-{found.done}"
    at = found.units_by_stage() if found.is_divided else {found.stage: 0}
    return "-".join([found.state, *(f"{stage}{units}" for stage, units in sorted(at.items())), str(found.done)])


def _shown_on(request: HttpRequest) -> str:
    """The path of the page that polls."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path


def _context(found: Job, version: str) -> dict[str, object]:
    context: dict[str, object] = {"job": found, "period": found.period, "version": version, "page": page_of(found)}
    context["stages"] = stages(found) if found.is_divided else stages_of(found)
    if found.is_divided and found.state == JobState.RUNNING:
        context["so_far"] = so_far(found)
    if found.kind == JobKind.GENERATION and found.state == JobState.SUCCEEDED:
        seats = Assignment.objects.active().filter(shift__period=found.period_id)
        context |= {"seats": seats.count(), "vacancies": seats.filter(person=None).count(), "tiers": objective(found)}
    return context


def stages(found: Job) -> list[Stage]:
    """Opening is done before the job exists; proposing counts units, its bar how far each is; the last waits for all."""
    proposing = {JobState.QUEUED: "waiting", JobState.RUNNING: "now", JobState.SUCCEEDED: "done"}.get(
        JobState(found.state), "failed"
    )
    finished = "done" if found.state == JobState.SUCCEEDED else "waiting"
    at = found.units_by_stage()
    note = _at_work(at) if proposing == "now" else ""
    return [
        Stage(_("铺开岗位"), "done", note=_("按制度列出每个单位、每一天的席位")),
        Stage(
            _("逐单位排班"),
            proposing,
            found.done,
            found.total,
            note or _("已排单位数"),
            reached=sum(units * STEPS.get(stage, 0) for stage, units in at.items()),
            goal=found.total * STEPS[JobStage.FINISHED],
        ),
        Stage(_("排班方案完成"), finished),
    ]


def _at_work(at: Mapping[str, int]) -> str:
    """读取历史值班 3 个单位、公平 38 个单位; empty while nothing has begun."""
    parts = [
        ngettext("%(stage)s %(n)d 个单位", "%(stage)s %(n)d 个单位", at[stage])
        % {"stage": JOB_STAGE_LABELS[stage], "n": at[stage]}
        for stage in GENERATION_STAGES
        if stage in at
    ]
    return gettext("、").join(parts)


def objective(found: Job) -> list[Aim]:
    """What the plan reached, in the order in which it was aimed at; the tiers in which there was nothing to do left out."""
    tiers = (found.result or {}).get("tiers", [])
    return [
        Aim(OBJECTIVE_LABELS[tier["name"]], tier["value"], tier["bound"], tier["proven"])
        for tier in tiers
        if tier["value"] or not tier["proven"]
    ]
