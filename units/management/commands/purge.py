"""`manage.py purge`: what is older than its term goes now; every night the system does the same by itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from units.management.endings import SentenceCommand
from units.retention.queries import due
from units.retention.rules import UnknownKind
from units.retention.services import purge


class Command(SentenceCommand):
    help = "Deletes rows older than the term of their kind, in batches (docs/operations.md). --dry-run counts them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="delete nothing, say how many rows would go")

    def handle(self, *_args: str, **options: Any) -> None:
        now = timezone.now()
        try:
            for one in due(now) if options["dry_run"] else ():
                days = _("%(days)d 天") % {"days": one.days}
                self._say(one.kind.term.code, one.rows.count(), f"{one.kind.label} · {days} · {one.kind.why}")
            for kind, count in () if options["dry_run"] else purge(now=now):
                self._say(kind.term.code, count, kind.label)
        except UnknownKind as error:
            raise CommandError(str(error)) from error
        if options["dry_run"]:
            self.stdout.write(_("以上是会删除的条数，未作任何改动。"))

    def _say(self, code: str, count: int, words: object) -> None:
        self.stdout.write(f"{code:<16}{count:>8}  {words}")
