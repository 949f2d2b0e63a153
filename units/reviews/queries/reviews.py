"""Reads for the pages and the API of tier reviews: one's list, one review with everything this reader may see of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units import facts
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Stage, SuggestionState
from units.labels import STAGE_LABELS, Label
from units.reviews.models.evidence import Consultation, DeliberationRound, FunctionTransfer
from units.reviews.models.record import ReviewRecord
from units.reviews.models.review import TierReview
from units.reviews.models.suggestion import ReviewSuggestion
from units.reviews.queries.dossiers import dossier_of
from units.reviews.rules.stages import ENDED, IN_ORDER, Missing, holders, missing_to_leave, related_units
from units.units.obstacles import Obstacle


def reviews_of(user: User) -> QuerySet[TierReview]:
    """Those still open first, the latest first."""
    ended = Case(When(stage__in=ENDED, then=1), default=0, output_field=IntegerField())
    rows = TierReview.objects.visible_to(user).select_related("unit")
    return rows.annotate(ended=ended).order_by("ended", "-created_at", "id")


def open_reviews(unit: Unit, _day: date) -> list[Obstacle]:
    """A review that isn't over keeps its unit (units/units/obstacles.py). One query."""
    rows = TierReview.objects.filter(unit=unit).exclude(stage__in=ENDED)
    return [
        Obstacle(_now("类别调整尚未办结，请先办结或撤回"), reverse("units:review", args=[review.pk])) for review in rows
    ]


def evidence_of(user: User, review_id: UUID) -> list[FunctionTransfer | Consultation]:
    """Documents that stand and units' words, as far as this reader may see them. Two queries."""
    documents = FunctionTransfer.objects.visible_to(user).standing().filter(review=review_id)
    words = Consultation.objects.visible_to(user).filter(review=review_id)
    return [*documents.select_related("from_unit", "to_unit"), *words.select_related("unit")]


def missing_of(user: User, review: TierReview, now: datetime, *, whole: bool) -> list[Missing]:
    """What the review lacks to leave its stage; of a review in which one's unit is only asked, what it has to bring."""
    missing = missing_to_leave(review.stage, dossier_of(review, now))
    if whole:
        return missing
    own = set(Unit.objects.filter(pk__in=user.managed_unit_ids or ()).values_list("code", flat=True))
    return [one for one in missing if own & set(one.units)]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of fact over the years, as the page shows it: numbers, or median and worst."""

    label: Any
    measure: Any
    is_spread: bool
    cells: list[str]
    total: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as a table: years across, kinds down. `others`: what a review rarely asks about."""

    row: ReviewRecord
    years: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)


# What domain §6 wants to see of every year, in this order.
HEADLINES = (
    "holiday_served",
    "incident",
    "call_out",
    "response_minutes",
    "arrival_minutes",
    "missed",
    "duty_burden",
    "functions_gained",
    "functions_lost",
)


def shown_record(review: TierReview) -> Shown | None:
    """None before the record has been asked for."""
    row = ReviewRecord.objects.filter(review=review).first()
    if row is None or not row.body:
        return None if row is None else Shown(row)
    kinds = facts.kinds()
    codes = [kind["code"] for kind in row.body["kinds"]]
    rows = {code: _row(code, row.body, kinds.get(code)) for code in codes}
    return Shown(
        row,
        [year["year"] for year in row.body["years"]],
        [rows[code] for code in HEADLINES if code in rows],
        [rows[code] for code in codes if code not in HEADLINES],
    )


def _row(code: str, body: dict[str, Any], kind: facts.Kind | None) -> Row:
    total = body["total"].get(code)
    return Row(
        kind.label if kind else code,
        kind.measure if kind else "",
        isinstance(total, dict),
        [_cell(year["figures"].get(code)) for year in body["years"]],
        _cell(total),
    )


def _cell(figure: Any) -> str:
    if isinstance(figure, dict):
        return f"{figure['median']} / {figure['worst']}" if figure["number"] else "—"
    return "—" if figure is None else str(figure)


@dataclass(frozen=True, slots=True)
class StageShown:
    """One step of the way: state is done, now or waiting."""

    code: str
    label: Any
    state: str


# As a step still ahead, an outcome is called by its noun.
STEP_NAMES: dict[str, Label] = {Stage.DECIDED: _("决定"), Stage.EFFECTIVE: _("生效")}


def stages_shown(review: TierReview) -> list[StageShown]:
    """Empty for a review that ended before it took effect."""
    if review.stage not in IN_ORDER:
        return []
    here = IN_ORDER.index(Stage(review.stage))
    over = review.stage == Stage.EFFECTIVE

    def state(position: int) -> str:
        if position < here or over:
            return "done"
        return "now" if position == here else "waiting"

    return [
        StageShown(stage, STEP_NAMES.get(stage, STAGE_LABELS[stage]), state(position))
        for position, stage in enumerate(IN_ORDER)
    ]


def suggestions_of(user: User, *, state: str = SuggestionState.OPEN) -> QuerySet[ReviewSuggestion]:
    rows = ReviewSuggestion.objects.visible_to(user).select_related("unit")
    return rows.filter(state=state).order_by("-found_at", "id")


def holding_names(review: TierReview, missing: list[Missing]) -> list[str]:
    """Names of the units on which the next step waits, empty for the county office's."""
    codes = holders(review.stage, missing)
    rows = Unit.objects.filter(county_id=review.county_id, code__in=codes).in_protocol_order()
    return list(rows.values_list("name", flat=True)) if codes else []


def asked_units(review: TierReview, now: datetime) -> list[Unit]:
    """Units that can be asked: those the documents name, and the unit itself where it receives."""
    dossier = dossier_of(review, now)
    codes = {party.code for party in related_units(dossier)}
    codes |= {one.to_unit.code for one in dossier.transfers if one.to_unit is not None}
    return list(Unit.objects.filter(county_id=review.county_id, code__in=codes).in_protocol_order())


def receives(review: TierReview, unit: Unit) -> bool:
    """Whether a document of the review moves something to `unit`."""
    return FunctionTransfer.objects.standing().filter(review=review, to_unit=unit).exists()


def rounds_of(review: TierReview) -> list[DeliberationRound]:
    return list(DeliberationRound.objects.filter(review=review))


def applicable_units(user: User) -> QuerySet[Unit]:
    """Units this reader may apply for that have no review open."""
    busy = TierReview.objects.open().values("unit")
    return Unit.objects.managed_by(user).active().exclude(Q(pk__in=busy)).in_protocol_order()
