"""A key for a REST client. The key is printed alone on the last line and can't be read again later."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from units.accounts.services.tokens import create_token
from units.counties.models.user import User
from units.enums import Scope
from units.management.endings import SentenceCommand


class Command(SentenceCommand):
    help = "Creates an API token and prints its key alone on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--scope", action="append", required=True, choices=[scope.value for scope in Scope], help="may be repeated"
        )
        parser.add_argument("--unit", action="append", metavar="CODE", help="only this unit; may be repeated")
        parser.add_argument("--days", type=int, help="days until it expires; never when left out")
        parser.add_argument("--name", default="", help="what it is for")

    def handle(self, *_args: str, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(
                f"There is no active user {options['username']!r}: check the name, or make one with `createsuperuser`."
            )
        new = create_token(
            user=user,
            scopes=[Scope(scope) for scope in options["scope"]],
            unit_codes=options["unit"],
            days=options["days"],
            name=options["name"],
            by=None,
        )
        until = f"until {new.token.expires_at:%Y-%m-%d %H:%M %Z}" if new.token.expires_at else "without expiry"
        self.stdout.write(
            f"Token {new.token.prefix}… acts as {user.username}, {until}. Keep the key, it is shown once:"
        )
        self.stdout.write(new.key)
