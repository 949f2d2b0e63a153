"""调类 as pages: the application, the steps with their gates, the same refusals as through the API."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import at
from tests.units.reviews.cast import RESCUE, Case, pdf, upload
from units.enums import Stage
from units.models import ReviewSuggestion, TierReview, User
from units.reviews.services.decisions import Decision, decide_review

DECISION = {"document_number": "余办〔2026〕8号", "reason": "职能已划出", "effective_date": "2026-06-11"}


def browse(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(user: User, review: TierReview, action: str, **fields: Any) -> Any:
    review.refresh_from_db()
    sent = {"version": review.version, **fields} if action == "advance" else fields
    return browse(user).post(f"/reviews/{review.pk}/{action}/", sent)


def test_a_leader_applies_on_the_list(case: Case) -> None:
    page = browse(case.leader).get("/reviews/")
    assert "申请调类" in page.content.decode()

    answer = browse(case.leader).post("/reviews/new/", {"wanted_tier": "routine_support", "reason": "救灾职能已划出"})

    made = TierReview.objects.get(unit=case.unit)
    assert (answer.status_code, answer["Location"]) == (302, f"/reviews/{made.pk}/")
    assert "民政局" in browse(case.leader).get(answer["Location"]).content.decode()


FIRST_MISSING = {
    Stage.DOCUMENT_CHECK: "缺少职能划转文件",
    Stage.CONSULTATION: "缺少应急管理局的走访意见",
    Stage.RECORD_REVIEW: "缺少历年值班记录",
    Stage.DELIBERATION: "缺少至少一轮已结束的论证",
}


@pytest.mark.parametrize("stage", FIRST_MISSING)
def test_no_stage_is_left_without_its_evidence(case: Case, stage: Stage) -> None:
    review = case.at(stage)
    action, fields = ("approve", DECISION) if stage == Stage.DELIBERATION else ("advance", {})

    refused = press(case.office, review, action, **fields)

    assert refused.status_code == 409
    assert FIRST_MISSING[stage] in refused.content.decode()
    review.refresh_from_db()
    assert review.stage == stage


IN_HAND = (Stage.SUBMITTED, Stage.DOCUMENT_CHECK, Stage.CONSULTATION, Stage.RECORD_REVIEW, Stage.DELIBERATION)


@pytest.mark.parametrize("stage", IN_HAND)
@pytest.mark.parametrize(("who", "status"), [("own", 403), ("duty", 403), ("auditor", 403), ("routine_leader", 404)])
def test_nobody_else_moves_a_review_on(case: Case, stage: Stage, who: str, status: int) -> None:
    review = case.at(stage, complete=True)
    user = case.leader if who == "own" else getattr(case.cast, who)

    assert press(user, review, "advance").status_code == status
    assert press(user, review, "approve", **DECISION).status_code == status
    review.refresh_from_db()
    assert review.stage == stage


def test_from_document_to_decision_through_the_pages(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    document = {
        "document_number": "余编〔2019〕12号", "document_date": "2019-03-20", "function": RESCUE, "direction": "out",
        "other": "yjj", "file": upload(),
    }  # fmt: skip
    assert press(case.leader, review, "document", **document).status_code == 302
    assert press(case.office, review, "advance").status_code == 302
    asked = browse(case.receiving_leader).get(f"/reviews/{review.pk}/").content.decode()
    assert "我单位 24 小时承接" in asked
    assert "值守节假日" not in asked
    word = {"person_name": "陈局长", "opinion": "由我局承接", "covers": "yes"}
    assert press(case.receiving_leader, review, "word", **word).status_code == 302
    assert press(case.office, review, "advance").status_code == 302
    case.bring(review)
    assert press(case.office, review, "advance").status_code == 302
    assert press(case.office, review, "round", question="夜间谁接电话？").status_code == 302
    assert press(case.office, review, "finding", finding="应急管理局").status_code == 302
    assert press(case.office, review, "approve", **DECISION | {"effective_date": "2026-06-10"}).status_code == 400
    assert press(case.office, review, "approve", **DECISION).status_code == 302

    review.refresh_from_db()
    assert review.stage == Stage.DECIDED
    page = browse(case.leader).get(f"/reviews/{review.pk}/").content.decode()
    for words in ("余办〔2026〕8号", "已复盘封存", "应急管理局", "已决定，待生效"):
        assert words in page


def test_pressed_twice_moves_once(case: Case) -> None:
    review = case.at(Stage.SUBMITTED)
    browser = browse(case.office)
    fields = {"version": review.version}

    assert browser.post(f"/reviews/{review.pk}/advance/", fields).status_code == 302
    assert browser.post(f"/reviews/{review.pk}/advance/", fields).status_code == 409
    review.refresh_from_db()
    assert review.stage == Stage.DOCUMENT_CHECK


def test_a_refused_file_keeps_the_rest_of_the_form(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    fields = {
        "document_number": "余编〔2019〕12号", "document_date": "2019-03-20", "function": RESCUE, "direction": "out",
        "other": "yjj", "file": upload(b"<svg onload=alert(1)>", "a.svg"),
    }  # fmt: skip

    page = press(case.leader, review, "document", **fields)

    assert page.status_code == 400
    assert "不接受网页或 SVG 文件" in page.content.decode()
    assert "余编〔2019〕12号" in page.content.decode()


def test_a_form_of_fifty_megabytes_is_refused_before_it_is_read(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)

    assert press(case.leader, review, "document", file=upload(b"%PDF-" + b"0" * 50_000_000)).status_code == 400
    assert not review.transfers.exists()


def test_after_a_rejection_the_form_asks_for_the_new_document(case: Case) -> None:
    rejected = case.at(Stage.DOCUMENT_CHECK, complete=True)
    decide_review(review=rejected, decision=Decision.REJECT, document_number="1号", reason="职能未变", by=case.office)
    browser = browse(case.leader)
    application = {"wanted_tier": "routine_support", "reason": "再次申请"}
    document = {
        "document_number": "余编〔2026〕1号", "document_date": "2026-03-20", "function": "救灾物资储备",
        "direction": "out", "other": "yjj",
    }  # fmt: skip

    assert "新的职能划转文件" in browser.get("/reviews/new/").content.decode()
    assert browser.post("/reviews/new/", application).status_code == 400
    same = browser.post("/reviews/new/", {**application, **document, "file": upload(pdf())})
    assert "缺少当时没有的新材料" in same.content.decode()
    assert browser.post("/reviews/new/", {**application, **document, "file": upload(pdf("新"))}).status_code == 302


def test_overdue_steps_show(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)

    with time_machine.travel(at("2026-07-10 09:00"), tick=False):
        assert "已逾期" in browse(case.office).get("/reviews/").content.decode()
        assert "已逾期" in browse(case.office).get(f"/reviews/{review.pk}/").content.decode()


def test_a_suggestion_is_dismissed_or_becomes_a_review(case: Case) -> None:
    def suggest(mark: str) -> ReviewSuggestion:
        return ReviewSuggestion.objects.create(
            county=case.cast.county, unit=case.unit, cause="quiet", tier="emergency_response",
            wanted_tier="routine_support", since=date(2025, 1, 1), fingerprint=mark, found_at=timezone.now(),
            figures={"holidays": 6, "incidents": 0, "call_outs": 0},
        )  # fmt: skip

    browser = browse(case.office)
    first = suggest("1")
    assert "值守 6 个节假日" in browser.get("/reviews/suggestions/").content.decode()
    assert browser.post(f"/reviews/suggestions/{first.pk}/dismiss/", {"reason": ""}).status_code == 400
    assert browser.post(f"/reviews/suggestions/{first.pk}/dismiss/", {"reason": "汛期刚过"}).status_code == 302
    second = suggest("2")
    fields = {"wanted_tier": "routine_support", "reason": "筛查"}
    assert browser.post(f"/reviews/new/?suggestion={second.pk}", fields).status_code == 302

    assert list(ReviewSuggestion.objects.order_by("fingerprint").values_list("state", flat=True)) == [
        "dismissed",
        "taken",
    ]
    assert TierReview.objects.get(unit=case.unit).by_office


def test_pages_cost_the_same_however_much_there_is(case: Case) -> None:
    browser = browse(case.office)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(path).status_code == 200
        return len(caught)

    review = case.at(Stage.DELIBERATION, complete=True)
    paths = ["/reviews/", f"/reviews/{review.pk}/"]
    before = [cost(path) for path in paths]
    for number in range(5):
        case.hold_round(review, f"第 {number} 问")
        case.confirm_cover(review)
        case.add_document(review, function=f"职能 {number}")
    case.apply(unit=case.cast.routine, by=case.office, wanted_tier="hub")

    assert [cost(path) for path in paths] == before
    assert max(before) <= 30
