"""What every step of a review does: find it as it is now, move its stage, say who holds the next step."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.settings import CountySettings
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import held
from units.enums import Stage
from units.errors import RuleViolation
from units.labels import STAGE_LABELS, Label
from units.reviews.models.review import TierReview
from units.reviews.queries.dossiers import dossier_of, sentence
from units.reviews.rules.stages import ENDED, IN_ORDER, REVIEW, Missing, Step, holders, missing_to_leave, next_stage
from units.signals import review_step

STEP_LABELS: dict[str, Label] = {
    Step.ADVANCE: _("进入下一环节"),
    Step.APPROVE: _("决定调整"),
    Step.REJECT: _("决定不予调整"),
    Step.WITHDRAW: _("撤回"),
    Step.TAKE_EFFECT: _("生效"),
}
LEVELS_PER_STAGE = 100


def locked(review: TierReview, *, expected_version: int | None = None) -> TierReview:
    """The review as it is now, held until the end of the transaction. Raises Stale when it has changed since."""
    return held(review, related=("unit__county", "county"), expected_version=expected_version)


def stage_after(review: TierReview, step: Step) -> Stage:
    """Raises RuleViolation `wrong_stage` naming where the review is and what was asked."""
    found = next_stage(review.stage, step)
    if found is None:
        words = {"stage": STAGE_LABELS[review.stage], "step": STEP_LABELS[step]}
        raise RuleViolation(
            "wrong_stage",
            _now("当前环节为“%(stage)s”，不能%(step)s") % words,
            {"stage": review.stage, "step": str(step), "allowed": [str(s) for s, a in REVIEW if a == step]},
        )
    return found


def refuse_missing(missing: list[Missing]) -> None:
    """Raises RuleViolation `evidence_missing`: the message names everything, `details.missing` lists it."""
    if missing:
        found = [{"code": one.code, "detail": sentence(one), "units": list(one.units)} for one in missing]
        raise RuleViolation("evidence_missing", "".join(str(one["detail"]) for one in found), {"missing": found})


def check_gate(review: TierReview, now: datetime) -> None:
    refuse_missing(missing_to_leave(review.stage, dossier_of(review, now)))


def move(
    review: TierReview, stage: Stage, *, by: User | None, now: datetime, action: str, reason: str = "", **changes: Any
) -> TierReview:
    """Writes the new stage with `changes`, audits it and tells whoever holds the next step."""
    audited = ("stage", *changes)
    before = audit.snapshot(review, audited)
    for name, value in changes.items():
        setattr(review, name, value)
    review.stage = stage
    review.stage_since = now
    review.step_due_at = due_at(review.county_id, stage, now)
    review.reminded_at = None
    review.reminders = 0
    review.version += 1
    review.save()
    audit.record(
        by=by,
        action=action,
        row=review,
        county=review.county_id,
        unit=review.unit_id,
        before=before,
        after=audit.snapshot(review, audited),
        reason=reason,
        now=now,
    )
    announce(review, now=now)
    return review


def touch(review: TierReview) -> None:
    """Something that belongs to the review has changed: whoever looked before has looked at an older version."""
    review.version += 1
    review.save(update_fields=["version", "updated_at"])


def announce(review: TierReview, *, now: datetime, is_overdue: bool = False) -> None:
    """Who holds the next step; of an end, the unit itself is told."""
    unit_ids = [review.unit_id] if _is_news(review) else _holding_units(review, now)
    review_step.send(
        sender=TierReview, review=review, unit_ids=unit_ids, is_overdue=is_overdue, level=_level(review), now=now
    )


def _is_news(review: TierReview) -> bool:
    return review.stage in ENDED or review.stage == Stage.DECIDED


def _holding_units(review: TierReview, now: datetime) -> list[Any]:
    codes = holders(review.stage, missing_to_leave(review.stage, dossier_of(review, now)))
    return list(Unit.objects.filter(county_id=review.county_id, code__in=codes).values_list("pk", flat=True))


def _level(review: TierReview) -> int:
    """Rises with every stage and every reminder, so that each is one message."""
    position = IN_ORDER.index(Stage(review.stage)) if review.stage in IN_ORDER else len(IN_ORDER)
    return position * LEVELS_PER_STAGE + min(review.reminders, LEVELS_PER_STAGE - 1)


def due_at(county_id: UUID, stage: Stage, now: datetime) -> datetime | None:
    """As the county has it when the stage begins; None where nothing waits for anybody. One query."""
    days = CountySettings.of(county_id).review_days.get(stage)
    return None if days is None else now + timedelta(days=days)
