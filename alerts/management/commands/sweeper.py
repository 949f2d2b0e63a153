"""`manage.py sweeper`: the standby. While Celery does its work it only watches; when that stops it does it itself."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from alerts.services import sweeps

PAUSE_SECONDS = 2.0


class Command(BaseCommand):
    help = "Runs the sweeps itself whenever Celery has been silent for 15 seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--always", action="store_true", help="sweep even while Celery does")
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self._round(always=options["always"])
            if options["once"]:
                return
            stop.wait(PAUSE_SECONDS)

    def _round(self, *, always: bool) -> None:
        now = timezone.now()
        try:
            if always or sweeps.is_silent(now=now):
                sweeps.run_all(by="standby")
            elif sweeps.is_behind(now=now):
                sweeps.run(sweeps.MESSAGES, by="standby")
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database does not answer, trying again: {error}")
            connection.close()
