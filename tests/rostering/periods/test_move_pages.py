"""From draft to closed through the pages: generate, watch, cancel, accept the rest, publish, close."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from rostering import wakeup
from rostering.enums import JobState, PeriodState, Post, RosterState
from rostering.generation.services.queue import claim_tasks, run_tasks
from rostering.generation.services.start import cancel_job, start_generation
from rostering.models import Assignment, DutyPeriod, Job
from rostering.periods.services.filing import confirm_roster, return_roster
from rostering.periods.services.publication import publish_period
from rostering.seats.services.assignments import replace_person
from tests.clients import FRAGMENT
from tests.factories import Cast, at, drafted, generated, opened, published, roster_of, seat_of

ACTIONS = ("generate", "accept-rest", "publish", "close")


def url(period: DutyPeriod, action: str = "") -> str:
    return f"/rosters/periods/{period.pk}/" + (f"{action}/" if action else "")


def job_url(job: Job) -> str:
    return f"/rosters/jobs/{job.pk}/"


def empty_one_seat(cast: Cast, period: DutyPeriod) -> None:
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version)


# --- Generating ----------------------------------------------------------------------------------------------------


def test_generating_opens_the_period_and_wakes_a_worker(
    office: Client,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(wakeup, "_publish", woken.append)
    period = drafted(cast)
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(url(period, "generate"))
    job = period.jobs.get()
    assert (answer.status_code, answer["Location"]) == (302, job_url(job))
    wakeup._publisher.submit(int).result()
    assert woken == ["rostering.tasks.wake_generation"]
    period.refresh_from_db()
    assert (period.state, job.total) == (PeriodState.OPEN, 3)


def test_pressing_twice_leads_to_the_same_job(office: Client, cast: Cast) -> None:
    period = drafted(cast)
    first, second = (office.post(url(period, "generate"))["Location"] for _ in range(2))
    assert first == second


def test_a_published_period_is_not_generated_again(office: Client, cast: Cast) -> None:
    answer = office.post(url(published(cast), "generate"))
    assert answer.status_code == 409
    assert "当前状态为“已发布”，不能发布" in answer.content.decode()


def test_progress_is_polled_until_it_is_over(office: Client, cast: Cast) -> None:
    job = start_generation(period=drafted(cast), by=cast.office, seed=1)
    page = office.get(job_url(job)).content.decode()
    assert "0 / 3" in page
    assert 'hx-trigger="every 1s"' in page
    assert office.get(job_url(job), {"v": "queued-0"}, headers=FRAGMENT).status_code == 204
    token, tasks = claim_tasks(now=timezone.now())
    run_tasks(task_ids=[tasks[0]], token=token)
    part = office.get(job_url(job), {"v": "queued-0"}, headers=FRAGMENT).content.decode()
    assert "1 / 3" in part
    assert "<html" not in part
    for task in tasks[1:]:
        run_tasks(task_ids=[task], token=token)
    done = office.get(job_url(job), {"v": "running-1"}, headers=FRAGMENT).content.decode()
    assert "hx-trigger" not in done
    assert "3 个单位已排好，共 21 个席位" in done
    assert "查看排班表" in done


def test_the_matrix_is_drawn_again_when_the_job_shown_on_it_is_over(office: Client, cast: Cast) -> None:
    period = generated(cast)
    headers = {**FRAGMENT, "HX-Current-URL": f"http://testserver{url(period)}?week=1"}
    answer = office.get(job_url(period.jobs.get()), {"v": "running-1"}, headers=headers)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_a_running_job_stands_on_the_matrix(office: Client, cast: Cast) -> None:
    period = drafted(cast)
    job = start_generation(period=period, by=cast.office)
    page = office.get(url(period)).content.decode()
    assert f'hx-get="{job_url(job)}"' in page
    assert "/generate/" not in page


def test_proposing_anew_says_first_what_it_touches(office: Client, cast: Cast) -> None:
    period = generated(cast)
    open_one = period.rosters.order_by("pk")[0]
    period.rosters.exclude(pk__in=[open_one.pk]).update(state=RosterState.ACCEPTED)
    seats = Assignment.objects.active().filter(shift__roster=open_one)
    kept = seats.filter(person__isnull=False)[0]
    Assignment.objects.filter(pk=kept.pk).update(is_pinned=True)
    dialog = office.get(f"/rosters/periods/{period.pk}/generate/").content.decode()
    assert f"1 个未报送单位的 {seats.count() - 1} 个席位" in dialog
    assert "手工指定或锁定的 1 个席位不动" in dialog

    period.rosters.update(state=RosterState.ACCEPTED)
    dialog = office.get(f"/rosters/periods/{period.pk}/generate/").content.decode()
    assert "没有需要排班的单位" in dialog


def test_a_job_is_cancelled_once(office: Client, cast: Cast) -> None:
    job = start_generation(period=drafted(cast), by=cast.office)
    assert office.post(job_url(job) + "cancel/")["Location"] == job_url(job)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "已取消。3 个单位排好 0 个" in office.get(job_url(job)).content.decode()
    again = office.post(job_url(job) + "cancel/")
    assert again.status_code == 409


def test_a_failed_job_says_which_unit(office: Client, cast: Cast) -> None:
    job = start_generation(period=drafted(cast), by=cast.office)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, failure="档案馆: 其他人正在修改")
    page = office.get(job_url(job)).content.decode()
    assert "档案馆: 其他人正在修改" in page
    assert f'hx-get="{job_url(job)}' not in page


def test_jobs_are_the_offices(leader: Client, duty: Client, auditor: Client, office: Client, cast: Cast) -> None:
    job = start_generation(period=drafted(cast), by=cast.office)
    for client, status in ((leader, 404), (duty, 404), (auditor, 403)):
        assert client.get(job_url(job)).status_code == status
        assert client.post(job_url(job) + "cancel/").status_code == status
    assert office.post(job_url(job)).status_code == 405
    assert office.get(job_url(job) + "cancel/").status_code == 405
    cancel_job(job=job, by=cast.office)


# --- Accepting the rest --------------------------------------------------------------------------------------------


def test_the_rest_is_accepted_and_the_refused_are_named(office: Client, cast: Cast) -> None:
    period = generated(cast)
    empty_one_seat(cast, period)
    assert "3 个单位未报送" in office.get(url(period, "accept-rest"), headers=FRAGMENT).content.decode()
    page = office.post(url(period, "accept-rest"), headers=FRAGMENT).content.decode()
    assert "已采纳 2 个单位" in page
    assert "档案馆：还有 1 个空岗" in page
    assert roster_of(period, cast.emergency).state == RosterState.ACCEPTED


def test_accepting_the_rest_twice_accepts_nobody_twice(office: Client, cast: Cast) -> None:
    period = generated(cast)
    office.post(url(period, "accept-rest"))
    assert "已采纳 0 个单位" in office.post(url(period, "accept-rest")).content.decode()
    assert "没有需要代报的单位" in office.get(url(period, "accept-rest")).content.decode()


def test_what_was_returned_needs_its_own_tick(office: Client, cast: Cast) -> None:
    period = generated(cast)
    filed = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    return_roster(roster=filed, reason="带班领导请换人", by=cast.office)
    question = office.get(url(period, "accept-rest"), headers=FRAGMENT).content.decode()
    assert "2 个单位未报送" in question
    assert "1 个单位已退回、尚未重新报送，不在其内" in question
    assert "应急管理局（退回原因：带班领导请换人）" in question
    assert "checked" not in question
    page = office.post(url(period, "accept-rest"), headers=FRAGMENT).content.decode()
    assert "已采纳 2 个单位" in page
    assert "应急管理局：已退回（带班领导请换人）" in page
    assert roster_of(period, cast.emergency).state == RosterState.RETURNED
    office.post(url(period, "accept-rest"), {"returned": str(filed.pk)})
    assert roster_of(period, cast.emergency).state == RosterState.ACCEPTED


# --- Publishing ----------------------------------------------------------------------------------------------------


def test_a_covered_period_is_published_without_a_word(office: Client, cast: Cast) -> None:
    period = generated(cast)
    dialog = office.get(url(period, "publish"), headers=FRAGMENT).content.decode()
    assert "全部席位有人，可以发布" in dialog
    assert "3 个单位尚未确认" in dialog
    assert "缺口说明" not in dialog
    answer = office.post(url(period, "publish"), headers=FRAGMENT)
    assert answer["HX-Redirect"] == url(period)
    assert "已发布“2026年端午假期”第 1 版" in office.get(url(period)).content.decode()


def test_gaps_need_a_signed_reason(office: Client, cast: Cast) -> None:
    period = generated(cast)
    empty_one_seat(cast, period)
    dialog = office.get(url(period, "publish"), headers=FRAGMENT).content.decode()
    assert "档案馆 6/19 值班人员：原值班人员已撤下" in dialog
    assert f"以“{cast.office.display_name}”署名" in dialog
    refused = office.post(url(period, "publish"), {"exception_reason": "  "}, headers=FRAGMENT)
    assert refused.status_code == 409
    assert "还有 1 项缺口待处理" in refused.content.decode()
    period.refresh_from_db()
    assert period.state == PeriodState.OPEN
    office.post(url(period, "publish"), {"exception_reason": "机构合并，暂由县委办代管"})
    period.refresh_from_db()
    assert (period.state, period.exception_by) == (PeriodState.PUBLISHED, cast.office)
    assert "机构合并" in office.get(url(period)).content.decode()


def test_before_the_deadline_the_silent_units_are_named_and_signed_for(office: Client, cast: Cast) -> None:
    period = generated(cast)
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        dialog = office.get(url(period, "publish"), headers=FRAGMENT).content.decode()
        assert "县委办、应急管理局、档案馆" in dialog
        assert "提前发布说明" in dialog
        refused = office.post(url(period, "publish"), headers=FRAGMENT)
        assert refused.status_code == 409
        assert "3 个单位尚未确认：县委办、应急管理局、档案馆" in refused.content.decode()
        office.post(url(period, "publish"), {"exception_reason": "防汛急需"})
        page = office.get(url(period)).content.decode()
        revision = office.get(url(period, "revisions/1")).content.decode()
    for text in (page, revision):
        assert "3 个单位未确认，按系统方案发布：县委办、应急管理局、档案馆" in text
        assert "发布说明：防汛急需" in text


def test_a_unit_sees_that_it_was_published_over_its_silence(leader: Client, cast: Cast) -> None:
    period = generated(cast)
    publish_period(period=period, by=cast.office)
    page = leader.get(url(period)).content.decode()
    assert "本单位未确认，按系统方案发布" in page
    assert "档案馆" not in page


def test_an_overlong_reason_stays_in_the_form(office: Client, cast: Cast) -> None:
    period = generated(cast)
    empty_one_seat(cast, period)
    answer = office.post(url(period, "publish"), {"exception_reason": "长" * 501}, headers=FRAGMENT)
    assert answer.status_code == 400
    assert "长" * 501 in answer.content.decode()


def test_publishing_twice_is_a_conflict(office: Client, cast: Cast) -> None:
    answer = office.post(url(published(cast), "publish"), headers=FRAGMENT)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#messages")
    assert "当前状态为“已发布”，不能发布" in answer.content.decode()


# --- Closing -------------------------------------------------------------------------------------------------------


def test_a_period_is_closed_once_its_duty_is_over(office: Client, cast: Cast) -> None:
    period = published(cast)
    with time_machine.travel(at("2026-06-20 12:00"), tick=False):
        assert "结束周期" not in office.get(url(period)).content.decode()
        refused = office.post(url(period, "close"))
        assert refused.status_code == 409
        assert "值班尚未全部结束" in refused.content.decode()
    with time_machine.travel(at("2026-06-22 08:30"), tick=False):
        assert "结束周期" in office.get(url(period)).content.decode()
        assert office.post(url(period, "close"))["Location"] == url(period)
        page = office.get(url(period)).content.decode()
        assert "已结束" in page
        assert "data-seat" not in page
        assert office.post(url(period, "close")).status_code == 409


# --- Who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ACTIONS)
def test_units_move_no_period(leader: Client, duty: Client, auditor: Client, cast: Cast, action: str) -> None:
    period = published(cast)
    for client in (leader, duty, auditor):
        assert client.post(url(period, action)).status_code == 403
    period.refresh_from_db()
    assert period.state == PeriodState.PUBLISHED


@pytest.mark.parametrize("action", ["accept-rest", "publish"])
def test_units_do_not_even_see_the_question(leader: Client, cast: Cast, action: str) -> None:
    assert leader.get(url(opened(cast), action)).status_code == 403


@pytest.mark.parametrize("action", ACTIONS)
def test_a_draft_period_does_not_exist_for_a_unit(leader: Client, cast: Cast, action: str) -> None:
    assert leader.post(url(drafted(cast), action)).status_code == 404


@pytest.mark.parametrize(("method", "action"), [("put", "generate"), ("get", "close"), ("put", "publish")])
def test_methods(office: Client, cast: Cast, method: str, action: str) -> None:
    assert getattr(office, method)(url(drafted(cast), action)).status_code == 405


def test_the_deadline_turns_red_once_it_is_past(office: Client, cast: Cast) -> None:
    period = generated(cast, filing_deadline=at("2026-06-17 12:00"))
    with time_machine.travel(at("2026-06-17 12:00") + timedelta(seconds=1)):
        assert '<span class="alarm">已过</span>' in office.get(url(period)).content.decode()
    with time_machine.travel(at("2026-06-17 11:59")):
        assert "已过" not in office.get(url(period)).content.decode()
