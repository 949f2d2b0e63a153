import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.bulletins.rules import ELEMENTS
from alerts.enums import BulletinState
from alerts.labels import BULLETIN_SERIES_LABELS, BULLETIN_STAGE_LABELS, BULLETIN_STATE_LABELS, SENDING_WAY_LABELS
from alerts.rows import TOUCHED, Mirrored
from units.cities.queries import counties_of
from units.rows.keeping import USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving

if TYPE_CHECKING:
    from units.models import User

LONG, SHORT = 3000, 300
NEVER_DELETED = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)
FROZEN = ("title", "stage", "series", "number", "year", "signer", "issued_at", *ELEMENTS)
SIGNED_TEXT_STANDS = pgtrigger.Trigger(
    name="signed_text_stands",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__number__isnull=False),
    func=f"""
        IF ({", ".join(f"OLD.{name}" for name in FROZEN)}) IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in FROZEN)}) THEN
            RAISE EXCEPTION 'what was signed stands as it is';
        END IF;
        RETURN NEW;
    """,
)
# Those that count for what follows.
STANDING = (BulletinState.ISSUED,)
SIGNED = (BulletinState.ISSUED, BulletinState.RETRACTED, BulletinState.CORRECTED)


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: "User") -> Self:
        """The county office's own papers."""
        return self.filter(county_id=user.county_id) if user.sees_whole_county else self.none()

    def read_by_city(self, user: "User") -> Self:
        """What the counties of the reader's city have sent to the city, later retracted or not; nobody else's."""
        at_city = models.Q(recipient__startswith="市")
        if user.city is not None:
            at_city |= models.Q(recipient__startswith=user.city.name)
        sent = BulletinSending.objects.filter(at_city, bulletin=models.OuterRef("pk"))
        return self.signed().filter(models.Exists(sent), county__in=counties_of(user))

    def signed(self) -> Self:
        return self.filter(state__in=SIGNED)


@reads_as_kept("written_by", "signed_by")
class Bulletin(Mirrored):
    """One 值班快报 or 要情专报. Its number is given when it is signed; from then on what it says stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("alerts.Incident", on_delete=models.PROTECT, null=True, related_name="bulletins")
    series = models.CharField(_("种类"), max_length=12, choices=list(BULLETIN_SERIES_LABELS.items()))
    stage = models.CharField(_("报次"), max_length=12, choices=list(BULLETIN_STAGE_LABELS.items()))
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(_("期号"), null=True)
    title = models.CharField(_("标题"), max_length=120)
    occurred_at = models.DateTimeField(_("发生时间"), null=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    source = models.CharField(_("信息来源"), max_length=120, blank=True)
    matter = models.TextField(_("基本情况"), max_length=LONG, blank=True)
    casualties = models.CharField(_("人员伤亡和损失"), max_length=SHORT, blank=True)
    scope = models.CharField(_("影响范围"), max_length=SHORT, blank=True)
    measures = models.TextField(_("已采取的措施"), max_length=LONG, blank=True)
    trend = models.TextField(_("趋势研判"), max_length=LONG, blank=True)
    reporter = models.CharField(_("报告单位和报告人"), max_length=120, blank=True)
    recipients = ArrayField(models.CharField(max_length=60), verbose_name=_("报送对象"), default=list, blank=True)
    state = models.CharField(max_length=12, choices=list(BULLETIN_STATE_LABELS.items()), default=BulletinState.DRAFT)
    signer = models.CharField(_("签发人"), max_length=60, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("签发时间"), null=True)
    # By when the city had to have it, as the clock ran when it was signed; None where none ran.
    due_at = models.DateTimeField(_("报市时限"), null=True)
    # Everybody it names has got it.
    is_sent = models.BooleanField(default=False)
    retracted_at = models.DateTimeField(_("撤回时间"), null=True)
    retracted_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("快报")
        triggers = [
            TOUCHED,
            keeping(written_by=USER, signed_by=USER),
            *moving(),
            NEVER_DELETED,
            SIGNED_TEXT_STANDS,
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "series", "year", "number"], name="bulletin_number_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=SIGNED, number__isnull=False, year__isnull=False, issued_at__isnull=False)
                | models.Q(
                    state__in=(BulletinState.DRAFT, BulletinState.DISCARDED),
                    number__isnull=True,
                    issued_at__isnull=True,
                ),
                name="bulletin_signed_is_numbered",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-created_at"], name="bulletin_by_county"),
            models.Index(fields=["county", "updated_at"], name="bulletin_by_change"),
            models.Index(fields=["incident"], name="bulletin_by_incident"),
            models.Index(
                fields=["county"],
                condition=models.Q(state=BulletinState.ISSUED, is_sent=False),
                name="bulletin_to_send",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@reads_as_kept("sent_by")
class BulletinSending(models.Model):
    """What was sent to whom when, by which way; nothing of it is ever taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="sendings")
    recipient = models.CharField(_("报送对象"), max_length=60)
    way = models.CharField(_("方式"), max_length=16, choices=list(SENDING_WAY_LABELS.items()))
    sent_at = models.DateTimeField(_("发送时间"))
    note = models.CharField(_("接收人和说明"), max_length=200, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    words = kept_words()

    class Meta:
        verbose_name = _("快报发送")
        ordering = ["sent_at", "created_at"]
        triggers = [
            keeping(sent_by=USER),
            pgtrigger.Protect(name="stands", operation=pgtrigger.Delete),
            *moving("SELECT county_id FROM alerts_bulletin WHERE id IN (SELECT bulletin_id FROM changed)"),
        ]
        indexes = [models.Index(fields=["bulletin", "sent_at"], name="sending_by_bulletin")]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.recipient}"
