"""`manage.py sweeper`: the standby. While Celery does its work it only watches; when that stops it does it itself."""

import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from alerts.health.models import Sweep
from alerts.health.services import sweeps
from units.management.endings import SentenceCommand, remedy

PAUSE_SECONDS = 2.0
# A pause in slices: a signal is heeded after the slice it came in.
SLICE_SECONDS = 0.2


class Command(SentenceCommand):
    help = "Runs the sweeps itself whenever Celery has been silent for 15 seconds."
    is_stopping = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--always", action="store_true", help="sweep even while Celery does")
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.is_stopping:
            trouble = self._round(always=options["always"])
            if options["once"]:
                if trouble and not _is_back():
                    raise CommandError(trouble)
                return
            self._pause()

    def _stop(self, *_: object) -> None:
        # A plain flag: an Event's lock may be held by the very code that the signal interrupts, and wait for ever.
        self.is_stopping = True

    def _pause(self) -> None:
        until = time.monotonic() + PAUSE_SECONDS
        while not self.is_stopping and time.monotonic() < until:
            time.sleep(SLICE_SECONDS)

    def _round(self, *, always: bool) -> str:
        """What kept the database from being swept, empty when nothing did; the standby tries again."""
        now = timezone.now()
        try:
            if always or sweeps.is_silent(now=now):
                sweeps.run_all(by="standby")
            elif sweeps.is_behind(now=now):
                sweeps.run(sweeps.MESSAGES, by="standby")
        except (DatabaseError, InterfaceError) as error:
            trouble = remedy(error)
            if trouble is None:
                raise
            self.stderr.write(trouble)
            connection.close()
            return trouble
        return ""


def _is_back() -> bool:
    """Whether the database, with our tables in it, answers after a round that failed: then the next round makes it good."""
    try:
        Sweep.objects.exists()
    except (DatabaseError, InterfaceError):
        return False
    return True
