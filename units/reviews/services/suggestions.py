"""What a person does with a suggestion of the screening: not follow it, saying why, or start a review."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.user import User
from units.db import write
from units.enums import SuggestionState
from units.errors import InvalidInput, RuleViolation
from units.reviews.models.review import TierReview
from units.reviews.models.suggestion import ReviewSuggestion
from units.reviews.permissions import check_settle_suggestion


@write
def dismiss_suggestion(*, suggestion: ReviewSuggestion, reason: str, by: User) -> ReviewSuggestion:
    """Not followed; the same facts are never suggested again. Raises NotAllowed, InvalidInput without a reason,
    RuleViolation `suggestion_settled`."""
    check_settle_suggestion(by, suggestion.county_id, suggestion.unit_id)
    if not reason.strip():
        raise InvalidInput("no_reason", _("请写明不采纳的理由"), field="reason")
    row = _held(suggestion)
    return _settle(row, SuggestionState.DISMISSED, by, timezone.now(), reason=reason.strip())


def take(*, suggestion: ReviewSuggestion, review: TierReview, by: User, now: datetime) -> ReviewSuggestion:
    """A review has been started from it. Within the caller's transaction."""
    check_settle_suggestion(by, suggestion.county_id, suggestion.unit_id)
    if suggestion.unit_id != review.unit_id:
        raise InvalidInput("wrong_suggestion", _("筛查建议不是关于该单位的"), field="suggestion")
    row = _held(suggestion)
    row.review = review
    return _settle(row, SuggestionState.TAKEN, by, now)


def lapse(*, review: TierReview, by: User, now: datetime) -> None:
    """Those about the unit that are still open rest on a tier that is decided to change. Within the caller's transaction."""
    rows = ReviewSuggestion.objects.select_for_update(of=("self",)).select_related("unit")
    # What is stored is read by others later: in the county's language, not the writer's.
    with translation.override(settings.LANGUAGE_CODE):
        reason = _now("类别已决定调整，建议不再成立")
    for row in rows.filter(unit=review.unit, state=SuggestionState.OPEN):
        _settle(row, SuggestionState.DISMISSED, by, now, reason=reason)


def _held(suggestion: ReviewSuggestion) -> ReviewSuggestion:
    row = ReviewSuggestion.objects.select_for_update(of=("self",)).select_related("unit").get(pk=suggestion.pk)
    if row.state != SuggestionState.OPEN:
        raise RuleViolation("suggestion_settled", _("这条筛查建议已经处理"))
    return row


def _settle(
    row: ReviewSuggestion, state: SuggestionState, by: User, now: datetime, reason: str = ""
) -> ReviewSuggestion:
    row.state, row.reason, row.settled_by, row.settled_at = state, reason, by, now
    row.save(update_fields=["state", "reason", "review", "settled_by", "settled_at"])
    audit.record(
        by=by,
        action=f"suggestion.{state}",
        row=row,
        county=row.county_id,
        unit=row.unit_id,
        after={"cause": row.cause, **row.figures},
        reason=reason,
        now=now,
    )
    return row
