"""A review from application to decision (domain §6). Every step is asked of the tables in units/reviews/rules/stages.py."""

from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import lock, write
from units.enums import Stage
from units.errors import InvalidInput, RuleViolation
from units.permissions import check_apply_for_review
from units.plausible import check_day
from units.reviews.models.review import TierReview
from units.reviews.models.suggestion import ReviewSuggestion
from units.reviews.permissions import check_take_step
from units.reviews.queries.dossiers import earlier_rejection
from units.reviews.rules.stages import Missing, Step, is_new
from units.reviews.services import records as review_records
from units.reviews.services import suggestions
from units.reviews.services.evidence import Checked, NewTransfer, checked, store_transfer
from units.reviews.services.rounds import end_open_round
from units.reviews.services.steps import announce, check_gate, due_at, locked, move, refuse_missing, stage_after
from units.taking_effect import later_starts
from units.units.services.tiers import YEARS_AHEAD, YEARS_BACK, enter_tier

AUDITED = ("current_tier", "wanted_tier", "reason", "stage")


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


@write
def apply_for_review(
    *,
    unit: Unit,
    wanted_tier: str,
    reason: str,
    by: User,
    evidence: NewTransfer | None = None,
    suggestion: ReviewSuggestion | None = None,
) -> TierReview:
    """A review of `unit`, submitted by its leader or the office; its record is queued for compiling.

    `evidence` is the first document; after a rejection it has to be one that wasn't there before.
    Raises NotAllowed, InvalidInput for a tier that is no change or without a reason, RuleViolation `review_open`,
    `unit_without_tier`, `tier_change_pending`, `evidence_missing`.
    """
    check_apply_for_review(by, unit)
    lock(unit)
    now = timezone.now()
    current = _current_tier(unit, timezone.localdate(now))
    _check_application(current, wanted_tier, reason)
    found = None if evidence is None else checked(evidence, unit=unit)
    _refuse_same_again(unit, found)
    review = _submit(unit, current, wanted_tier, reason, by=by, now=now)
    if found is not None:
        store_transfer(review=review, found=found, by=by, now=now)
    if suggestion is not None:
        suggestions.take(suggestion=suggestion, review=review, by=by, now=now)
    announce(review, now=now)
    return review


def _submit(unit: Unit, current: str, wanted_tier: str, reason: str, *, by: User, now: datetime) -> TierReview:
    review = TierReview.objects.create(
        county_id=unit.county_id,
        unit=unit,
        current_tier=current,
        wanted_tier=wanted_tier,
        reason=reason.strip(),
        by_office=by.is_county_office,
        applicant=by,
        stage_since=now,
        step_due_at=due_at(unit.county_id, Stage.SUBMITTED, now),
        created_at=now,
    )
    review_records.queue(review=review)
    audit.record(
        by=by,
        action="review.submitted",
        row=review,
        county=unit.county_id,
        unit=unit,
        after=audit.snapshot(review, AUDITED),
        reason=reason,
        now=now,
    )
    return review


def _check_application(current: str, wanted_tier: str, reason: str) -> None:
    if wanted_tier == current:
        raise InvalidInput("no_other_tier", _("拟调类别须与现行类别不同"), field="wanted_tier")
    if not reason.strip():
        raise InvalidInput("no_reason", _("请写明申请理由"), field="reason")


@write
def advance_review(*, review: TierReview, by: User, expected_version: int | None = None) -> TierReview:
    """To the next stage, once everything this one and those before ask for is there.

    Raises NotAllowed, Stale, RuleViolation `wrong_stage`, or `evidence_missing` whose message says what is missing.
    """
    check_take_step(by, review, Step.ADVANCE)
    review = locked(review, expected_version=expected_version)
    stage = stage_after(review, Step.ADVANCE)
    now = timezone.now()
    check_gate(review, now)
    if stage == Stage.RECORD_REVIEW:
        review_records.queue(review=review)
    if review.stage == Stage.RECORD_REVIEW:
        review_records.freeze(review=review, by=by, now=now)
    return move(review, stage, by=by, now=now, action="review.advanced")


@write
def decide_review(
    *,
    review: TierReview,
    decision: Decision,
    document_number: str,
    reason: str,
    by: User,
    effective_date: date | None = None,
    expected_version: int | None = None,
) -> TierReview:
    """Approved: the register gets the new tier from `effective_date` on, the start of a later duty period, and no roster
    laid out before changes. Rejected: at any stage after submission, with a number and a reason.
    Raises NotAllowed, Stale, InvalidInput naming the field, RuleViolation `wrong_stage`, `evidence_missing`.
    """
    step = Step.APPROVE if decision == Decision.APPROVE else Step.REJECT
    check_take_step(by, review, step)
    review = locked(review, expected_version=expected_version)
    stage = stage_after(review, step)
    now = timezone.now()
    if step == Step.APPROVE:
        check_gate(review, now)
    _check_words(document_number, reason)
    if step == Step.REJECT:
        effective_date = None
        end_open_round(review, by=by, now=now)
    else:
        effective_date = _enter(review, effective_date, reason=reason, number=document_number, by=by, now=now)
    return move(
        review,
        stage,
        by=by,
        now=now,
        action="review.decided",
        reason=reason[:500],
        document_number=document_number.strip(),
        decision_reason=reason.strip(),
        effective_date=effective_date,
        decided_by=by,
        decided_at=now,
    )


def _enter(review: TierReview, day: date | None, *, reason: str, number: str, by: User, now: datetime) -> date:
    """The new tier into the register; what the screening still suggests about the unit is settled with it.

    Returns the day it takes effect. Raises InvalidInput when it can't be that day.
    """
    effective_from = _checked_start(review, day, timezone.localdate(now))
    enter_tier(
        unit=review.unit,
        tier=review.wanted_tier,
        effective_from=effective_from,
        by=by,
        reason=reason.strip()[:500],
        document_number=number.strip(),
    )
    suggestions.lapse(review=review, by=by, now=now)
    return effective_from


@write
def withdraw_review(
    *, review: TierReview, by: User, reason: str = "", expected_version: int | None = None
) -> TierReview:
    """Taken back by the unit that applied, or by the office, until it is decided."""
    check_take_step(by, review, Step.WITHDRAW)
    review = locked(review, expected_version=expected_version)
    stage = stage_after(review, Step.WITHDRAW)
    now = timezone.now()
    end_open_round(review, by=by, now=now)
    return move(
        review, stage, by=by, now=now, action="review.withdrawn", reason=reason, withdrawn_reason=reason.strip()
    )


def _current_tier(unit: Unit, today: date) -> str:
    tier = unit.tier_on(today)
    if tier is None:
        raise RuleViolation("unit_without_tier", _("该单位尚未确定值守类别，不能申请调整"))
    if unit.tiers.filter(valid__startswith__gt=today).exists():
        raise RuleViolation("tier_change_pending", _("该单位已有一次类别调整尚未生效"))
    return tier


def _refuse_same_again(unit: Unit, found: Checked | None) -> None:
    """After a rejection only with evidence that was not there before."""
    rejected = earlier_rejection(unit, before=timezone.now())
    if rejected is not None and (found is None or not is_new(found.as_transfer, rejected)):
        refuse_missing([Missing("no_new_evidence", {"number": rejected.document_number}, (unit.code,))])


def _check_words(document_number: str, reason: str) -> None:
    if not document_number.strip():
        raise InvalidInput("no_document_number", _("缺少决定文号"), field="document_number")
    if not reason.strip():
        raise InvalidInput("no_reason", _("缺少决定理由"), field="reason")


def _checked_start(review: TierReview, day: date | None, today: date) -> date:
    """The start of a later duty period. Raises InvalidInput that names the days it may be."""
    starts = later_starts(review.county_id, today)
    if day is None:
        raise InvalidInput("no_effective_date", _("缺少生效日期"), field="effective_date")
    check_day(day, field="effective_date", today=today, back=YEARS_BACK, ahead=YEARS_AHEAD)
    if day <= today or not starts.allows(day):
        known = "".join(_now("%(name)s首日%(day)s、") % {"name": one.name, "day": one.day} for one in starts.known)
        raise InvalidInput(
            "not_a_period_start",
            _now("生效日期须是今后值班周期的首日：%(known)s或%(free)s及以后")
            % {"known": known, "free": starts.free_from},
            field="effective_date",
        )
    return day
