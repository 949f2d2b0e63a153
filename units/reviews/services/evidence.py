"""What a review rests on: documents of function transfers with their files, and the word of the units concerned."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile, File
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import write
from units.enums import Stage
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.labels import STAGE_LABELS
from units.permissions import leads
from units.plausible import check_day
from units.repeats.services.duplicates import one_a_minute
from units.reviews.models.evidence import Consultation, FunctionTransfer
from units.reviews.models.review import TierReview
from units.reviews.permissions import check_add_evidence, check_handle_review
from units.reviews.queries.dossiers import dossier_of
from units.reviews.rules.stages import IN_HAND, Party, Transfer, related_units
from units.reviews.services.files import LookedAt, look_at
from units.reviews.services.steps import locked, touch

EARLIEST = date(1949, 10, 1)
# A review takes months; a visit of another decade is a slip of the year.
LONGEST_REVIEW = 10
# Documents can be taken back until the office has checked them.
RETRACTABLE = (Stage.SUBMITTED, Stage.DOCUMENT_CHECK)
CONSULTED = IN_HAND[2:]
AUDITED = ("document_number", "document_date", "function", "from_unit", "to_unit", "file_name", "sha256")


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """As somebody hands it in: nothing of it has been looked at yet."""

    document_number: str
    document_date: date
    function: str
    from_unit: Unit
    to_unit: Unit
    file: File  # type: ignore[type-arg]  # text or bytes: an upload is always bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """Looked at and taken."""

    given: NewTransfer
    file: LookedAt

    @property
    def as_transfer(self) -> Transfer:
        given = self.given
        from_unit = Party(given.from_unit.code, given.from_unit.name)
        to_unit = Party(given.to_unit.code, given.to_unit.name)
        return Transfer(
            given.document_number, given.document_date, given.function, from_unit, to_unit, self.file.checksum
        )


def checked(given: NewTransfer, *, unit: Unit) -> Checked:
    """`given` for a review of `unit`. Raises InvalidInput naming the field that can't be."""
    for name in ("document_number", "function"):
        if not getattr(given, name).strip():
            raise InvalidInput("blank", _("不能为空"), field=name)
    if not EARLIEST <= given.document_date <= timezone.localdate():
        raise InvalidInput("wrong_document_date", _("文件日期不能晚于今天，也不能早于 1949 年"), field="document_date")
    if given.from_unit == given.to_unit:
        raise InvalidInput("same_unit", _("划出单位和划入单位不能相同"), field="to_unit")
    if unit.pk not in (given.from_unit.pk, given.to_unit.pk):
        raise InvalidInput("not_about_unit", _("职能须从该单位划出，或划入该单位"), field="from_unit")
    return Checked(given, look_at(given.file))


@write
def add_transfer(*, review: TierReview, given: NewTransfer, by: User) -> FunctionTransfer:
    """One more document, while the review is in hand. Raises NotAllowed, InvalidInput, RuleViolation `wrong_stage`,
    `evidence_duplicate`."""
    check_add_evidence(by, review)
    review = locked(review)
    _check_stage(review, IN_HAND)
    added = store_transfer(review=review, found=checked(given, unit=review.unit), by=by, now=timezone.now())
    touch(review)
    return added


def store_transfer(*, review: TierReview, found: Checked, by: User, now: datetime) -> FunctionTransfer:
    """Within the caller's transaction."""
    given = found.given
    row = FunctionTransfer(
        review=review,
        document_number=given.document_number.strip(),
        document_date=given.document_date,
        function=given.function.strip(),
        from_unit=given.from_unit,
        to_unit=given.to_unit,
        file_name=found.file.name,
        content_type=found.file.content_type,
        size=len(found.file.content),
        sha256=found.file.checksum,
        added_by=by,
        added_at=now,
    )
    row.file = ContentFile(found.file.content, name=found.file.name)
    row.save(force_insert=True)
    audit.record(
        by=by,
        action="review.evidence_added",
        row=row,
        county=review.county_id,
        unit=review.unit_id,
        after=audit.snapshot(row, AUDITED),
        now=now,
    )
    return row


@write
def retract_transfer(*, transfer: FunctionTransfer, by: User) -> FunctionTransfer:
    """Taken back before it has been checked; the row stays, the gates no longer see it."""
    check_add_evidence(by, transfer.review)
    review = locked(transfer.review)
    _check_stage(review, RETRACTABLE)
    transfer.refresh_from_db()
    if transfer.retracted_at is not None:
        raise RuleViolation("evidence_retracted", _("该材料已撤下"))
    transfer.retracted_at = timezone.now()
    transfer.save(update_fields=["retracted_at"])
    touch(review)
    audit.record(by=by, action="review.evidence_retracted", row=transfer, county=review.county_id, unit=review.unit_id)
    return transfer


@write
@one_a_minute()
def record_consultation(
    *,
    review: TierReview,
    unit: Unit,
    person_name: str,
    opinion: str,
    by: User,
    consulted_at: datetime | None = None,
    covers: bool | None = None,
) -> Consultation:
    """What a related unit says: recorded by the office after a visit, or given by the unit's own leader.

    `covers`, that the unit takes the function around the clock, is the unit's own word and nobody else's.
    Raises NotAllowed, InvalidInput naming the field, RuleViolation `wrong_stage`, `not_related`.
    """
    _check_speaker(by, review, unit, covers=covers)
    review = locked(review)
    _check_stage(review, CONSULTED)
    now = timezone.now()
    _check_related(review, unit, now, covers=covers)
    _check_consultation(person_name, opinion, consulted_at, now)
    row = Consultation.objects.create(
        review=review,
        unit=unit,
        consulted_at=consulted_at or now,
        person_name=person_name.strip(),
        opinion=opinion.strip(),
        covers=covers,
        recorded_by=by,
        recorded_at=now,
    )
    touch(review)
    _record_consulted(row, by=by)
    return row


def _check_speaker(by: User, review: TierReview, unit: Unit, *, covers: bool | None) -> None:
    own_word = leads(by, unit.pk)
    if not own_word:
        check_handle_review(by, review)
    if covers is not None and not own_word:
        raise NotAllowed("only_unit_itself", _("24小时承接须由接收单位负责人自己确认"))


def _record_consulted(row: Consultation, *, by: User) -> None:
    review = row.review
    audit.record(
        by=by,
        action="review.consulted",
        row=review,
        county=review.county_id,
        unit=review.unit_id,
        after={"consulted_unit": row.unit.name, "person_name": row.person_name, "covers": row.covers},
        reason=row.opinion[:500],
        now=row.recorded_at,
    )


def _check_consultation(person_name: str, opinion: str, consulted_at: datetime | None, now: datetime) -> None:
    if not person_name.strip():
        raise InvalidInput("blank", _("请写明走访对象"), field="person_name")
    if not opinion.strip():
        raise InvalidInput("blank", _("请写明意见"), field="opinion")
    if consulted_at is not None and consulted_at > now:
        raise InvalidInput("in_future", _("走访时间不能晚于现在"), field="consulted_at")
    day = None if consulted_at is None else timezone.localdate(consulted_at)
    check_day(day, field="consulted_at", today=timezone.localdate(now), back=LONGEST_REVIEW, ahead=0)


def _check_related(review: TierReview, unit: Unit, now: datetime, *, covers: bool | None) -> None:
    """Only units the documents name; the unit under review itself may confirm what it receives."""
    dossier = dossier_of(review, now)
    receives = any(one.to_unit is not None and one.to_unit.code == unit.code for one in dossier.transfers)
    if unit.code not in {party.code for party in related_units(dossier)} and not receives:
        raise RuleViolation("not_related", _("职能划转文件没有涉及该单位"))
    if covers is not None and not receives:
        raise InvalidInput("not_receiving", _("没有职能划入该单位，无需确认承接"), field="covers")


def _check_stage(review: TierReview, stages: tuple[Stage, ...]) -> None:
    if review.stage not in stages:
        raise RuleViolation(
            "wrong_stage",
            _now("当前环节为“%(stage)s”，不能办理此事") % {"stage": STAGE_LABELS[review.stage]},
            {"stage": review.stage, "allowed": [str(stage) for stage in stages]},
        )
