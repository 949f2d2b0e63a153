"""The one-time code with which the first account is made in the browser, printed alone on the last line."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from units.management.endings import SentenceCommand
from units.setup.queries import has_office
from units.setup.services import make_setup_code


class Command(SentenceCommand):
    help = (
        "Makes a new one-time setup code and prints it alone on the last line; the one before it ends. It is good for"
        " 24 hours, until the first account of the county office is made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-needed", action="store_true", help="say nothing when the system is set up already")

    def handle(self, *_args: str, **options: Any) -> None:
        if options["if_needed"] and has_office():
            return
        code = make_setup_code()
        self.stdout.write(_("系统尚未启用。用浏览器打开本系统，输入建县码（24 小时内有效，只能用一次）："))
        self.stdout.write(code)
