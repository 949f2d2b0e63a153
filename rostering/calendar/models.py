from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.labels import DAY_KIND_LABELS
from units.rows.moving import moving
from units.rows.remembering import remembering

if TYPE_CHECKING:
    from units.models import User


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def visible_to(self, user: "User") -> Self:
        """Everybody in the county reads the calendar."""
        return self.filter(county_id=user.county_id)

    def between(self, first: date, last: date) -> Self:
        """Both ends included."""
        return self.filter(date__range=(first, last)).order_by("date")


class CalendarDay(models.Model):
    """What kind of day a date is. `is_confirmed` is False until the year's official notice is known."""

    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="calendar_days")
    date = models.DateField(_("日期"))
    kind = models.CharField(_("类型"), max_length=20, choices=list(DAY_KIND_LABELS.items()))
    name = models.CharField(_("节日"), max_length=40, blank=True)
    is_confirmed = models.BooleanField(_("已确认"), default=True)
    is_edited = models.BooleanField(_("人工修改"), default=False)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("日历日")
        ordering = ["date"]
        triggers = [*moving(), *remembering()]
        constraints = [models.UniqueConstraint(fields=["county", "date"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"
