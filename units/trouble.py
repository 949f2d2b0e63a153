"""What an installation may lack while it runs, told from the error that it makes."""

import logging
from enum import StrEnum

from django.db import DatabaseError, InterfaceError, OperationalError

logger = logging.getLogger(__name__)

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
    # Without a state the server wasn't reached at all, or the code has asked within a transaction that was broken already.
    is_out_of_reach = state[:2] in _REFUSALS if state else isinstance(error, OperationalError | InterfaceError)
    return Trouble.NO_DATABASE if is_out_of_reach else None


def noted_trouble(error: BaseException | None) -> Trouble | None:
    """As `trouble_of`, with a line in the log: who is served reads a sentence, who runs the installation needs the cause."""
    trouble = trouble_of(error)
    if error is not None and trouble is not None:
        logger.error("%s: %s %s", trouble, sqlstate(error) or "no state", str(error).partition("\n")[0])
    return trouble


def sqlstate(error: BaseException) -> str:
    """Empty when the error doesn't come from the server."""
    return getattr(error.__cause__, "pgcode", None) or ""
