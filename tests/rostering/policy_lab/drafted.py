"""Drafts of a policy as tests change and publish them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from rostering.enums import Posture
from rostering.generation.services.jobs import claim_jobs, run_job
from rostering.models import Job, PolicyVersion
from rostering.policy_lab.services.data import DraftChanges
from rostering.policy_lab.services.drafts import post_data
from rostering.policy_lab.services.publication import publish_policy
from tests.factories import Cast
from units.errors import RuleViolation

NIGHT = ("hub", "dedicated_staff", "phases/1/posture")
LATER = date(2026, 8, 1)


def with_hub_at_home(version: PolicyVersion) -> DraftChanges:
    """Everybody of the hub goes home at 20:00."""
    posts = [post_data(post) for post in version.posts.all()]
    home = [
        replace(
            post,
            phases=(
                post.phases[0],
                replace(post.phases[1], posture=Posture.HOME_STANDBY, place_limit="", response_minutes=30),
            ),
        )
        if post.tier == "hub"
        else post
        for post in posts
    ]
    return DraftChanges(posts=home)


def publish(version: PolicyVersion, cast: Cast, day: date = LATER, **more: Any) -> PolicyVersion:
    return publish_policy(version=version, effective_from=day, by=cast.office, **more)


def refused(action: Callable[[], object]) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        action()
    return caught.value


def run_now(*, job: Job) -> Job:
    """The whole job in this process."""
    token, job_ids = claim_jobs(now=timezone.now(), most=1000)
    for job_id in job_ids:
        run_job(job_id=job_id, token=token)
    job.refresh_from_db()
    return job
