"""The counties that a city's office reads, and who it is within one of them."""

from django.db.models import QuerySet

from units.counties.models.county import County
from units.counties.models.user import Grant, User
from units.enums import Role, Scope

# Nothing that writes, no numbers, no accounts, no trail.
READS = Grant(frozenset({Scope.ROSTER_READ, Scope.ALERTS_READ}), None)


def counties_of(user: User) -> QuerySet[County]:
    """Those of the reader's city by code; nobody else has any."""
    if user.city is None or not user.is_city_office or not user.has_scope(Scope.COUNTIES_READ):
        return County.objects.none()
    return County.objects.filter(city=user.city).order_by("code")


def as_its_office(user: User, county: County) -> User:
    """Who the city's reader is within one of its counties: what the county's own office would see by a key that only reads
    and knows no numbers. Never saved; every service refuses it. `county` comes from `counties_of(user)`."""
    reader = User(username=user.username, first_name=user.first_name, role=Role.COUNTY_OFFICE, county=county)
    reader.grant = READS
    return reader
