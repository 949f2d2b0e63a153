"""`manage.py backup DIR|-`: database and files in one archive."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.backups.services.taking import take, take_into
from units.management.endings import SentenceCommand


class Command(SentenceCommand):
    help = (
        "Writes the database and its files into one archive in DIR, or to standard output for `-`. Sealed to"
        " BACKUP_RECIPIENT (a public key of age) when there is one. `manage.py restore` puts it back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="DIR|-")
        parser.add_argument(
            "--recipient", default=settings.BACKUP_RECIPIENT, metavar="age1…", help="seal it to this key"
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="then delete older archives beyond N; 0: none"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        now = timezone.now()
        if options["target"] == "-":
            take(sys.stdout.buffer, recipient=options["recipient"], now=now)
            return
        path = take_into(Path(options["target"]), recipient=options["recipient"], keep=max(options["keep"], 0), now=now)
        self.stdout.write(_("备份已写入 %(path)s") % {"path": path})
