"""Databases on one server that are measured by turns: a county by itself, and the province it is part of."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg2 import sql

from units.counties.remembered import forget_all

# What other processes of the database do for a statement would not be counted.
BY_ITSELF = "-c max_parallel_workers_per_gather=0"


class Place:
    """A database in which `with place.entered():` everything happens."""

    def __init__(self, name: str) -> None:
        self.name = name
        settings = connections.settings["default"]
        options = {**settings["OPTIONS"], "options": f"{settings['OPTIONS'].get('options', '')} {BY_ITSELF}"}
        self._wrapper = DatabaseWrapper({**settings, "NAME": name, "OPTIONS": options}, "default")

    @contextmanager
    def entered(self) -> Iterator[None]:
        before, name = connections["default"], connections.settings["default"]["NAME"]
        # Threads open connections of their own by the settings.
        connections["default"], connections.settings["default"]["NAME"] = self._wrapper, self.name
        forget_all()
        try:
            yield
        finally:
            connections["default"], connections.settings["default"]["NAME"] = before, name

    def leave(self) -> None:
        self._wrapper.close()


def copy_of_database(name: str) -> Place:
    """A database with all that is in the present one, which nobody may be using."""
    present = connection.settings_dict["NAME"]
    connection.close()
    _say("CREATE DATABASE {} TEMPLATE {}", name, present)
    return Place(name)


def drop(place: Place) -> None:
    place.leave()
    _say("DROP DATABASE {} WITH (FORCE)", place.name)


def tidy() -> None:
    """Statistics as autovacuum leaves them, and no first reader who has to say that rows are visible."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def size() -> int:
    """Bytes of the database we are in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _say(statement: str, *names: str) -> None:
    """What can't be said within a transaction, nor in the database it is about."""
    server = connections.settings["default"]
    maintenance = psycopg2.connect(host=server["HOST"], user=server["USER"], dbname="postgres")
    maintenance.autocommit = True
    try:
        with maintenance.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    finally:
        maintenance.close()
