from django.db import models
from django.utils.translation import gettext_lazy as _


class RateWindow(models.Model):
    """How often a client has used a bucket in the current window. One row for both, rewritten in place.

    The table is unlogged: counting costs no disk write, and after a crash of the database everybody starts at zero.
    """

    key = models.CharField(primary_key=True, max_length=80, help_text=_("类别和用户或令牌"))
    started_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("访问计数")

    def __str__(self) -> str:
        return self.key
