import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import NotificationState
from alerts.labels import DELIVERY_STATE_LABELS, EVENT_LABELS
from units.rows.leases import Leased, LeaseQuerySet
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: "User") -> Self:
        """The county office's; a grant bound to units sees those bound to none but them."""
        if not user.is_county_office:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(unit_ids__contained_by=list(user.unit_ids))

    def usable(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class Webhook(models.Model):
    """A subscription: events of the county, or of `unit_ids`, are posted to `url`.

    Its secret is not stored: it follows from the id, `secret_number` and the installation's pepper. Until
    `previous_until` the one before signs too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=60)
    url = models.CharField(_("接收地址"), max_length=300)
    events = ArrayField(models.CharField(max_length=24, choices=list(EVENT_LABELS.items())), verbose_name=_("事件"))
    # None = the whole county.
    unit_ids = ArrayField(models.UUIDField(), null=True, blank=True)
    secret_number = models.PositiveIntegerField(default=1)
    previous_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("事件推送")
        triggers = TOUCHED
        constraints = [
            models.CheckConstraint(condition=models.Q(events__len__gte=1), name="webhook_listens_to_something")
        ]
        indexes = [
            models.Index(fields=["county"], condition=models.Q(revoked_at__isnull=True), name="webhook_by_county")
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDeliveryQuerySet(LeaseQuerySet["WebhookDelivery"]):
    def pending(self) -> Self:
        return self.filter(state=NotificationState.PENDING)

    def due(self, now: datetime) -> Self:
        return self.pending().filter(due_at__lte=now)

    def visible_to(self, user: "User") -> Self:
        return self.filter(webhook__in=Webhook.objects.visible_to(user))


class WebhookDelivery(Leased):
    """One event for one webhook: an outbox row like a message, claimed under a lease and settled while it holds.

    `event_id` is the same for every webhook and every attempt: receivers drop what they have had.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event = models.CharField(_("事件"), max_length=24, choices=list(EVENT_LABELS.items()))
    event_id = models.UUIDField()
    object_id = models.UUIDField()
    object_version = models.PositiveIntegerField()
    payload = models.JSONField()
    state = models.CharField(
        max_length=12, choices=list(DELIVERY_STATE_LABELS.items()), default=NotificationState.PENDING
    )
    due_at = models.DateTimeField()
    # All attempts ever; `attempts` are those since it was last put on its way.
    attempts_ever = models.PositiveIntegerField(default=0)
    detail = models.CharField(_("说明"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attempted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("推送记录")
        constraints = [models.UniqueConstraint(fields=["webhook", "event_id"], name="delivery_once_per_webhook")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state=NotificationState.PENDING), name="delivery_due"),
            models.Index(fields=["webhook", "-created_at", "id"], name="delivery_by_webhook"),
        ]

    def __str__(self) -> str:
        return str(self.webhook)
