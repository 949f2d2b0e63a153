import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from alerts.enums import ComplaintState
from alerts.labels import COMPLAINT_ABOUT_LABELS, COMPLAINT_KIND_LABELS, COMPLAINT_STATE_LABELS
from alerts.rows import TOUCHED, Mirrored
from units.rows.keeping import PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.when import local_minute

if TYPE_CHECKING:
    from units.models import User


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office; one's own; what people of the unit wrote for whoever leads it; none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        if user.sees_whole_county:
            return rows
        return rows.filter(self.own(user) | models.Q(unit__in=user.led_unit_ids))

    def as_seen_by(self, user: "User") -> Self:
        """With `shown_writer`: empty where it was written anonymously and the reader only leads the writer's unit."""
        if user.sees_whole_county:
            return self.annotate(shown_writer=models.F("writer"))
        named = models.Q(is_anonymous=False) | self.own(user)
        # Left over the whole column: a Case of a bare column and a text would lose the column's type.
        shown = models.Case(models.When(named, then=Left("writer", 150)), default=models.Value(""))
        return self.annotate(shown_writer=shown)

    @staticmethod
    def own(user: "User") -> models.Q:
        by_person = models.Q(person=user.person_id) if user.person_id else models.Q()
        return models.Q(written_by=user.pk) | by_person if by_person else models.Q(written_by=user.pk)

    def overdue_at(self, now: datetime) -> Self:
        return self.filter(state=ComplaintState.OPEN, due_at__lte=now)


@reads_as_kept("unit", "person", "written_by", "answered_by")
class Complaint(Mirrored):
    """`writer` is how whoever wrote it was called then; the unit's leader doesn't see it where `is_anonymous`.

    `unit` None: somebody of the county who belongs to no unit. `person` is who hears of the answer, None for a login
    without one. `told_at`: when the office was told that it is overdue.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    writer = models.CharField(_("反映人"), max_length=150)
    is_anonymous = models.BooleanField(_("对本单位负责人匿名"), default=False)
    kind = models.CharField(_("类型"), max_length=10, choices=list(COMPLAINT_KIND_LABELS.items()))
    about = models.CharField(_("反映内容"), max_length=10, choices=list(COMPLAINT_ABOUT_LABELS.items()))
    text = models.TextField(_("具体情况"), max_length=1000)
    state = models.CharField(max_length=10, choices=list(COMPLAINT_STATE_LABELS.items()), default=ComplaintState.OPEN)
    written_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("答复时限"))
    told_at = models.DateTimeField(null=True)
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("投诉建议")
        triggers = [TOUCHED, keeping(unit=UNIT, person=PERSON, written_by=USER, answered_by=USER), *moving()]
        constraints = [
            # 有问必答: what is closed as answered says what was answered, when.
            models.CheckConstraint(
                condition=models.Q(state=ComplaintState.ANSWERED, answered_at__isnull=False) & ~models.Q(answer="")
                | ~models.Q(state=ComplaintState.ANSWERED) & models.Q(answered_at__isnull=True),
                name="complaint_answered_says_what",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="complaint_says_what"),
        ]
        indexes = [
            models.Index(fields=["county", "-written_at"], name="complaint_by_county"),
            models.Index(fields=["county", "updated_at"], name="complaint_by_change"),
            models.Index(
                fields=["due_at"], condition=models.Q(state=ComplaintState.OPEN), name="complaint_to_be_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {local_minute(self.written_at)}"

    def is_late(self, now: datetime) -> bool:
        return self.state == ComplaintState.OPEN and self.due_at <= now
