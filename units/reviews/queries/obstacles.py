"""A review that isn't over keeps its unit: registered in `ready()` with units/units/obstacles.py."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now

from units.counties.models.unit import Unit
from units.reviews.models.review import TierReview
from units.reviews.rules.stages import ENDED
from units.units.obstacles import Obstacle


def open_reviews(unit: Unit, _day: date) -> list[Obstacle]:
    """One query."""
    rows = TierReview.objects.filter(unit=unit).exclude(stage__in=ENDED)
    return [
        Obstacle(_now("类别调整尚未办结，请先办结或撤回"), reverse("units:review", args=[review.pk])) for review in rows
    ]
