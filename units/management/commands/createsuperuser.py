"""Django's command for the first login, which here is one of the county's office."""

from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as Original
from django.core.management.base import CommandParser
from django.db.models import Max

from units.counties.models.county import County
from units.counties.models.user import User
from units.counties.queries import NONE_YET, county_named
from units.management.endings import SentenceCommand


class Command(SentenceCommand, Original):
    help = "Creates a login of the county's office; its county is the only one, or that of --county."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--county", metavar="CODE", help="may be left out when there is one county")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options.get("county")
        county = county_named(code) if code or County.objects.exists() else None
        newest = User.objects.aggregate(pk=Max("pk"))["pk"] or 0
        super().handle(*args, **options)
        made = User.objects.filter(pk__gt=newest, is_superuser=True)
        if county is not None:
            made.update(county=county)
        elif made.exists():
            self.stdout.write(f"{NONE_YET} The login goes to the first one.")
