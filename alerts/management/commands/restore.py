"""`manage.py restore FILE`: a backup put back, as the role that owns the tables, with every service stopped."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from celery import current_app
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.backups.services.restoring import restore
from rostering.beat import SCHEDULE
from units.management.endings import SentenceCommand

# They hand work to senders and workers, of which there are none now; backups have no business here.
NOT_WORKED_OFF = {
    "sweep-messages",
    "sweep-webhooks",
    "wake-generation",
    "wake-jobs",
    "compile-review-records",
    "back-up",
}


class Command(SentenceCommand):
    help = (
        "Puts an archive of `manage.py backup` back and compares counts and checksums. Stop all services first. Messages"
        " that may have gone out since it was taken are not sent again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, metavar="FILE")
        parser.add_argument("--key", metavar="FILE|-", help="private key of a sealed archive; -: from standard input")
        parser.add_argument("--replace", action="store_true", help="throw away what the database holds now")

    def handle(self, *_args: str, **options: Any) -> None:
        identity = _identity(str(options["key"] or ""))
        found = restore(
            options["archive"],
            identity=identity,
            is_replacing=options["replace"],
            now=timezone.now(),
            work_off=work_off,
        )
        words = {"rows": found.rows, "files": found.files, "silenced": found.silenced}
        self.stdout.write(_("已恢复：%(rows)d 行、%(files)d 个文件，与备份核对一致。") % words)
        self.stdout.write(_("%(silenced)d 条消息可能已发出过，不再发送，见消息记录。") % words)
        if not found.same_pepper:
            self.stderr.write(_("TOKEN_PEPPER 或 DJANGO_SECRET_KEY 与备份时不同：接口令牌、日历地址和应答链接将失效。"))


def _identity(key: str) -> str:
    """From standard input the key needn't be readable by the account that the command runs as, nor lie on this machine's disk."""
    if key == "-":
        return sys.stdin.read()
    return Path(key).read_text() if key else ""


def work_off() -> None:
    """Runs every tick once in this process: what has become due meanwhile is written down, and goes nowhere."""
    current_app.loader.import_default_modules()
    for name, entry in SCHEDULE.items():
        if name not in NOT_WORKED_OFF:
            current_app.tasks[entry["task"]](*entry.get("args", ()))
