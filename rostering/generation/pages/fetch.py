"""Finding the job an address names, among what its reader may see."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from rostering.jobs.models import Job
from rostering.web.fetch import reader


def job_for(request: HttpRequest, job_id: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(reader(request)).select_related("period"), pk=job_id)
