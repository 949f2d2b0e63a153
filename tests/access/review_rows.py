"""Tier reviews, each twice: of the emergency unit (own) and of the routine one (other)."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.factories import Cast
from tests.units.reviews.cast import pdf
from units.enums import Tier
from units.models import ReviewSuggestion
from units.reviews.services import records as review_records
from units.reviews.services.decisions import apply_for_review
from units.reviews.services.evidence import NewTransfer, add_transfer

Rows = dict[str, tuple[Any, Any]]


def review_rows(cast: Cast) -> Rows:
    """Submitted, with one document each; and a suggestion about each."""
    reviews, documents, suggestions = [], [], []
    for unit, wanted in ((cast.emergency, Tier.ROUTINE_SUPPORT), (cast.routine, Tier.EMERGENCY_RESPONSE)):
        review = apply_for_review(unit=unit, wanted_tier=wanted, reason="职能变化", by=cast.office)
        given = NewTransfer(
            "余编〔2019〕12号", date(2019, 3, 20), "救助", unit, cast.hub, SimpleUploadedFile("通知.pdf", pdf())
        )
        reviews.append(review)
        documents.append(add_transfer(review=review, given=given, by=cast.office))
        suggestions.append(
            ReviewSuggestion.objects.create(
                county=cast.county,
                unit=unit,
                cause="quiet",
                tier=review.current_tier,
                wanted_tier=wanted,
                since=date(2026, 1, 1),
                figures={"holidays": 6, "incidents": 0, "call_outs": 0},
                fingerprint=unit.code,
                found_at=timezone.now(),
            )
        )
    review_records.compile_waiting(now=timezone.now())
    return {
        "review": (reviews[0].pk, reviews[1].pk),
        "evidence": (documents[0].pk, documents[1].pk),
        "suggestion": (suggestions[0].pk, suggestions[1].pk),
    }
