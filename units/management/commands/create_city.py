"""A city above counties. Its account is made by `create_user --role city_office --city CODE`."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from units.cities.services import found_city, join_city, leave_city
from units.counties.models.city import City
from units.counties.queries import county_named
from units.db import write
from units.management.endings import SentenceCommand


class Command(SentenceCommand):
    help = "Creates a city, or takes counties into one that exists. Its office reads its counties and writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="such as 赣州市; ignored where the city exists")
        parser.add_argument("--code", required=True, help="letters and digits, part of addresses")
        parser.add_argument("--county", action="append", default=[], metavar="CODE", help="joins it; may be repeated")
        parser.add_argument("--without", action="append", default=[], metavar="CODE", help="leaves it; may be repeated")

    def handle(self, *_args: str, **options: Any) -> None:
        city = _arranged(options["name"], options["code"], options["county"], options["without"])
        counties = "、".join(city.counties.order_by("code").values_list("name", flat=True))
        self.stdout.write(
            _("%(name)s（代码 %(code)s）现有：%(counties)s")
            % {"name": city.name, "code": city.code, "counties": counties or _("尚无县")}
        )


@write
def _arranged(name: str, code: str, joining: list[str], leaving: list[str]) -> City:
    """All of it or nothing."""
    city = City.objects.filter(code=code).first() or found_city(name=name, code=code, by=None)
    for county in map(county_named, joining):
        join_city(county=county, city=city, by=None)
    for county in map(county_named, leaving):
        if county.city_id == city.pk:
            leave_city(county=county, by=None)
    return city
