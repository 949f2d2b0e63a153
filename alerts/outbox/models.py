import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import MUTABLE, NotificationState, Purpose
from alerts.labels import CHANNEL_LABELS, HEARD_LABELS, NOTIFICATION_STATE_LABELS, PURPOSE_LABELS, REPLY_OUTCOME_LABELS
from alerts.rows import TOUCHED, Mirrored
from units.rows.keeping import PERSON, UNIT, keeping, kept_words, reads_as_kept
from units.rows.leases import Leased, LeaseQuerySet
from units.rows.moving import OF_PERSON, moving
from units.rows.sealed import DigestOf, SealedField

if TYPE_CHECKING:
    from units.models import User


class NotificationQuerySet(LeaseQuerySet["Notification"]):
    def visible_to(self, user: "User") -> Self:
        """The county's log for the office, one's own messages for everybody else."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        if user.is_county_office:
            return rows if user.unit_ids is None else rows.filter(unit_id__in=user.unit_ids)
        return rows.filter(person_id=user.person_id) if user.person_id else rows.none()

    def pending(self) -> Self:
        return self.filter(state=NotificationState.PENDING)

    def dead(self) -> Self:
        return self.filter(state=NotificationState.DEAD)


@reads_as_kept("unit", "person")
class Notification(Leased, Mirrored):
    """One message to one person on one channel: the outbox row. Written in the business transaction, claimed under a
    lease, sent outside any transaction, settled while the lease still holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="notifications")
    purpose = models.CharField(_("用途"), max_length=24, choices=list(PURPOSE_LABELS.items()))
    object_id = models.UUIDField()
    # What a storm of messages is about (alerts/outbox/services/pacing.py); None: sent whatever else is.
    matter = models.UUIDField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(_("通道"), max_length=16, choices=list(CHANNEL_LABELS.items()))
    later_channels = models.JSONField(default=list)
    dedupe_key = models.CharField(max_length=160, unique=True)
    params = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=list(NOTIFICATION_STATE_LABELS.items()), default=NotificationState.PENDING
    )
    provider_id = models.CharField(max_length=120, blank=True)
    detail = models.CharField(_("说明"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    first_sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    words = kept_words()

    # A proof goes to the address it is to prove.
    sealed_within: ClassVar = {"params": ("address",)}

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        triggers = [TOUCHED, keeping(unit=UNIT, person=PERSON)]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state=NotificationState.PENDING), name="notification_due"
            ),
            models.Index(fields=["county", "-created_at"], name="notification_log"),
            models.Index(fields=["county", "updated_at"], name="notification_by_change"),
            models.Index(fields=["person", "-created_at"], name="notification_by_person"),
            models.Index(fields=["object_id"], name="notification_by_object"),
            # What the self-audit looks at each minute (alerts/health/services/self_audit.py).
            models.Index(
                fields=["created_at"],
                condition=models.Q(purpose__in=(Purpose.CHECK, Purpose.CHECK_ESCALATED, Purpose.SUMMONS)),
                name="notification_for_audit",
            ),
            models.Index(
                fields=["person", "matter", "due_at"],
                condition=models.Q(matter__isnull=False),
                name="notification_by_matter",
            ),
            models.Index(fields=["county"], condition=models.Q(state=NotificationState.DEAD), name="notification_dead"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class ContactRuleQuerySet(models.QuerySet["ContactRule"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, the unit's for its leader, one's own for a duty person."""
        return self.filter(user.whose("person__unit", "person"), person__unit__county_id=user.county_id)


class ContactRule(Mirrored):
    """One way to reach a person, tried in `order`. Counts only once a round trip has verified it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="contact_rules")
    channel = models.CharField(_("通道"), max_length=16, choices=list(CHANNEL_LABELS.items()))
    address = SealedField(_("地址"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    code = models.CharField(max_length=12, blank=True)
    verified_at = models.DateTimeField(_("验证时间"), null=True)

    objects = ContactRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系方式")
        triggers = [TOUCHED, *moving(OF_PERSON)]
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint("person", "channel", DigestOf("address"), name="contact_rule_once_per_address")
        ]

    def __str__(self) -> str:
        return str(self.person)


class Mute(models.Model):
    """A person doesn't want messages of a purpose outside the inbox. Only for what is no safety matter (alerts.enums.MUTABLE)."""

    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24, choices=[(code.value, PURPOSE_LABELS[code]) for code in MUTABLE])

    class Meta:
        verbose_name = _("免打扰")
        constraints = [models.UniqueConstraint(fields=["person", "purpose"], name="mute_once")]

    def __str__(self) -> str:
        return self.purpose


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, user: "User") -> Self:
        """With the message it answers; what nobody was asked is the office's of the sender's county."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        if user.is_county_office:
            return rows if user.unit_ids is None else rows.filter(unit_id__in=user.unit_ids)
        return rows.filter(person_id=user.person_id) if user.person_id else rows.none()


@reads_as_kept("unit", "person")
class Reply(models.Model):
    """What came back on a message without a screen: a text message, a key pressed on the phone, or nobody at the phone.

    `event` names what the provider has told us, so that telling it twice counts once. A number that belongs to nobody
    known here is not kept: then county, unit and person are empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, null=True, related_name="replies")
    channel = models.CharField(_("通道"), max_length=16, choices=list(CHANNEL_LABELS.items()))
    event = models.CharField(max_length=64)
    heard = models.CharField(max_length=12, choices=list(HEARD_LABELS.items()))
    said = models.CharField(_("内容"), max_length=60, blank=True)
    outcome = models.CharField(max_length=16, choices=list(REPLY_OUTCOME_LABELS.items()))
    received_at = models.DateTimeField(_("收到时间"))
    words = kept_words()

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("答复")
        triggers = [keeping(unit=UNIT, person=PERSON)]
        constraints = [models.UniqueConstraint(fields=["channel", "event"], name="reply_once")]
        indexes = [
            models.Index(fields=["county", "-received_at"], name="reply_by_county"),
            models.Index(fields=["person", "channel", "-received_at"], name="reply_by_person"),
            models.Index(fields=["notification"], name="reply_by_message"),
        ]

    def __str__(self) -> str:
        return self.said or self.heard


class AnswerLink(models.Model):
    """A signed one-use link in a message: only its digest is stored, looking at it never uses it up."""

    digest = models.CharField(primary_key=True, max_length=64)
    purpose = models.CharField(max_length=24)
    object_id = models.UUIDField()
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("应答链接")
        indexes = [
            models.Index(fields=["object_id", "person"], name="answer_link_by_object"),
            # What else waits for somebody is asked whenever one of their links is opened.
            models.Index(
                fields=["person", "expires_at"], condition=models.Q(used_at__isnull=True), name="answer_link_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_id}"
