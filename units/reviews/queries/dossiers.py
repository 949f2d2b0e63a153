"""The rows of a review as the rules see them, and the sentences for what the rules find missing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now

from units.counties.models.unit import Unit
from units.enums import Stage
from units.labels import MISSING_TEXTS, TRANSFER_PARTS
from units.reviews.models.evidence import Consultation, DeliberationRound, FunctionTransfer
from units.reviews.models.record import ReviewRecord
from units.reviews.models.review import TierReview
from units.reviews.rules.stages import Dossier, Earlier, Missing, Opinion, Party, Round, Transfer


def dossier_of(review: TierReview, now: datetime) -> Dossier:
    """Everything the gates look at. Six queries, however much there is."""
    return Dossier(
        unit=_party(review.unit),
        registered=review.unit.tier_on(timezone.localdate(now)),
        current=review.current_tier,
        wanted=review.wanted_tier,
        reason=review.reason,
        transfers=tuple(map(as_transfer, transfers_of(review))),
        opinions=tuple(map(_opinion, Consultation.objects.filter(review=review).select_related("unit"))),
        record=ReviewRecord.objects.filter(review=review).values_list("state", flat=True).first() or "",
        rounds=tuple(map(_round, DeliberationRound.objects.filter(review=review))),
        rejected=earlier_rejection(review.unit, before=review.created_at, besides=review),
    )


def transfers_of(review: TierReview) -> Iterable[FunctionTransfer]:
    return FunctionTransfer.objects.standing().filter(review=review).select_related("from_unit", "to_unit")


def as_transfer(row: FunctionTransfer) -> Transfer:
    return Transfer(
        document_number=row.document_number,
        document_date=row.document_date,
        function=row.function,
        from_unit=_party(row.from_unit),
        to_unit=_party(row.to_unit),
        sha256=row.sha256,
    )


def earlier_rejection(unit: Unit, *, before: datetime, besides: TierReview | None = None) -> Earlier | None:
    """What lay before the office when it last rejected, unless another review has taken effect since. Two queries."""
    ended = TierReview.objects.filter(unit=unit, decided_at__lte=before, stage__in=(Stage.REJECTED, Stage.EFFECTIVE))
    if besides is not None:
        ended = ended.exclude(pk=besides.pk)
    last = ended.order_by("-decided_at").first()
    if last is None or last.stage != Stage.REJECTED:
        return None
    known = FunctionTransfer.objects.filter(review__unit=unit, added_at__lte=last.decided_at)
    if besides is not None:
        known = known.exclude(review=besides)
    rows = list(known.values_list("sha256", "document_number", "function"))
    return Earlier(
        document_number=last.document_number,
        checksums=frozenset(sha256 for sha256, _number, _function in rows),
        marks=frozenset(Transfer(number, None, function, None, None, "").mark for _sha, number, function in rows),
    )


def sentence(missing: Missing) -> str:
    """In the reader's language."""
    params: dict[str, Any] = dict(missing.params)
    if "parts" in params:
        params["parts"] = _now("、").join(str(TRANSFER_PARTS[part]) for part in params["parts"].split(","))
    return str(MISSING_TEXTS[missing.code]) % params


def _party(unit: Unit) -> Party:
    return Party(unit.code, unit.name)


def _opinion(row: Consultation) -> Opinion:
    return Opinion(row.unit.code, row.person_name, timezone.localdate(row.consulted_at), row.opinion, row.covers)


def _round(row: DeliberationRound) -> Round:
    return Round(row.number, row.question, row.finding, row.closed_at is not None)
