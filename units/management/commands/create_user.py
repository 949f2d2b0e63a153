"""An account from the command line. A password made by chance is printed alone on the last line, once."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from units.accounts.services.accounts import NewAccount, create_account, create_city_account
from units.counties.models.city import City
from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.queries import county_named
from units.enums import Role
from units.management.endings import SentenceCommand
from units.management.passwords import add_password_arguments, chosen_password
from units.people.models import Person


class Command(SentenceCommand):
    help = "Creates an account. Without --ask or --stdin its first password is made by chance and printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="a name, or a mobile number to sign in by")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--name", default="", help="what people read; the person's name when left out")
        parser.add_argument("--county", metavar="CODE", help="may be left out when there is one county")
        parser.add_argument("--city", metavar="CODE", help="needed for a city's office, which belongs to no county")
        parser.add_argument("--unit", metavar="CODE", help="needed for a unit leader and a duty person")
        parser.add_argument("--person", metavar="NAME", help="the person of that unit whose account it is")
        add_password_arguments(parser)

    def handle(self, *_args: str, **options: Any) -> None:
        password = chosen_password(ask=options["ask"], stdin=options["stdin"])
        make = _of_city if options["role"] == Role.CITY_OFFICE else _of_county
        new, of = make(options, password)
        self.stdout.write(f"Account {new.user.username} ({new.user.role}) of {of}.")
        if password is None:
            self.stdout.write("Keep the first password, it is shown once:")
            self.stdout.write(new.password)


def _of_county(options: Mapping[str, Any], password: str | None) -> tuple[NewAccount, str]:
    county = county_named(options["county"])
    unit = _unit(county, options["unit"])
    new = create_account(
        county=county,
        role=Role(options["role"]),
        by=None,
        login=options["login"],
        display_name=options["name"] or ("" if options["person"] else options["login"]),
        unit=unit,
        person=_person(unit, options["person"]),
        password=password,
        must_change=not options["keep"],
    )
    return new, county.code


def _of_city(options: Mapping[str, Any], password: str | None) -> tuple[NewAccount, str]:
    city = City.objects.filter(code=options["city"]).first()
    if city is None:
        codes = ", ".join(City.objects.order_by("code").values_list("code", flat=True)) or "none yet, see `create_city`"
        raise CommandError(f"Name the city with --city CODE, one of: {codes}.")
    new = create_city_account(
        city=city,
        login=options["login"],
        display_name=options["name"] or options["login"],
        by=None,
        password=password,
        must_change=not options["keep"],
    )
    return new, city.code


def _unit(county: County, code: str | None) -> Unit | None:
    if code is None:
        return None
    found = Unit.objects.filter(county=county, code=code).first()
    if found is None:
        raise CommandError(f"There is no unit {code!r} in {county.code}: check the code on the page of units.")
    return found


def _person(unit: Unit | None, name: str | None) -> Person | None:
    if name is None:
        return None
    if unit is None:
        raise CommandError("A person is looked for in their unit: name it with --unit CODE.")
    found = list(Person.objects.filter(unit=unit, name=name)[:2])
    if len(found) != 1:
        what = "no" if not found else "more than one"
        raise CommandError(f"There is {what} {name!r} in {unit.code}: make the account on the page of accounts.")
    return found[0]
