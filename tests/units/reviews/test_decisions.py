"""Decisions on a tier review: whole, once, in time, and what is open after them."""

from datetime import date
from typing import Any

import pytest

from tests.concurrency import outcomes
from tests.factories import drafted, opened, published, roster_of
from tests.units.reviews.cast import Case, approve, pdf, upload
from units.enums import Stage, Tier
from units.errors import InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import AuditEvent, TierReview
from units.reviews.services.decisions import Decision, advance_review, decide_review, withdraw_review
from units.reviews.services.evidence import retract_transfer
from units.reviews.services.rounds import open_round
from units.taking_effect import later_starts
from units.units.services.tiers import set_tier


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document_number": "  "}, "document_number"),
        ({"reason": ""}, "reason"),
        ({"effective_date": None}, "effective_date"),
        ({"effective_date": date(2026, 6, 10)}, "effective_date"),
        ({"effective_date": date(2020, 1, 1)}, "effective_date"),
    ],
)
def test_a_decision_is_whole(case: Case, changes: dict[str, Any], field: str) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)

    with pytest.raises(InvalidInput) as refused:
        approve(review, case, **changes)

    assert refused.value.field == field


def test_it_takes_effect_only_with_a_later_period(case: Case) -> None:
    published(case.cast)
    drafted(case.cast, date(2026, 7, 1), date(2026, 7, 3), name="防汛", kind="special")
    review = case.at(Stage.DELIBERATION, complete=True)

    for day in (date(2026, 6, 19), date(2026, 6, 20), date(2026, 6, 25), date(2026, 7, 2)):
        with pytest.raises(InvalidInput, match="防汛首日2026-07-01"):
            approve(review, case, effective_date=day)
    assert approve(review, case, effective_date=date(2026, 7, 1)).stage == Stage.DECIDED


def test_a_period_that_is_only_opened_binds_nothing_and_is_laid_out_anew_by_the_new_tier(case: Case) -> None:
    """Opened far ahead by somebody who tries the system out."""
    cast = case.cast
    tried = opened(cast, date(2028, 3, 1), date(2028, 3, 2), name="试排", kind="special")
    starts = later_starts(cast.county.pk, date(2026, 6, 10))
    assert [start.name for start in starts.known] == ["试排"]
    assert starts.allows(date(2027, 1, 20))
    set_tier(unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=date(2027, 1, 20), by=cast.office)
    roster = roster_of(tried, cast.routine)
    assert roster.tier == Tier.EMERGENCY_RESPONSE
    assert set(tried.shifts.filter(unit=cast.routine).values_list("post", flat=True)) == {"leader", "dedicated_staff"}
    assert roster_of(tried, cast.hub).shifts.exists()


@pytest.mark.django_db(transaction=True)
def test_two_officers_decide_at_once_and_one_wins(case: Case) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)
    calls = [
        lambda: approve(TierReview.objects.get(pk=review.pk), case),
        lambda: approve(TierReview.objects.get(pk=review.pk), case, decision=Decision.REJECT),
    ]

    results = outcomes(calls)

    refused = [one for one in results if isinstance(one, Exception)]
    assert [getattr(one, "code", one) for one in refused] == ["wrong_stage"]
    assert AuditEvent.objects.filter(action="review.decided").count() == 1
    review.refresh_from_db()
    assert case.unit.tiers.count() == (2 if review.stage == Stage.DECIDED else 1)


@pytest.mark.django_db(transaction=True)
def test_one_open_review_per_unit_whoever_is_quicker(case: Case) -> None:
    results = outcomes([case.apply, lambda: case.apply(by=case.office)])

    assert sorted(getattr(one, "code", "made") for one in results) == ["made", "review_open"]


def test_who_looked_at_an_older_version_is_told(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    looked_at = review.version
    case.add_document(review)

    with pytest.raises(Stale):
        advance_review(review=review, by=case.office, expected_version=looked_at)


def test_after_a_rejection_only_with_evidence_that_was_not_there_before(case: Case) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)
    approve(review, case, decision=Decision.REJECT, effective_date=None)

    for same in (
        None,
        case.document(),
        case.document(document_number="余编〔2020〕1号", file=upload(pdf(), "改名.pdf")),
    ):
        with pytest.raises(RuleViolation, match="缺少当时没有的新材料"):
            case.apply(evidence=same)
    with pytest.raises(RuleViolation, match="缺少当时没有的新材料"):
        # Scanned again: other bytes, the same document.
        case.apply(evidence=case.document(file=upload(pdf("重新扫描"))))
    again = case.apply(
        evidence=case.document(document_number="余编〔2026〕1号", function="救灾物资储备", file=upload(pdf("新")))
    )

    again = advance_review(review=again, by=case.office)
    assert advance_review(review=again, by=case.office).stage == Stage.CONSULTATION


def test_taking_the_new_evidence_back_closes_the_gate_again(case: Case) -> None:
    rejected = case.at(Stage.DOCUMENT_CHECK, complete=True)
    approve(rejected, case, decision=Decision.REJECT, effective_date=None)
    fresh = case.document(document_number="余编〔2026〕1号", file=upload(pdf("新")))
    review = advance_review(review=case.apply(evidence=fresh), by=case.office)
    retract_transfer(transfer=review.transfers.get(), by=case.leader)

    case.add_document(review)

    with pytest.raises(RuleViolation, match="缺少当时没有的新材料"):
        advance_review(review=review, by=case.office)


@pytest.mark.parametrize(
    ("stage", "who", "allowed"),
    [
        (Stage.SUBMITTED, "own", True),
        (Stage.DELIBERATION, "own", True),
        (Stage.CONSULTATION, "office", True),
        (Stage.CONSULTATION, "leader", False),
        (Stage.SUBMITTED, "duty", False),
    ],
)
def test_who_takes_an_application_back(case: Case, stage: Stage, who: str, *, allowed: bool) -> None:
    review = case.at(stage)
    user = case.leader if who == "own" else getattr(case.cast, who)

    if allowed:
        assert withdraw_review(review=review, by=user).stage == Stage.WITHDRAWN
        assert case.apply().stage == Stage.SUBMITTED
    else:
        with pytest.raises(NotAllowed):
            withdraw_review(review=review, by=user)


def test_what_the_office_has_started_a_leader_cannot_take_back(case: Case) -> None:
    review = case.apply(by=case.office)

    with pytest.raises(NotAllowed):
        withdraw_review(review=review, by=case.leader)


@pytest.mark.parametrize("end", ["withdraw", "reject"])
def test_a_round_that_is_open_ends_with_the_review(case: Case, end: str) -> None:
    review = case.at(Stage.DELIBERATION)
    row = open_round(review=review, question="救灾职能是否全部划出？", by=case.office)
    if end == "withdraw":
        withdraw_review(review=review, by=case.office)
    else:
        decide_review(
            review=review, decision=Decision.REJECT, document_number="余办〔2026〕1号", reason="依据不足",
            by=case.office,
        )  # fmt: skip
    row.refresh_from_db()
    assert row.closed_at is not None
    assert row.finding == "申请已终止，本轮未作结论"
