"""Another password from the command line, for whoever can sign in no longer. Every session of the account ends."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from units.accounts.services.passwords import set_password
from units.counties.models.user import User
from units.management.endings import SentenceCommand
from units.management.passwords import add_password_arguments, chosen_password


class Command(SentenceCommand):
    help = "Sets a password. Without --ask or --stdin it is made by chance and printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        add_password_arguments(parser)

    def handle(self, *_args: str, **options: Any) -> None:
        account = User.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError(
                f"There is no account {options['username']!r}: check the name, or make one with `create_user`."
            )
        password = chosen_password(ask=options["ask"], stdin=options["stdin"])
        given = set_password(account=account, by=None, password=password, must_change=not options["keep"])
        self.stdout.write(f"The password of {account.username} is changed, and every session of the account has ended.")
        if not account.is_active:
            self.stdout.write("The account is closed: open it on the page of accounts before anybody can sign in.")
        if password is None:
            self.stdout.write("Keep the password, it is shown once:")
            self.stdout.write(given)
