"""A county with the policy "Dayu" and its calendar, ready for its first account."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from rostering.policy_lab.services.counties import create_county
from units.management.endings import SentenceCommand


class Command(SentenceCommand):
    help = "Creates a county with the policy that ships and its calendar. Without --code its name is spelt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="such as 大余县")
        parser.add_argument("--code", default="", help="letters and digits, part of addresses")
        parser.add_argument("--letterhead", default="", help="printed above rosters and below circulars")

    def handle(self, *_args: str, **options: Any) -> None:
        county = create_county(name=options["name"], code=options["code"], letterhead=options["letterhead"], by=None)
        self.stdout.write(
            _("已建立%(name)s（代码 %(code)s），装入值守制度和日历。") % {"name": county.name, "code": county.code}
        )
