import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class TodoDigest(models.Model):
    """That somebody's queue has been looked at of a morning, with a message where anything waited. The row is the claim."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    lines = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("待办汇总")
        constraints = [
            # Whatever number of workers look at the same morning.
            models.UniqueConstraint(fields=["person", "day"], name="todo_digest_once_per_person_and_day")
        ]
        indexes = [models.Index(fields=["day"], name="todo_digest_by_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
