"""Tier reviews through the API: the same gates, the same sentences, and files that cannot do anything."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api_client import Api
from tests.factories import at, drafted, make_token, published, roster_of
from tests.units.reviews.cast import DECISION, Case, api, pdf, send_file
from units.enums import Stage
from units.models import TierReview
from units.reviews.services import effects as review_effects
from units.reviews.services import records as review_records


def test_dayu_civil_affairs(case: Case) -> None:
    present = published(case.cast)
    drafted(case.cast, date(2026, 9, 25), date(2026, 9, 27), name="2026年中秋假期")
    unit, office, receiver = api(case.leader), api(case.office), api(case.receiving_leader)

    made = unit.post("tier-reviews/", {"unit": "mzj", "wanted_tier": "routine_support", "reason": "救灾职能已划出"})
    assert made.status == 201, made
    review = f"tier-reviews/{made['id']}/"
    assert receiver.get(review).status == 404
    assert office.post(f"{review}advance/")["stage"] == "document_check"
    assert send_file(case.leader, f"{review}evidence/", pdf()).status_code == 201
    assert office.post(f"{review}advance/")["stage"] == "consultation"
    assert [one["code"] for one in receiver.get(review)["missing"]] == ["not_consulted", "cover_unconfirmed"]
    word = {"kind": "consultation", "unit": "yjj", "person_name": "陈局长", "opinion": "由我局承接", "covers": True}
    assert receiver.post(f"{review}evidence/", word).status == 201
    assert office.post(f"{review}advance/")["stage"] == "record_review"
    review_records.compile_waiting(now=timezone.now())
    record = office.get(f"{review}record/")
    assert (record["body"]["total"]["incident"], record["body"]["total"]["call_out"]) == (0, 0)
    assert office.post(f"{review}advance/")["stage"] == "deliberation"
    assert office.get(f"{review}record/")["state"] == "frozen"
    for number in (1, 2):
        assert office.post(f"{review}rounds/", {"question": "夜间谁接电话？"})["number"] == number
        closed = office.post(f"{review}rounds/{number}/close/", {"finding": "应急管理局", "open_points": ""})
        assert closed.status == 200
    decided = office.post(f"{review}decide/", DECISION | {"effective_date": "2026-09-25"})
    assert (decided.status, decided["stage"]) == (200, "decided")
    with time_machine.travel(at("2026-09-25 00:05"), tick=False):
        review_effects.take_effect(now=timezone.now())

    assert unit.get(review)["stage"] == "effective"
    assert [one["tier"] for one in unit.get("units/mzj/tiers/").results] == ["emergency_response", "routine_support"]
    assert roster_of(present, case.unit).tier == "emergency_response"


IN_HAND = (Stage.SUBMITTED, Stage.DOCUMENT_CHECK, Stage.CONSULTATION, Stage.RECORD_REVIEW, Stage.DELIBERATION)
FIRST_MISSING = {
    Stage.DOCUMENT_CHECK: "缺少职能划转文件",
    Stage.CONSULTATION: "缺少应急管理局的走访意见",
    Stage.RECORD_REVIEW: "缺少历年值班记录",
    Stage.DELIBERATION: "缺少至少一轮已结束的论证",
}


@pytest.mark.parametrize("stage", FIRST_MISSING)
def test_no_stage_is_left_without_its_evidence(case: Case, stage: Stage) -> None:
    review = case.at(stage)
    path = f"tier-reviews/{review.pk}/"
    step, body = ("decide/", DECISION) if stage == Stage.DELIBERATION else ("advance/", None)

    refused = api(case.office).call("POST", path + step, body, headers={"Accept-Language": "zh-hans"})

    assert (refused.status, refused["code"]) == (409, "evidence_missing")
    assert FIRST_MISSING[stage] in refused["detail"]
    assert refused["details"]["missing"]
    assert api(case.office).get(path)["stage"] == stage


@pytest.mark.parametrize("stage", IN_HAND)
@pytest.mark.parametrize(("who", "status"), [("own", 403), ("duty", 403), ("auditor", 403), ("routine_leader", 404)])
def test_nobody_else_moves_a_review_on(case: Case, stage: Stage, who: str, status: int) -> None:
    review = case.at(stage, complete=True)
    caller = api(case.leader if who == "own" else getattr(case.cast, who))

    for step, body in (("advance/", None), ("decide/", DECISION), ("decide/", DECISION | {"decision": "reject"})):
        assert caller.post(f"tier-reviews/{review.pk}/{step}", body).status == status
    review.refresh_from_db()
    assert review.stage == stage


def test_the_second_officer_is_told(case: Case) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)
    office = api(case.office)
    seen = office.get(f"tier-reviews/{review.pk}/").header("ETag")

    assert office.post(f"tier-reviews/{review.pk}/decide/", DECISION).status == 200
    assert office.post(f"tier-reviews/{review.pk}/decide/", DECISION).status == 409
    late = office.post(f"tier-reviews/{review.pk}/decide/", DECISION, headers={"If-Match": seen})
    assert late.status == 412


def test_a_unit_that_is_asked_sees_what_concerns_it_and_no_more(case: Case) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)
    path = f"tier-reviews/{review.pk}/"
    asked, stranger = api(case.receiving_leader), api(case.cast.routine_leader)

    assert asked.get(path).status == 200
    assert {one["kind"] for one in asked.get(f"{path}evidence/").results} == {"function_transfer", "consultation"}
    assert [asked.get(path + part).status for part in ("record/", "rounds/")] == [404, 404]
    assert [stranger.get(path + part).status for part in ("", "evidence/", "record/", "rounds/")] == [404] * 4
    assert [one["id"] for one in asked.get("tier-reviews/").results] == [str(review.pk)]
    assert stranger.get("tier-reviews/").results == []


def test_after_a_rejection_the_new_document_comes_with_the_application(case: Case) -> None:
    rejected = case.at(Stage.DELIBERATION, complete=True)
    office, unit = api(case.office), api(case.leader)
    body = {"unit": "mzj", "wanted_tier": "routine_support", "reason": "再次申请"}
    assert unit.post("tier-reviews/", body)["code"] == "review_open"
    assert office.post(f"tier-reviews/{rejected.pk}/decide/", DECISION | {"decision": "reject"})["stage"] == "rejected"

    assert unit.post("tier-reviews/", body)["code"] == "evidence_missing"
    assert send_file(case.leader, "tier-reviews/", pdf(), **body).json()["code"] == "evidence_missing"
    again = send_file(case.leader, "tier-reviews/", pdf("新"), document_number="余编〔2026〕1号", **body)
    assert again.status_code == 201, again.content
    assert TierReview.objects.filter(unit=case.unit).count() == 2


def test_lists_cost_the_same_however_long(case: Case) -> None:
    key = make_token(case.office)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Api(key=key).get(path).status == 200
        return len(caught)

    review = case.at(Stage.DOCUMENT_CHECK)
    case.add_document(review)
    paths = ["tier-reviews/", f"tier-reviews/{review.pk}/", f"tier-reviews/{review.pk}/evidence/"]
    cost(paths[0])
    before = [cost(path) for path in paths]
    case.add_document(review, function="老龄工作")
    case.apply(unit=case.cast.routine, by=case.office, wanted_tier="hub")

    assert [cost(path) for path in paths] == before
