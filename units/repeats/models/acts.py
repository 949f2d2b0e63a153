from django.db import models
from django.utils.translation import gettext_lazy as _


class RecentlyMade(models.Model):
    """What somebody has just made by which call, so that the same call once more finds it (units/repeats/services/duplicates.py)."""

    digest = models.CharField(max_length=64, primary_key=True)
    model = models.CharField(max_length=60)
    keys = models.JSONField(default=list)
    is_list = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("刚办理的事项")
        indexes = [models.Index(fields=["made_at"], name="recently_made_by_age")]

    def __str__(self) -> str:
        return f"{self.model} {self.keys}"
