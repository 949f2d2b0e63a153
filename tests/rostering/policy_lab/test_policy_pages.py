"""制度 pages: the table, the forms of a draft, rounds and answers, simulation; refused with what was typed kept."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rostering.models import Job, PolicyComment, PolicyVersion
from rostering.policy_lab.services.consultation import add_comment, open_round
from rostering.policy_lab.services.drafts import clone_policy
from tests.factories import Cast, at, published
from tests.rostering.policy_lab.drafted import run_now

NIGHT_AT_HOME = {"phases-1-posture": "home_standby", "phases-1-place_limit": "", "phases-1-response_minutes": "30"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def draft(cast: Cast) -> PolicyVersion:
    return clone_policy(county=cast.county, by=cast.office)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post_form(client: Client, key: str = "hub.leader") -> dict[str, str]:
    """The form of a post as the browser would send it back untouched."""
    context = client.get(f"/policies/2/posts/{key}/").context
    form, phases = context["form"], context["phases"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {f"phases-{name}": phases.management_form[name].value() for name in phases.management_form.fields}
    for row in phases:
        sent |= {row[name].html_name: row[name].value() for name in row.fields}
    plain = {name: value for name, value in sent.items() if value is not None and value is not False and value != ""}
    return {name: f"{value:%H:%M}" if hasattr(value, "hour") else str(value) for name, value in plain.items()}


def test_versions_and_the_table_of_the_one_in_force(office: Client, duty: Client, cast: Cast) -> None:
    assert "第 1 版 大余方案" in text(office, "/policies/")
    page = text(duty, "/policies/1/")
    assert "专职值班人员" in page
    assert "（据来文）" in page
    assert "（本县设定）" in page
    assert "修改" not in page


def test_the_office_starts_a_draft_from_the_version_in_force(office: Client, cast: Cast) -> None:
    assert office.post("/policies/new/")["Location"] == "/policies/2/"
    page = text(office, "/policies/2/")
    assert "没有问题，可以推演、征求意见或发布" in page


def test_a_post_sent_back_untouched_changes_nothing(office: Client, draft: PolicyVersion) -> None:
    before = draft.as_rules().posts
    assert office.post("/policies/2/posts/hub.leader/", post_form(office))["Location"] == "/policies/2/"
    after = PolicyVersion.objects.with_rules().get(number=2)
    assert after.as_rules().posts == before
    assert after.posts.get(tier="hub", code="leader").phases.get(ordinal=1).posture_basis == "stated"


def test_a_phase_is_added_changed_and_removed(office: Client, draft: PolicyVersion) -> None:
    added = {"phases-2-starts_at": "23:00", "phases-2-posture": "on_site", "phases-2-posture_basis": "stated"}
    office.post("/policies/2/posts/hub.leader/", {**post_form(office), **added, "seats": "2"})
    post = draft.posts.get(tier="hub", code="leader")
    assert [f"{phase.starts_at:%H:%M}" for phase in post.phases.all()] == ["08:30", "20:00", "23:00"]
    assert post.phases.get(ordinal=2).posture_basis == "stated"
    page = text(office, "/policies/2/")
    assert "现行：1 人" in page
    office.post("/policies/2/posts/hub.leader/", {**post_form(office), "phases-2-remove": "on"})
    assert draft.posts.get(tier="hub", code="leader").phases.count() == 2


def test_an_empty_hub_is_named_on_the_page_and_never_published(office: Client, draft: PolicyVersion) -> None:
    for key in ("hub.leader", "hub.dedicated_staff"):
        answer = office.post(f"/policies/2/posts/{key}/", {**post_form(office, key), **NIGHT_AT_HOME})
        assert answer.status_code == 302
    sentence = "县委办 在 20:00 至 08:30 无人在岗，中枢统筹类任何时刻都须有人在岗"
    assert sentence in text(office, "/policies/2/")
    edits = PolicyVersion.objects.get(number=2).edits
    refused = office.post("/policies/2/publish/", {"effective_from": "2026-12-01", "edits": str(edits)})
    assert refused.status_code == 400
    assert sentence in refused.content.decode()
    assert 'value="2026-12-01"' in refused.content.decode()
    assert PolicyVersion.objects.get(number=2).state == "draft"


def test_what_was_typed_stays_when_a_form_is_refused(office: Client, draft: PolicyVersion) -> None:
    sent = {**post_form(office), "name": "夜班带班领导", "phases-1-starts_at": "08:30", "phases-0-starts_at": "08:30"}
    refused = office.post("/policies/2/posts/hub.leader/", sent)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "两段不能都从 08:30 开始" in page
    assert "夜班带班领导" in page
    wrong = office.post("/policies/2/posts/hub.leader/", {**post_form(office), "seats": "很多"})
    assert 'value="很多"' in wrong.content.decode()


def test_whoever_looked_at_an_older_draft_is_told(office: Client, draft: PolicyVersion) -> None:
    stale = post_form(office)
    office.post("/policies/2/posts/hub.leader/", {**post_form(office), "seats": "3"})
    refused = office.post("/policies/2/posts/hub.leader/", stale)
    assert (refused.status_code, "草案刚被他人修改" in refused.content.decode()) == (400, True)


def test_another_start_of_the_duty_day_moves_the_first_phases(office: Client, draft: PolicyVersion) -> None:
    form = office.get("/policies/2/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"day_start": "09:00", "night_start": "20:00"}
    assert office.post("/policies/2/edit/", sent)["Location"] == "/policies/2/"
    moved = PolicyVersion.objects.with_rules().get(number=2)
    assert {f"{rule.phases[0].starts_at:%H:%M}" for rule in moved.as_rules().posts} == {"09:00"}
    assert "没有问题" in text(office, "/policies/2/")


def test_units_of_their_own_numbers(office: Client, cast: Cast, draft: PolicyVersion) -> None:
    rows = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "edits": "1"}
    chosen = {"rows-0-unit": str(cast.emergency.pk), "rows-0-post": "dedicated_staff", "rows-0-seats": "2"}
    half = office.post("/policies/2/staffing/", {**rows, "rows-0-seats": "2"})
    assert (half.status_code, "请选择" in half.content.decode()) == (400, True)
    assert office.post("/policies/2/staffing/", {**rows, **chosen})["Location"] == "/policies/2/"
    assert draft.unit_staffing.get().seats == 2


def test_a_post_comes_and_goes(office: Client, draft: PolicyVersion) -> None:
    new = office.get("/policies/2/posts/new/?tier=routine_support").context
    sent = {
        f"phases-{n}": str(new["phases"].management_form[n].value() or "") for n in new["phases"].management_form.fields
    }
    sent |= {"edits": "1", "tier": "routine_support", "code": "patrol", "name": "巡查", "min_rank": "1", "seats": "1"}
    sent |= {"scope": "unit", "phases-0-starts_at": "08:30", "phases-0-posture": "phone_standby"}
    office.post("/policies/2/posts/new/", sent)
    page = text(office, "/policies/2/")
    assert "（新增岗位）" in page
    # Away from the post without a time to be there.
    assert "08:30 起不在岗，须写明多少分钟内到岗" in page
    office.post("/policies/2/posts/routine_support.patrol/remove/")
    assert "巡查" not in text(office, "/policies/2/").split("</nav>")[-1].split("已去掉")[0]


def test_publishing_from_the_page(office: Client, draft: PolicyVersion) -> None:
    early = office.post("/policies/2/publish/", {"effective_from": "2026-06-10", "edits": "1"})
    assert (early.status_code, "施行日期须晚于今天" in early.content.decode()) == (400, True)
    done = office.post("/policies/2/publish/", {"effective_from": "2026-07-01", "edits": "1"}, follow=True)
    assert "自2026年7月1日起施行" in done.content.decode()
    assert PolicyVersion.objects.get(number=3).state == "draft"


class TestRounds:
    @pytest.fixture
    def comment(self, cast: Cast, draft: PolicyVersion) -> PolicyComment:
        opened = open_round(version=draft, by=cast.office)
        return add_comment(
            policy_round=opened,
            unit=cast.emergency,
            tier="hub",
            post="leader",
            field="seats",
            text="两人为宜",
            by=cast.leader,
        )

    def test_a_leader_comments_on_a_cell(self, office: Client, leader: Client, draft: PolicyVersion) -> None:
        assert leader.get("/policies/2/").status_code == 404
        office.post("/policies/2/rounds/open/")
        assert "提意见" in text(leader, "/policies/2/")
        chosen = {"cell": "hub|dedicated_staff|phases/1/posture", "text": "夜间可轮换"}
        empty = leader.post("/policies/2/comments/new/", {**chosen, "text": " "})
        assert empty.status_code == 400
        assert leader.post("/policies/2/comments/new/", chosen)["Location"] == "/policies/2/rounds/"
        page = text(office, "/policies/2/rounds/")
        assert "中枢统筹类 · 专职值班人员 · 第 2 段值守方式" in page
        assert "夜间可轮换" in page
        assert "1 条意见" in text(office, "/policies/2/")

    def test_answers_and_the_summary(self, office: Client, leader: Client, comment: PolicyComment) -> None:
        round_path = f"/policies/2/rounds/{comment.round_id}/close/"
        refused = office.post(round_path, {"summary": "采纳一条"})
        assert refused.status_code == 400
        assert "还有 1 条意见没有答复" in refused.content.decode()
        assert "采纳一条" in refused.content.decode()
        path = f"/policies/2/comments/{comment.pk}/answer/"
        assert office.post(path, {f"{comment.pk}-answer": ""}).status_code == 400
        office.post(path, {f"{comment.pk}-answer": "增配一人"})
        assert "增配一人" in text(leader, "/policies/2/rounds/")
        office.post(round_path, {"summary": "采纳一条"})
        assert "采纳一条" in text(leader, "/policies/2/rounds/")

    def test_another_units_comment_is_not_seen(self, cast: Cast, browse: Any, comment: PolicyComment) -> None:
        other = browse(cast.routine_leader)
        assert "两人为宜" not in text(other, "/policies/2/rounds/")
        assert "条意见" not in text(other, "/policies/2/").split("征求意见中")[-1]


def test_a_simulation_from_form_to_figures(office: Client, leader: Client, cast: Cast, draft: PolicyVersion) -> None:
    published(cast)
    page = text(office, "/policies/2/simulate/")
    assert 'value="2026-06-19"' in page
    backwards = office.post("/policies/2/simulate/", {"first_day": "2026-06-21", "last_day": "2026-06-19"})
    assert (backwards.status_code, "末日不能早于首日" in backwards.content.decode()) == (400, True)
    started = office.post("/policies/2/simulate/", {"first_day": "2026-06-19", "last_day": "2026-06-21"})
    job = Job.objects.get(kind="simulation")
    assert started["Location"] == f"/rosters/jobs/{job.pk}/"
    assert "推演进度" in text(office, started["Location"])
    assert office.get(f"/policies/simulations/{job.pk}/")["Location"] == started["Location"]
    run_now(job=job)
    assert f"/policies/simulations/{job.pk}/" in text(office, started["Location"])
    result = text(office, f"/policies/simulations/{job.pk}/")
    assert "2026年端午假期" in result
    assert "这段时间的值班没有遇到突发事件" in result
    assert leader.get(f"/policies/simulations/{job.pk}/").status_code == 404


def test_queries_do_not_grow_with_the_table(
    office: Client, cast: Cast, draft: PolicyVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        clone_policy(county=cast.county, by=cast.office)
    with django_assert_max_num_queries(18):
        office.get("/policies/2/")
    with django_assert_max_num_queries(8):
        office.get("/policies/")
    with django_assert_max_num_queries(12):
        office.get("/policies/2/rounds/")
