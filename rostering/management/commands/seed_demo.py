"""The demo county, for trying things out: idempotent, always the same for the same seed and day."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from rostering.demo.city import seed_city
from rostering.demo.county import CITY_LOGIN, CITY_NAME, GONGSHUI, ZHANGJIANG, CountySeed
from rostering.demo.seed import seed_demo
from units.management.endings import SentenceCommand
from units.models import County


class Command(SentenceCommand):
    help = (
        "Adds the fictional county 章江县 with people, past duty, a holiday ready to open, a published roster around"
        " today, and logins. Called again it changes nothing, except: when today is no longer covered by any duty"
        " period it publishes the next 日常值班, when DEMO_PASSWORD changed the demo logins get it, and a new year"
        " gets its calendar days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also where DEMO is not set")
        parser.add_argument("--seed", type=int, default=2026, help="draws other people (first call only)")
        parser.add_argument("--city", action="store_true", help="also the county 贡水县 and the city 两江市 above both")

    def handle(self, *_args: str, **options: Any) -> None:
        if not (settings.DEMO or options["force"]):
            raise CommandError("This is not a demo installation (DEMO=1). --force adds the demo county all the same.")
        password, is_new = _password(options["city"])
        seed = seed_city if options["city"] else seed_demo
        done = seed(seed=options["seed"], password=password, now=timezone.now())
        for line in done.added or ["Nothing to add: the demo county is complete."]:
            self.stdout.write(line)
        for told in (ZHANGJIANG, GONGSHUI) if options["city"] else (ZHANGJIANG,):
            self._print_logins(told)
        if options["city"]:
            self.stdout.write(f"{CITY_NAME}: login {CITY_LOGIN}, which reads both counties and writes nothing")
        self._print_password(password if is_new else "")

    def _print_logins(self, told: CountySeed) -> None:
        names = [told.login(name) for name in ("office", "auditor", "leader-<code>", "duty-<code>")]
        self.stdout.write(f"{told.name}: logins {names[0]}, {names[1]}, and for each unit {names[2]} and {names[3]}")
        self.stdout.write(f"Codes:  {' '.join(unit.code for unit in told.units)}")

    def _print_password(self, generated: str) -> None:
        if generated:
            self.stdout.write(f"Password (generated): {generated}")
        elif settings.DEMO_PASSWORD:
            self.stdout.write("Password: the value of DEMO_PASSWORD")
        else:
            self.stdout.write("Password: unchanged")


def _password(with_city: bool) -> tuple[str, bool]:
    """(password, whether it was generated now). Empty: keep the one the demo logins have."""
    if settings.DEMO_PASSWORD:
        return settings.DEMO_PASSWORD, False
    wanted = [ZHANGJIANG.code, GONGSHUI.code] if with_city else [ZHANGJIANG.code]
    if County.objects.filter(code__in=wanted).count() == len(wanted):
        return "", False
    return secrets.token_urlsafe(9), True
