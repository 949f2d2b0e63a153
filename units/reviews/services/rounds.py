"""论证轮次: numbered, one at a time, each closed with its finding."""

from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.user import User
from units.db import write
from units.enums import Stage
from units.errors import InvalidInput, RuleViolation
from units.labels import STAGE_LABELS
from units.reviews.models.evidence import DeliberationRound
from units.reviews.models.review import TierReview
from units.reviews.permissions import check_handle_review
from units.reviews.services.steps import locked, touch


@write
def open_round(*, review: TierReview, question: str, by: User) -> DeliberationRound:
    """The next round, with its question. Raises NotAllowed, RuleViolation `wrong_stage` outside deliberation,
    `round_open` while the one before isn't closed."""
    check_handle_review(by, review)
    review = locked(review)
    _check_deliberating(review)
    if not question.strip():
        raise InvalidInput("blank", _("请写明问题"), field="question")
    last = review.rounds.aggregate(last=Max("number"))["last"] or 0
    row = DeliberationRound.objects.create(
        review=review, number=last + 1, question=question.strip(), opened_by=by, opened_at=timezone.now()
    )
    touch(review)
    _audit(row, review, by, "review.round_opened")
    return row


@write
def close_round(*, review: TierReview, number: int, finding: str, by: User, open_points: str = "") -> DeliberationRound:
    """Raises RuleViolation `round_closed` for one that has its finding, `no_such_round`."""
    check_handle_review(by, review)
    review = locked(review)
    _check_deliberating(review)
    if not finding.strip():
        raise InvalidInput("blank", _("请写明结论"), field="finding")
    row = review.rounds.filter(number=number).first()
    if row is None:
        raise RuleViolation("no_such_round", _("没有这一轮论证"))
    if row.closed_at is not None:
        raise RuleViolation("round_closed", _("这一轮论证已经结束"))
    row.finding, row.open_points = finding.strip(), open_points.strip()
    row.closed_by, row.closed_at = by, timezone.now()
    row.save(update_fields=["finding", "open_points", "closed_by", "closed_at"])
    touch(review)
    _audit(row, review, by, "review.round_closed")
    return row


def end_open_round(review: TierReview, *, by: User, now: datetime) -> None:
    """The review has ended before its round had a finding. Within the ending transaction, under the review's lock."""
    row = review.rounds.filter(closed_at__isnull=True).first()
    if row is None:
        return
    # What is stored is read by others later: in the county's language, not the writer's.
    with translation.override(settings.LANGUAGE_CODE):
        row.finding = _now("申请已终止，本轮未作结论")
    row.closed_by, row.closed_at = by, now
    row.save(update_fields=["finding", "closed_by", "closed_at"])
    _audit(row, review, by, "review.round_closed")


def _check_deliberating(review: TierReview) -> None:
    if review.stage != Stage.DELIBERATION:
        raise RuleViolation(
            "wrong_stage",
            _("当前环节为“%(stage)s”，论证在“核查论证”环节进行") % {"stage": STAGE_LABELS[review.stage]},
            {"stage": review.stage, "allowed": [str(Stage.DELIBERATION)]},
        )


def _audit(row: DeliberationRound, review: TierReview, by: User, action: str) -> None:
    after = {"round": row.number, "question": row.question, "finding": row.finding, "open_points": row.open_points}
    audit.record(by=by, action=action, row=review, county=review.county_id, unit=review.unit_id, after=after)
