"""What each stage of a tier review asks for before it lets anything pass, and who may move it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import make_cast, make_unit
from tests.units.reviews.cast import Case, approve, pdf, upload
from units.enums import Stage, Tier
from units.errors import NotAllowed, RuleViolation
from units.models import ReviewRecord, TierReview
from units.reviews.services.decisions import advance_review
from units.reviews.services.evidence import record_consultation, retract_transfer
from units.reviews.services.rounds import open_round


def nothing(case: Case, review: TierReview) -> None:
    """The stage's evidence is simply not there."""


def move_register(case: Case, review: TierReview) -> None:
    entry = case.unit.tiers.get()
    entry.tier = Tier.HUB
    entry.save()


def take_document_back(case: Case, review: TierReview) -> None:
    retract_transfer(transfer=case.add_document(review), by=case.leader)


def visit_only(case: Case, review: TierReview) -> None:
    """The office has been there; the receiving unit has not confirmed."""
    record_consultation(review=review, unit=case.receiver, person_name="陈局长", opinion="同意", by=case.office)


def refuse_cover(case: Case, review: TierReview) -> None:
    case.confirm_cover(review, covers=False)


def fail_record(case: Case, review: TierReview) -> None:
    ReviewRecord.objects.filter(review=review).update(state="failed")


def leave_round_open(case: Case, review: TierReview) -> None:
    case.hold_round(review)
    open_round(review=review, question="夜间谁接电话？", by=case.office)


MISSING: list[tuple[Stage, Callable[[Case, TierReview], None], str, str]] = [
    (Stage.SUBMITTED, move_register, "tier_has_moved", "该单位的现行类别已与申请时不同"),
    (Stage.DOCUMENT_CHECK, nothing, "no_transfer", "缺少职能划转文件"),
    (Stage.DOCUMENT_CHECK, take_document_back, "no_transfer", "缺少职能划转文件"),
    (Stage.CONSULTATION, nothing, "not_consulted", "缺少应急管理局的走访意见"),
    (Stage.CONSULTATION, visit_only, "cover_unconfirmed", "缺少应急管理局对24小时承接“自然灾害救助”的确认"),
    (Stage.CONSULTATION, refuse_cover, "cover_refused", "应急管理局表示不能24小时承接"),
    (Stage.RECORD_REVIEW, nothing, "record_not_ready", "缺少历年值班记录"),
    (Stage.RECORD_REVIEW, fail_record, "record_failed", "汇编失败"),
]


@pytest.mark.parametrize(("stage", "spoil", "code", "words"), MISSING)
def test_no_stage_is_left_without_its_evidence(
    case: Case, stage: Stage, spoil: Callable[[Case, TierReview], None], code: str, words: str
) -> None:
    review = case.at(stage)
    spoil(case, review)

    with pytest.raises(RuleViolation) as refused:
        advance_review(review=review, by=case.office)

    assert refused.value.code == "evidence_missing"
    assert code in [one["code"] for one in refused.value.details["missing"]]
    assert words in str(refused.value)
    review.refresh_from_db()
    assert review.stage == stage


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(nothing, "no_closed_round"), (leave_round_open, "round_open"), (move_register, "tier_has_moved")],
)
def test_no_decision_without_a_closed_round(case: Case, spoil: Callable[[Case, TierReview], None], code: str) -> None:
    review = case.at(Stage.DELIBERATION)
    spoil(case, review)

    with pytest.raises(RuleViolation) as refused:
        approve(review, case)

    assert code in [one["code"] for one in refused.value.details["missing"]]


def test_evidence_added_late_opens_an_earlier_gate_again(case: Case) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)
    other = make_unit(case.cast.county, Tier.ROUTINE_SUPPORT, name="老龄办")
    case.add_document(
        review, document_number="余编〔2020〕3号", to_unit=other, function="老龄工作", file=upload(pdf("2"))
    )

    with pytest.raises(RuleViolation, match="老龄办"):
        approve(review, case)


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.DOCUMENT_CHECK, Stage.CONSULTATION, Stage.RECORD_REVIEW])
def test_nobody_decides_before_deliberation(case: Case, stage: Stage) -> None:
    review = case.at(stage, complete=True)

    with pytest.raises(RuleViolation) as refused:
        approve(review, case)

    assert refused.value.code == "wrong_stage"


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.DOCUMENT_CHECK, Stage.CONSULTATION, Stage.RECORD_REVIEW])
@pytest.mark.parametrize("who", ["leader", "routine_leader", "duty", "auditor", "own"])
def test_only_the_office_moves_a_review_on(case: Case, stage: Stage, who: str) -> None:
    review = case.at(stage, complete=True)
    user = case.leader if who == "own" else getattr(case.cast, who)

    with pytest.raises(NotAllowed, match="由两办办理"):
        advance_review(review=review, by=user)
    with pytest.raises(NotAllowed, match="由两办办理"):
        approve(review, case, by=user)


def test_another_countys_office_is_nobody_here(case: Case) -> None:
    stranger = make_cast("dy", "大余县").office

    with pytest.raises(NotAllowed):
        advance_review(review=case.apply(), by=stranger)


def test_only_the_receiving_unit_confirms_that_it_covers_around_the_clock(case: Case) -> None:
    review = case.at(Stage.CONSULTATION)
    said: dict[str, Any] = {"review": review, "person_name": "陈局长", "opinion": "可以承接"}

    with pytest.raises(NotAllowed, match="自己确认"):
        record_consultation(unit=case.receiver, covers=True, by=case.office, **said)
    with pytest.raises(NotAllowed):
        record_consultation(unit=case.receiver, covers=True, by=case.leader, **said)
    with pytest.raises(RuleViolation, match="没有涉及该单位"):
        record_consultation(unit=case.cast.routine, by=case.cast.routine_leader, **said)
