import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.rows.moving import moving


class County(models.Model):
    """The tenant: every other row hangs on one. A city may run many in one database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    city = models.ForeignKey(
        "units.City", on_delete=models.PROTECT, null=True, blank=True, related_name="counties", verbose_name=_("所属市")
    )
    lead_office = models.ForeignKey(
        "units.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("牵头办公室"),
        help_text=_("县领导带班由该单位编排"),
    )

    unreached_is_gap = models.BooleanField(
        _("联系方式未验证按缺口处理"), default=False, help_text=_("发布值班表时，有人没有已验证的联系方式须签署说明")
    )

    class Meta:
        verbose_name = _("县")
        triggers = moving("SELECT id AS county_id FROM changed")

    def __str__(self) -> str:
        return self.name
