"""A review by the book, and no way past a gate: each stage × what is missing × who asks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone, translation

from alerts.management.commands.draw_states import MACHINES
from rostering.enums import Post
from rostering.generation.services.start import generate_now
from tests.concurrency import outcomes
from tests.factories import Cast, at, drafted, make_cast, make_unit, opened, published, roster_of
from tests.units.reviews.cast import Case, pdf, upload
from tests.walking import Step, Walk
from units.enums import Stage, Tier
from units.errors import InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import AuditEvent, ReviewRecord, TierReview
from units.reviews.services import effects as review_effects
from units.reviews.services import records as review_records
from units.reviews.services.decisions import Decision, advance_review, decide_review, withdraw_review
from units.reviews.services.evidence import record_consultation, retract_transfer
from units.reviews.services.rounds import open_round
from units.signals import tier_changed
from units.taking_effect import later_starts
from units.units.services.tiers import set_tier

NOW = at("2026-06-10 09:00")


@pytest.fixture
def case(cast: Cast) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield Case(cast)


def approve(review: TierReview, case: Case, **changes: Any) -> TierReview:
    wanted: dict[str, Any] = {
        "decision": Decision.APPROVE,
        "document_number": "余办〔2026〕8号",
        "reason": "职能已划出",
        "effective_date": date(2026, 6, 11),
        "by": case.office,
    }
    return decide_review(review=review, **wanted | changes)


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
