import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.labels import WHISTLE_KIND_LABELS
from units.rows.keeping import UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import OF_UNIT, moving

if TYPE_CHECKING:
    from units.models import User


class WhistleTopicQuerySet(models.QuerySet["WhistleTopic"]):
    def visible_to(self, user: "User") -> Self:
        """The county's, for everybody on duty."""
        return self.none() if user.is_auditor else self.filter(county_id=user.county_id)

    def offered(self) -> Self:
        return self.filter(is_active=True)


class WhistleTopic(models.Model):
    """吹哨事项 of the county's catalogue: its kind, who leads, who is called by default, how soon they answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="whistle_topics")
    kind = models.CharField(_("哨种"), max_length=8, choices=list(WHISTLE_KIND_LABELS.items()))
    name = models.CharField(_("事项"), max_length=100)
    lead = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("牵头单位")
    )
    called = models.ManyToManyField("units.Unit", related_name="+", blank=True, verbose_name=_("应哨单位"))
    hours = models.PositiveSmallIntegerField(_("答复时限（小时）"))
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("使用"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = WhistleTopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("吹哨事项")
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "name"],
                name="whistle_topic_once_per_county",
                violation_error_code="topic_exists",
                violation_error_message=_("已有同名的吹哨事项"),
            ),
            models.CheckConstraint(condition=models.Q(hours__range=(1, 720)), name="whistle_topic_hours_sane"),
        ]

    def __str__(self) -> str:
        return self.name


@reads_as_kept("unit", "by")
class WhistleReply(models.Model):
    """What one called unit says it has done; a whistle that was sent back is answered anew, in its next `round`."""

    id = models.BigAutoField(primary_key=True)
    whistle = models.ForeignKey("alerts.Whistle", on_delete=models.PROTECT, related_name="replies")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="whistle_replies")
    round = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("办理情况"), max_length=500)
    at = models.DateTimeField(_("答复时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    class Meta:
        verbose_name = _("应哨答复")
        triggers = [keeping(unit=UNIT, by=USER), *moving(OF_UNIT)]
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["whistle", "unit", "round"], name="whistle_reply_once_per_unit_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.text}"
