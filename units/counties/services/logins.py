"""Logins that were there before their county."""

from units.counties.models.county import County
from units.counties.models.user import User


def take_in(*, county: County) -> int:
    """Gives the first county the superusers made before it, so that they see something. Returns how many."""
    if County.objects.exclude(pk=county.pk).exists():
        return 0
    return User.objects.filter(is_superuser=True, county__isnull=True).update(county=county)
