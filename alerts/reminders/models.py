import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import DigestKind, ReminderKind


class DutyReminder(models.Model):
    """That somebody has been told of a duty ahead. By shift and not by seat: a part given away makes new seats.

    `message` is the object of the message it was told with; one message tells of all duties of a person that are due.
    """

    shift = models.ForeignKey("rostering.Shift", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ReminderKind])
    message = models.UUIDField()
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("值班提醒")
        constraints = [
            # Two sweeps at once tell nobody twice.
            models.UniqueConstraint(fields=["shift", "person", "kind"], name="reminder_once")
        ]
        indexes = [models.Index(fields=["message"], name="reminder_by_message")]

    def __str__(self) -> str:
        return f"{self.kind} {self.shift_id} {self.person_id}"


class Digest(models.Model):
    """That a county has been told of a day: written in the transaction that writes its messages, so that it is told once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in DigestKind])
    day = models.DateField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("定时通知")
        constraints = [models.UniqueConstraint(fields=["county", "kind", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
