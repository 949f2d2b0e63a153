"""What an installation may lack while it runs, told from the error that it makes."""

from enum import StrEnum

from django.db import DatabaseError, InterfaceError

# SQLSTATE: undefined table, column, object (an extension, a type), function; invalid schema.
_OTHER_SCHEMA = {"42P01", "42703", "42704", "42883", "3F000"}
# Classes in which the server refuses to talk: connection, authorization, catalog, resources, operator intervention.
_REFUSALS = {"08", "28", "3D", "53", "57"}


class Trouble(StrEnum):
    NOT_MIGRATED = "not_migrated"
    NO_DATABASE = "no_database"


def trouble_of(error: BaseException | None) -> Trouble | None:
    """None for everything that isn't the installation's."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    state = sqlstate(error)
    if state in _OTHER_SCHEMA:
        return Trouble.NOT_MIGRATED
    # Without a state the server wasn't reached at all.
    return Trouble.NO_DATABASE if not state or state[:2] in _REFUSALS else None


def sqlstate(error: BaseException) -> str:
    """Empty when the error doesn't come from the server."""
    return getattr(error.__cause__, "pgcode", None) or ""
