"""Who may stop a job: `can_x` answers, `check_x` raises NotAllowed."""

from rostering.jobs.models import Job
from rostering.permissions import is_office, refuse
from units.enums import Scope
from units.models import User


def can_cancel_job(user: User, job: Job) -> bool:
    """Who started it, and the office."""
    return user.has_scope(Scope.ROSTER_READ) and (job.created_by_id == user.pk or is_office(user))


def check_cancel_job(user: User, job: Job) -> None:
    if not can_cancel_job(user, job):
        refuse()
