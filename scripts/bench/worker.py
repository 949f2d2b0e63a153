"""The product's Celery application with a task more, which does nothing: the floor of every task."""

from pathlib import Path

from rostering.celery import app


@app.task
def nothing() -> None:
    """What Celery itself costs."""


@app.task
def touch(path: str) -> None:
    """Tells that everything sent before has been done, where one thread takes one task after the other."""
    Path(path).touch()
