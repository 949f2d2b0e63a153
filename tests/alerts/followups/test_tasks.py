"""任务 from door to door: given, taken, reported, judged, fed back; late it goes up; silence is consent."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.enums import TaskGrade, TaskKind, TaskState, Verdict
from alerts.followups.services import giving, working
from alerts.followups.services.tending import tend_tasks
from alerts.models import Notification, Task
from rostering.enums import Post
from rostering.statistics.queries.circulars import filled
from rostering.statistics.services.circulars import draft_circular
from tests.alerts.conftest import NOON
from tests.alerts.watch import person_on
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, at, make_token
from units.errors import DomainError
from units.models import CountySettings, User


@pytest.fixture
def county(watched: Cast) -> Cast:
    for user, person in (
        (watched.leader, watched.people["yjj"][0]),
        (watched.routine_leader, watched.people["dag"][0]),
    ):
        User.objects.filter(pk=user.pk).update(person=person)
        user.refresh_from_db()
    return watched


def give(cast: Cast, **facts: Any) -> Task:
    given: dict[str, Any] = {"unit": cast.emergency, "kind": TaskKind.OTHER, "matter": "清淤", "by": cast.office}
    return giving.give_task(**given | facts)


def told(purpose: str, **params: Any) -> set[str]:
    rows = Notification.objects.filter(purpose=purpose, channel="inbox", **params)
    return set(rows.values_list("person__name", flat=True))


def test_an_instruction_on_an_incident_is_followed_to_its_end(county: Cast) -> None:
    office, leader = browser_of(county.office), browser_of(county.leader)
    office.post(
        "/incidents/",
        {
            "title": "漫堤",
            "kind": "洪涝",
            "place": "城东",
            "level": "ordinary",
            "occurred_at": "2026-07-08T11:50",
            "units": ["yjj"],
        },
    )
    incident = county.emergency.incidents.get()
    form = office.get(f"/tasks/new/?incident={incident.pk}").content.decode()
    assert 'value="漫堤"' in form
    assert county.county_leaders[0].name in form
    made = office.post(
        "/tasks/new/",
        {
            "kind": "instruction", "matter": "查明漫堤原因", "unit": "yjj", "grade": "simple", "incident": incident.pk,
            "asker": county.county_leaders[0].pk, "raised_by": "城东社区",
        },
    )  # fmt: skip
    assert made.status_code == 302
    task = Task.objects.get()
    page = f"/tasks/{task.pk}/"
    assert (task.due_at, task.asker, task.number) == (at("2026-07-13 18:00"), county.county_leaders[0], 1)
    assert told("notice", params__event="task.given") == {county.people["yjj"][0].name}
    assert "查明漫堤原因" in office.get(f"/incidents/{incident.pk}/").content.decode()
    assert "任务待签收办理：查明漫堤原因" in leader.get("/todo/").content.decode()

    assert leader.post(page, {"do": "take", "person": county.people["yjj"][3].pk}).status_code == 302
    assert leader.post(page, {"do": "report", "result": "闸门锈死，已更换"}).status_code == 302
    assert "任务待评价" in office.get("/todo/").content.decode()
    assert county.county_leaders[0].name in told("notice", params__event="task.reported")
    assert leader.post(page, {"do": "satisfy"}).status_code == 403
    assert office.post(page, {"do": "dissatisfy", "text": ""}).status_code == 400
    assert office.post(page, {"do": "dissatisfy", "text": "请附检测单"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.times_returned, task.verdict) == (TaskState.UNDER_WAY, 1, Verdict.DISSATISFIED)

    leader.post(page, {"do": "report", "result": "检测单已附"})
    assert office.post(page, {"do": "satisfy"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.feedback_due_at) == (TaskState.DONE, at("2026-07-13 18:00"))
    assert leader.post(page, {"do": "feed_back", "text": "已告知社区"}).status_code == 302
    html = office.get(page).content.decode()
    for words in ("签收", "闸门锈死，已更换", "退回重办", "请附检测单", "满意，办结", "已告知社区"):
        assert words in html
    steps = Api(key=make_token(county.office)).get(f"tasks/{task.pk}/steps/")["results"]
    assert [step["act"] for step in steps] == [
        "give", "take", "report", "dissatisfy", "report", "satisfy", "feed_back",
    ]  # fmt: skip


def test_what_is_late_is_warned_of_then_goes_up_once_each(county: Cast) -> None:
    task = give(county, limit_hours=2)
    head, room = (
        {county.people["yjj"][0].name},
        {person_on(county.hub, Post.DEDICATED_STAFF, at("2026-07-09 18:00")).name},
    )
    assert tend_tasks(now=task.warn_at - timedelta(seconds=1)) == 0
    for now, told_of, level, names in (
        (task.warn_at, "task_due", 0, head),
        (task.due_at, "task_overdue", 1, head),
        (at("2026-07-09 18:00"), "task_overdue", 2, room),
    ):
        with time_machine.travel(now, tick=False):
            assert tend_tasks(now=now) == 1
            assert tend_tasks(now=now) == 0
        task.refresh_from_db()
        assert task.level == level
        assert names <= told(told_of, level=level)
    assert "任务督办" in browser_of(county.office).get("/tasks/?view=late").content.decode()
    assert [step.act for step in task.steps.all()] == ["give", "level_up", "level_up"]
    # Whoever it is passed on to begins at the bottom; what is late again is said again, also to those who have heard it once.
    giving.forward(task=task, unit=county.routine, by=county.leader, limit_hours=2)
    task.refresh_from_db()
    assert (task.unit, task.level, task.warned_at) == (county.routine, 0, None)
    for now in (task.due_at, at("2026-07-09 18:00")):
        with time_machine.travel(now, tick=False):
            tend_tasks(now=now)
    again = Notification.objects.filter(purpose="task_overdue", channel="inbox", person__name__in=room)
    assert again.count() == 2


def test_silence_of_whoever_asked_is_consent_where_the_county_says_so(county: Cast) -> None:
    working.report(task=give(county), result="已清", by=county.leader)
    task = Task.objects.get()
    rules = CountySettings.of(county.county.pk)
    rules.task_silence_consents = False
    rules.save()
    assert task.verdict_due_at is not None
    after = task.verdict_due_at + timedelta(minutes=1)
    tend_tasks(now=after)
    task.refresh_from_db()
    assert task.state == TaskState.REPORTED
    CountySettings.objects.update(task_silence_consents=True)
    assert tend_tasks(now=after) == 1
    task.refresh_from_db()
    assert (task.state, task.verdict) == (TaskState.DONE, Verdict.CONSENTED)
    assert "责任在两办" in task.steps.latest("pk").text


def test_a_hard_matter_is_led_by_the_units_head_and_a_hazard_says_where(county: Cast) -> None:
    hard = give(county, grade=TaskGrade.HARD)
    assert hard.person == county.people["yjj"][0]
    for wrong, code in (
        ({"grade": TaskGrade.HARD, "person": county.people["yjj"][4]}, "head_required"),
        ({"person": county.people["dag"][0]}, "person_of_other_unit"),
        ({"kind": TaskKind.HAZARD}, "place_required"),
        ({"limit_hours": 2, "limit_days": 1}, "two_limits"),
        ({"limit_days": 99}, "limit_out_of_range"),
        ({"unit": county.routine, "by": county.leader}, "permission_denied"),
    ):
        with pytest.raises(DomainError) as refused:
            give(county, **wrong)
        assert refused.value.code == code
    assert give(county, kind=TaskKind.HAZARD, place="二号闸", by=county.duty).asker_unit == county.emergency


def test_figures_are_those_of_the_rows_and_lists_cost_the_same_whatever_their_length(
    county: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        task = give(county, matter=f"事项{number}", kind=TaskKind.HAZARD, place="闸口")
        if number < 9:
            with time_machine.travel(NOON + timedelta(hours=number + 1), tick=False):
                task = working.report(task=task, result="已办", by=county.leader)
                if number == 0:
                    task = working.judge(task=task, is_satisfied=False, text="重办", by=county.office)
                    task = working.report(task=task, result="再办", by=county.leader)
                working.judge(task=task, is_satisfied=True, by=county.office)
    giving.withdraw(task=give(county), reason="重复", by=county.office)
    found = Api(key=make_token(county.office)).get("tasks/figures/")
    assert {name: found[name] for name in ("given", "closed", "median_hours", "hazards", "cleared")} == {
        "given": 12, "closed": 9, "median_hours": 5.0, "hazards": 12, "cleared": 9,
    }  # fmt: skip
    assert found["satisfied_share"] == pytest.approx(8 / 9)
    circular = draft_circular(county=county.county, first_day=NOON.date(), last_day=NOON.date(), by=county.office)
    text = "".join(one.text for one in filled(circular, county.office).paragraphs)
    assert "督办任务12件，办结率75.0%。" in text
    page = browser_of(county.office)
    page.get("/tasks/")
    with django_assert_max_num_queries(14):
        html = page.get("/tasks/").content.decode()
    assert "75%" in html
    assert "89%" in html
    assert Api(key=make_token(county.routine_leader)).get("tasks/")["results"] == []
    assert timezone.now() == NOON


def test_more_time_is_asked_once_and_moves_the_line(county: Cast) -> None:
    task = give(county)
    page, office, leader = f"/tasks/{task.pk}/", browser_of(county.office), browser_of(county.leader)
    asked = {"do": "ask_more", "days": "2", "reason": "等配件"}
    assert leader.post(page, asked | {"reason": ""}).status_code == 400
    assert leader.post(page, asked).status_code == 302
    assert leader.post(page, asked).status_code == 400
    assert "任务申请延期：清淤" in office.get("/todo/").content.decode()
    assert leader.post(page, {"do": "extend"}).status_code == 403
    assert office.post(page, {"do": "keep_limit", "text": ""}).status_code == 400
    assert office.post(page, {"do": "keep_limit", "text": "汛期不能拖"}).status_code == 302
    task.refresh_from_db()
    assert (task.due_at, task.asked_days, task.extended_days) == (at("2026-07-13 18:00"), None, 0)
    # Late already and told so: the line moves on from now, and what was late begins anew.
    leader.post(page, asked)
    with time_machine.travel(at("2026-07-14 09:00"), tick=False):
        tend_tasks(now=timezone.now())
        assert browser_of(county.office).post(page, {"do": "extend"}).status_code == 302
        task.refresh_from_db()
        assert (task.due_at, task.extended_days, task.level) == (at("2026-07-16 18:00"), 2, 0)
        assert browser_of(county.leader).post(page, asked).status_code == 400
    with time_machine.travel(at("2026-07-16 18:00"), tick=False):
        assert tend_tasks(now=timezone.now()) >= 1
    assert Notification.objects.filter(purpose="task_overdue", channel="inbox").values("level").distinct().count() == 2
    acts = [step.act for step in task.steps.all() if step.act != "level_up"]
    assert acts == ["give", "ask_more", "keep_limit", "ask_more", "extend"]
    assert Api(key=make_token(county.office)).get("tasks/figures/")["extended"] == 1


def test_a_task_is_taken_and_reported_by_the_link_of_its_message(county: Cast) -> None:
    doer = county.people["yjj"][3]
    task = give(county, person=doer)
    link = Notification.objects.get(purpose="notice", person=doer, channel="inbox").params["link"]
    guest = Client()
    assert "接办" in guest.get(link).content.decode()
    assert Task.objects.get().state == TaskState.GIVEN
    further = guest.post(link, {"do": "take"})["Location"]
    assert further != link
    assert guest.post(link, {"do": "take"}).status_code == 409
    assert guest.post(further, {"do": "report", "result": " "}).status_code == 400
    assert guest.post(further, {"do": "report", "result": "已清淤 200 米"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.result) == (TaskState.REPORTED, "已清淤 200 米")
    steps = Api(key=make_token(county.office)).get(f"tasks/{task.pk}/steps/")["results"]
    assert [(step["act"], step["person"] and step["person"]["name"]) for step in steps[1:]] == [
        ("take", doer.name), ("report", doer.name),
    ]  # fmt: skip
    # Passed on, it is nobody's of the first unit any more.
    other = give(county, person=doer, matter="疏通涵管")
    link = Notification.objects.get(params__matter="疏通涵管", person=doer, channel="inbox").params["link"]
    giving.forward(task=other, unit=county.routine, by=county.leader)
    assert guest.post(link, {"do": "take"}).status_code in (409, 410)
    assert "疏通涵管" in browser_of(county.office).get("/search/?q=涵管").content.decode()
