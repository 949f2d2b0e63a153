"""The demo county, for trying things out: idempotent, always the same for the same seed and day."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from rostering.demo.county import CODE
from rostering.demo.seed import Seeded, demo_users, seed_demo
from units.enums import Role
from units.management.endings import SentenceCommand
from units.models import County, User


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

    def handle(self, *_args: str, **options: Any) -> None:
        if not (settings.DEMO or options["force"]):
            raise CommandError("This is not a demo installation (DEMO=1). --force adds the demo county all the same.")
        password, is_new = _password()
        done = seed_demo(seed=options["seed"], password=password, now=timezone.now())
        self._report(done)
        self._print_logins(demo_users(), password if is_new else "")

    def _report(self, done: Seeded) -> None:
        for line in done.added or ["Nothing to add: the demo county is complete."]:
            self.stdout.write(line)

    def _print_logins(self, users: list[User], generated: str) -> None:
        codes = " ".join(user.username.removeprefix("leader-") for user in users if user.role == Role.UNIT_LEADER)
        self.stdout.write("Logins: office, auditor, and for each unit leader-<code> and duty-<code>")
        self.stdout.write(f"Codes:  {codes}")
        if generated:
            self.stdout.write(f"Password (generated): {generated}")
        elif settings.DEMO_PASSWORD:
            self.stdout.write("Password: the value of DEMO_PASSWORD")
        else:
            self.stdout.write("Password: unchanged")


def _password() -> tuple[str, bool]:
    """(password, whether it was generated now). Empty: keep the one the demo logins have."""
    if settings.DEMO_PASSWORD:
        return settings.DEMO_PASSWORD, False
    if County.objects.filter(code=CODE).exists():
        return "", False
    return secrets.token_urlsafe(9), True
