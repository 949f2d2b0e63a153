"""Django's command, which here gives an empty database its tables in one go and then runs what is newer."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Original

from units.rows.schema import begin

# Each asks for something else than the present schema.
OTHER_WISHES = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune", "one_by_one")


class Command(Original):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--one-by-one", action="store_true", help="run every migration even when there is no table yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(options.get(wish) for wish in OTHER_WISHES) and begin(options["database"]) and options["verbosity"]:
            self.stdout.write("Tables made as drawn; what is newer follows.")
        super().handle(*args, **options)
