"""Waking a worker from a web request without ever waiting for the broker.

The work is already a committed row; a beat tick finds it within seconds should the wake-up be lost.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
_publisher = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wakeup")


def wake_on_commit(task_name: str) -> None:
    """Publishes `task_name` from a background thread once the current transaction has committed; once, however often it
    is asked for meanwhile."""
    wake = partial(_wake, task_name)
    waiting = [entry[1] for entry in connection.run_on_commit]
    if not any(isinstance(one, partial) and (one.func, one.args) == (_wake, wake.args) for one in waiting):
        transaction.on_commit(wake)


def _wake(task_name: str) -> None:
    _publisher.submit(_publish, task_name)


def _publish(task_name: str) -> None:
    try:
        current_app.send_task(task_name, ignore_result=True)
    except OperationalError as error:
        logger.warning("Wake-up for %s not published, the next tick takes it: %s", task_name, error)
