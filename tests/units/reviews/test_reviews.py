"""A review by the book, and no way past a gate: each stage × what is missing × who asks."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone, translation

from alerts.management.commands.draw_states import MACHINES
from rostering.enums import Post
from rostering.generation.services.start import generate_now
from tests.factories import at, drafted, published, roster_of
from tests.units.reviews.cast import Case, approve
from tests.walking import Step, Walk
from units.enums import Stage, Tier
from units.errors import RuleViolation
from units.models import ReviewRecord, TierReview
from units.reviews.services import effects as review_effects
from units.reviews.services import records as review_records
from units.reviews.services.decisions import Decision, advance_review, decide_review, withdraw_review
from units.reviews.services.rounds import open_round
from units.signals import tier_changed


def test_from_every_stage_that_is_reached_there_is_a_way_to_an_end(case: Case) -> None:
    def advance(review: TierReview) -> None:
        case.bring(review)
        advance_review(review=review, by=case.office)

    def approved(review: TierReview) -> None:
        case.bring(review)
        approve(review, case)

    machine = MACHINES["tier_review"]
    steps: dict[str, Step] = {
        "advance": advance,
        "approve": approved,
        "reject": lambda review: decide_review(
            review=review, decision=Decision.REJECT, document_number="余办〔2026〕1号", reason="依据不足",
            by=case.office,
        ),
        "withdraw": lambda review: withdraw_review(review=review, by=case.office),
        "take_effect": lambda _review: review_effects.take_effect(now=at("2026-06-11 09:00")),
    }  # fmt: skip
    walked = Walk(machine, case.apply(), steps, column="stage").run()
    assert not walked.stuck
    assert walked.taken == set(machine.table)


def test_nothing_moves_after_the_end(case: Case) -> None:
    review = approve(case.at(Stage.DELIBERATION, complete=True), case)

    for step in (
        lambda: advance_review(review=review, by=case.office),
        lambda: withdraw_review(review=review, by=case.office),
        lambda: approve(review, case),
        lambda: case.add_document(review, function="其他"),
        lambda: open_round(review=review, question="还有吗？", by=case.office),
    ):
        with pytest.raises(RuleViolation) as refused:
            step()
        assert refused.value.code == "wrong_stage"


def test_a_frozen_record_cannot_be_changed_even_by_sql(case: Case) -> None:
    review = case.at(Stage.DELIBERATION)
    record = ReviewRecord.objects.get(review=review)
    assert record.state == "frozen"

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ReviewRecord.objects.filter(pk=record.pk).update(body={})
    assert review_records.queue(review=review).state == "frozen"


def test_dayu_civil_affairs(case: Case) -> None:
    """Published now: two people on site. Decided, the present period stays as it is; the next asks for one by phone."""
    present = published(case.cast)
    following = drafted(case.cast, date(2026, 9, 25), date(2026, 9, 27), name="2026年中秋假期")
    review = case.apply()
    review = advance_review(review=review, by=case.office)
    case.add_document(review)
    review = advance_review(review=review, by=case.office)
    case.confirm_cover(review)
    review = advance_review(review=review, by=case.office)
    review_records.compile_waiting(now=timezone.now())
    total = review.record.body["total"]
    review = advance_review(review=review, by=case.office)
    case.hold_round(review, "救灾职能是否全部划出？")
    case.hold_round(review, "节假日谁接民政电话？")
    review = approve(review, case, effective_date=following.first_day)
    heard: list[dict[str, Any]] = []
    tier_changed.connect(lambda **fact: heard.append(fact), weak=False, dispatch_uid="test")

    try:
        assert review_effects.take_effect(now=timezone.now()) == 0
        with time_machine.travel(at("2026-09-25 00:00"), tick=False):
            assert review_effects.take_effect(now=timezone.now()) == 1
            assert review_effects.take_effect(now=timezone.now()) == 0
    finally:
        tier_changed.disconnect(dispatch_uid="test")

    assert (total["incident"], total["call_out"], total["functions_lost"]) == (0, 0, 1)
    assert [fact["tier"] for fact in heard] == [Tier.ROUTINE_SUPPORT]
    assert review.rounds.count() == 2
    assert case.unit.tier_on(following.first_day - timedelta(days=1)) == Tier.EMERGENCY_RESPONSE
    assert case.unit.tier_on(following.first_day) == Tier.ROUTINE_SUPPORT
    generate_now(period=following, by=case.office, seed=1)
    assert posts_of(present, case) == {Post.LEADER, Post.DEDICATED_STAFF}
    assert posts_of(following, case) == {Post.DUTY_OFFICER}
    assert roster_of(present, case.unit).tier == Tier.EMERGENCY_RESPONSE
    review.refresh_from_db()
    assert review.stage == Stage.EFFECTIVE


def posts_of(period: Any, case: Case) -> set[str]:
    return set(period.shifts.filter(unit=case.unit).values_list("post", flat=True))


def test_sentences_speak_the_readers_language(case: Case) -> None:
    with translation.override("en"), pytest.raises(RuleViolation) as refused:
        advance_review(review=case.at(Stage.DOCUMENT_CHECK), by=case.office)

    assert str(refused.value)
