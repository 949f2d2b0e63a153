"""Takes back the second factor of whoever has lost phone and recovery codes, where nobody of the office can sign in any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from units.accounts.services.factors import reset
from units.counties.models.user import User
from units.errors import RuleViolation
from units.management.endings import SentenceCommand


class Command(SentenceCommand):
    help = "Takes back the second factor of an account and ends its sessions; its owner is told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: str, **options: Any) -> None:
        account = User.objects.select_related("county").filter(username=options["username"]).first()
        if account is None:
            raise CommandError(f"There is no account {options['username']!r}: check the name.")
        try:
            reset(account=account, by=None)
        except RuleViolation as error:
            raise CommandError(f"{account.username} has no second factor: there is nothing to reset.") from error
        self.stdout.write(
            f"The second factor of {account.username} is gone, and every session of the account has ended."
        )
