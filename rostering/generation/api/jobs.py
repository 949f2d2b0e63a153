"""Work in the background, as somebody watches it."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from rostering.generation.services.jobs import cancel_job
from rostering.generation.shapes import JOB_FIELDS, JobShape, job_shape
from rostering.jobs.models import Job
from units.api.etags import check_match, tagged
from units.api.views import ApiView, find
from units.enums import Scope
from units.models import User


def job_body(user: User, pk: UUID) -> dict[str, Any]:
    return job_shape(find(Job.objects.visible_to(user).values(*JOB_FIELDS), pk=pk))


class JobDetail(ApiView):
    """State, stage and counts of a job."""

    read_scope = Scope.ROSTER_READ
    shape = JobShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, job_body(self.user, pk))


class CancelJob(ApiView):
    """Stops what has not been done yet."""

    write_scope = Scope.ROSTER_WRITE
    shape = JobShape

    def post(self, request: Request, pk: UUID) -> Response:
        job = find(Job.objects.visible_to(self.user).select_related("period"), pk=pk)
        check_match(request, job_body(self.user, pk))
        cancel_job(job=job, by=self.user)
        return tagged(request, job_body(self.user, pk))
