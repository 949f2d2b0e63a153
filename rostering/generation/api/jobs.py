"""Work in the background, as somebody watches it."""

from typing import Any
from uuid import UUID

from rostering.generation.services.jobs import cancel_job
from rostering.generation.shapes import JobShape
from rostering.jobs.models import Job
from units.api.nouns import NounAct, NounDetail, NounView
from units.api.views import find
from units.enums import Scope
from units.models import User


def job_body(user: User, pk: UUID) -> dict[str, Any]:
    return JobShape.body(find(Job.objects.visible_to(user).values(*JobShape.columns()), pk=pk))


class JobView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = Job
    shape = JobShape
    related = ("period",)


class JobDetail(JobView, NounDetail):
    """State, stage and counts of a job."""


class CancelJob(JobView, NounAct):
    """Stops what has not been done yet."""

    def act(self, row: Job) -> None:
        cancel_job(job=row, by=self.user)
