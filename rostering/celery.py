"""The Celery application. Everything about it is configured in `rostering.settings` under `CELERY_`."""

import gc
import importlib
import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, task_postrun, task_prerun, worker_init, worker_ready
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rostering.settings")

app = Celery("rostering")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
@beat_init.connect
def announce_ready(**_: object) -> None:
    """Tell whoever started us that work can come, by touching the file named in READY_FILE."""
    path = os.environ.get("READY_FILE")
    if path:
        Path(path).touch()


@task_prerun.connect
@task_postrun.connect
def keep_connections(**_: object) -> None:
    """A connection that is old or broken is closed, every other lives on: a new one costs a process of the database."""
    close_old_connections()


@worker_init.connect
def load_engine(sender: Any, **_: object) -> None:
    """OR-Tools take a second to load: before somebody waits for a roster, not while, and once for all processes that a
    worker forks. What is loaded by then is not searched for garbage any more, so that they go on sharing it."""
    if "prefork" in str(sender.pool_cls):
        importlib.import_module("rostering.generation.services.pieces")
        gc.collect()
        gc.freeze()
