"""While a generation runs its page says what is proven, and what the tiers after fairness may still take."""

import pytest
from django.test import Client
from django.utils import timezone

from rostering.generation.queries.so_far import so_far
from rostering.generation.services import queue, start
from rostering.models import Job, JobTask
from tests.factories import drafted, make_cast


@pytest.mark.django_db
def test_a_running_job_tells_what_is_proven_and_how_long_the_rest_may_take(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.office)
    job = start.start_generation(period=drafted(cast), by=cast.office)
    token, (first, *others) = queue.claim_tasks(now=timezone.now())
    queue.run_tasks(task_ids=[first], token=token)
    assert "已排好的 1 个单位，空岗和各项公平已证最优。" in told(client, job)
    assert f"全部最多再用约 {so_far(job).most} 秒" in told(client, job)

    leave_unproven(first, "points", "spacing")
    page = told(client, job)
    assert "未证到最优的： 负担分公平（1 个单位）。其余各项已证最优。" in page
    # It has a limit, and nobody is to wait for its proof.
    assert "值班间隔过近" not in page

    queue.run_tasks(task_ids=others, token=token)
    assert "最多再用约" not in told(client, job)


def told(client: Client, job: Job) -> str:
    return " ".join(client.get(f"/rosters/jobs/{job.pk}/").content.decode().split())


def leave_unproven(task_id: int, *names: str) -> None:
    task = JobTask.objects.get(pk=task_id)
    assert task.result is not None
    for tier in task.result["tiers"]:
        tier["proven"] = tier["name"] not in names
    task.save(update_fields=["result"])
