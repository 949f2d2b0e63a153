import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.audit.models import AuditEvent

# Events of no county have a chain of their own.
NO_COUNTY = "00000000-0000-0000-0000-000000000000"


class Unsealed(models.Model):
    """An event that waits for its link. Written by a trigger in the event's own transaction, so that it becomes visible with
    it: whoever seals needs to know nothing of transactions that are under way."""

    event = models.OneToOneField(
        AuditEvent, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    chain = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["chain"], name="unsealed_by_chain")]

    def __str__(self) -> str:
        return str(self.event_id)


class AuditLink(models.Model):
    """One event's place in its county's chain. Append-only; the event can't go without it."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, primary_key=True, related_name="link")
    # The county's id, or NO_COUNTY.
    chain = models.UUIDField()
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("封存")
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="link_number_once_per_chain")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"#{self.number}"


class ChainCheck(models.Model):
    """What following a whole chain has found. Append-only, so that a chain cut short later shows against it."""

    chain = models.UUIDField()
    checked_at = models.DateTimeField(_("校验时间"))
    links = models.PositiveBigIntegerField(_("条数"))
    head = models.CharField(max_length=64)
    # Empty when it is whole.
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("封存校验")
        indexes = [models.Index(fields=["chain", "-checked_at"], name="chain_check_newest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.links} {self.trouble}".strip()
