import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.enums import CoverState
from rostering.labels import COVER_STATE_LABELS
from units.rows.keeping import PERIOD, PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import OF_UNIT, moving
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User

OF_COVER = """
    SELECT county_id FROM units_unit WHERE id IN (
        SELECT unit_id FROM rostering_cover WHERE id IN (SELECT cover_id FROM changed)
    )
"""
# Something may yet come of it.
OPEN_COVERS = (CoverState.OPEN, CoverState.TAKEN)


class CoverQuerySet(models.QuerySet["Cover"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, the unit's for its leader, one's own and those one is asked for; none for the auditor."""
        covers = self.filter(period__county_id=user.county_id)
        if user.is_auditor:
            return covers.none()
        if user.directory_unit_ids is not None:
            covers = covers.filter(unit_id__in=user.directory_unit_ids)
        if user.is_county_office:
            return covers
        seen = models.Q(unit_id__in=user.led_unit_ids)
        if user.person_id:
            asked = CoverAsk.objects.filter(person_id=user.person_id).values("cover")
            seen |= models.Q(person_id=user.person_id) | models.Q(pk__in=asked)
        return covers.filter(seen)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_COVERS)

    def due(self, now: datetime) -> Self:
        """Nobody has taken them, and something is to be done about them."""
        return self.filter(state=CoverState.OPEN, next_at__lte=now)


@reads_as_kept("unit", "period", "person", "requested_by")
class Cover(models.Model):
    """A duty that `person` can't stand, put up for whoever may take it. Once somebody has, `swap` goes the way of every
    substitution; refused by the leader, the cover is open again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=list(COVER_STATE_LABELS.items()), default=CoverState.OPEN)
    assignment = models.ForeignKey("rostering.Assignment", on_delete=models.PROTECT, related_name="covers")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("事由"), max_length=500, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("提出时间"))
    swap = models.OneToOneField("rostering.Swap", on_delete=models.PROTECT, null=True, related_name="cover")
    expires_at = models.DateTimeField(_("有效期至"))
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    waved_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(_("告知负责人时间"), null=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    words = kept_words()

    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("顶班征询")
        triggers = [keeping(unit=UNIT, period=PERIOD, person=PERSON, requested_by=USER), *TOUCHED, *moving(OF_UNIT)]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=models.Q(state__in=OPEN_COVERS),
                name="cover_one_open_per_assignment",
                violation_error_message=_("该班次已在征询顶班"),
                violation_error_code="cover_already_open",
            ),
            # Whoever has taken it stands in the swap.
            models.CheckConstraint(
                condition=~models.Q(state__in=(CoverState.TAKEN, CoverState.APPROVED)) | models.Q(swap__isnull=False),
                name="cover_taken_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state=CoverState.OPEN), name="cover_due"),
            models.Index(fields=["unit", "-requested_at"], name="cover_by_unit"),
            models.Index(fields=["-requested_at", "id"], name="cover_by_time"),
            models.Index(fields=["person"], name="cover_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.assignment}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_COVERS


@reads_as_kept("person")
class CoverAsk(models.Model):
    """Somebody who has been asked, in the order of burden. `declined_at`: can't, has stepped back, or was refused."""

    cover = models.ForeignKey(Cover, on_delete=models.CASCADE, related_name="asks")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)
    words = kept_words()

    class Meta:
        verbose_name = _("征询对象")
        triggers = [keeping(person=PERSON), *moving(OF_COVER)]
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["cover", "person"], name="cover_asks_once")]
        indexes = [
            models.Index(fields=["person"], condition=models.Q(declined_at__isnull=True), name="cover_ask_open"),
        ]

    def __str__(self) -> str:
        return str(self.person)
