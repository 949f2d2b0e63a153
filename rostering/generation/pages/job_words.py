"""What the page of a job says besides its progress, by kind. A new kind adds a function to `PAGES` and its stages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rostering.enums import JobKind, JobStage, JobState
from rostering.jobs.models import Job
from rostering.labels import JOB_STAGE_LABELS

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of components/stages.html. The bar shows `reached` of `goal` where that is finer than `done` of `total`."""

    label: Words
    state: str
    done: int = 0
    total: int = 0
    note: Words = ""
    reached: int = 0
    goal: int = 0


@dataclass(frozen=True, slots=True)
class JobPage:
    """`back` is where the work was asked for, `result` where to look once it has succeeded."""

    title: Words
    back: str
    back_label: Words
    result: str
    result_label: Words
    cancel_label: Words


def _generation(job: Job) -> JobPage:
    path = reverse("rostering:period", args=[job.period_id])
    name = job.period.name if job.period else ""
    return JobPage(_("排班进度"), path, name, path, _("查看排班表"), _("取消排班"))


def _proposal(job: Job) -> JobPage:
    back = reverse("rostering:proposals", args=[job.period_id])
    return JobPage(_("方案进度"), back, _("方案比选"), back, _("查看方案"), _("取消"))


def _simulation(job: Job) -> JobPage:
    back = reverse("policies:simulate", args=[job.parameters["policy"]])
    shown = reverse("policies:simulation", args=[job.pk])
    return JobPage(_("推演进度"), back, _("制度推演"), shown, _("查看推演结果"), _("取消推演"))


PAGES: Mapping[str, Callable[[Job], JobPage]] = {
    JobKind.GENERATION: _generation,
    JobKind.PROPOSAL: _proposal,
    JobKind.SIMULATION: _simulation,
}
STAGES: Mapping[str, tuple[JobStage, ...]] = {
    JobKind.SIMULATION: (JobStage.LOADING, JobStage.LAYING_OUT, JobStage.MEETING)
}


def page_of(job: Job) -> JobPage:
    return PAGES[job.kind](job)


def stages_of(job: Job) -> list[Stage]:
    """The stages of a whole job: those before the present one are done, with counts in the present one."""
    order = STAGES[job.kind]
    if job.state == JobState.SUCCEEDED:
        return [Stage(JOB_STAGE_LABELS[stage], "done") for stage in order]
    here = order.index(JobStage(job.stage)) if job.stage in order else -1
    present = "failed" if job.is_finished else "now"
    return [
        Stage(JOB_STAGE_LABELS[stage], "done")
        if place < here
        else Stage(JOB_STAGE_LABELS[stage], present, job.done, job.total)
        if place == here
        else Stage(JOB_STAGE_LABELS[stage], "waiting")
        for place, stage in enumerate(order)
    ]
