"""The demo county, a small neighbour with some of the same unit codes, and the city whose office looks at both."""

from datetime import datetime

from rostering.demo.county import CITY_CODE, CITY_LOGIN, CITY_NAME, GONGSHUI, ZHANGJIANG
from rostering.demo.seed import Seeded, seed_county, seed_demo
from units.accounts.services.accounts import create_city_account
from units.cities.services import found_city, join_city
from units.counties.models.city import City
from units.db import write
from units.enums import Role
from units.models import County, User


@write
def seed_city(*, seed: int, password: str, now: datetime) -> Seeded:
    """Adds what of them is missing. Raises RuleViolation `username_taken`, `in_other_city`."""
    done = seed_demo(seed=seed, password=password, now=now)
    seed_county(told=GONGSHUI, seed=f"{seed}-{GONGSHUI.code}", password=password, now=now, done=done)
    city = City.objects.filter(code=CITY_CODE).first()
    if city is None:
        city = found_city(name=CITY_NAME, code=CITY_CODE, by=None)
        done.added.append(f"{city.name}, above {ZHANGJIANG.name} and {GONGSHUI.name}")
    for county in County.objects.filter(code__in=(ZHANGJIANG.code, GONGSHUI.code)):
        join_city(county=county, city=city, by=None)
    _keep_account(city, password)
    return done


def _keep_account(city: City, password: str) -> None:
    """The city's login, with `password` unless that is empty."""
    account = User.objects.filter(city=city, role=Role.CITY_OFFICE, username=CITY_LOGIN).first()
    if account is None:
        create_city_account(
            city=city, login=CITY_LOGIN, display_name="市值班室", by=None, password=password or None, must_change=False
        )
    elif password and not account.check_password(password):
        account.set_password(password)
        account.save(update_fields=["password"])
