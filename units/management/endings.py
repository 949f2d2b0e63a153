"""How a command ends when the installation isn't ready: with one sentence that says what to do."""

import sys
from collections.abc import Sequence
from typing import Any

import redis
from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from kombu.exceptions import OperationalError as BrokerError

from units.errors import DomainError
from units.trouble import Trouble, sqlstate, trouble_of

NOT_MIGRATED = "The database is empty or of another version: run `manage.py migrate` first, then this again."
NO_ANSWER = "Start PostgreSQL or correct DATABASE_URL, then try again; `python3 dev.py manage …` starts one of its own."
BY_STATE = {
    "42501": "The user in DATABASE_URL may not do this: use the one that owns the tables.",
    "25006": "This database only reads: DATABASE_URL must name the server that writes.",
    "22001": "One of the values is too long: shorten it and try again.",
    "22003": "One of the numbers is too large: choose a smaller one and try again.",
}
BAD_TEXT = "An argument holds characters that can't be stored (NUL, or bytes that aren't UTF-8): write it again."


def main(argv: Sequence[str]) -> None:
    """The command line of `manage.py`: runs a command, Django's own among them. What the installation lacks is one sentence and status 1."""
    try:
        execute_from_command_line(list(argv))
    except Exception as error:
        sentence = None if "--traceback" in argv else remedy(error)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        sys.exit(1)


class SentenceCommand(BaseCommand):
    """Ends with CommandError whatever the installation lacks, also when another program calls it."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """What the command wrote. Raises CommandError."""
        try:
            written: str | None = super().execute(*args, **options)
        except CommandError:
            raise
        except Exception as error:
            sentence = remedy(error)
            if sentence is None:
                raise
            raise CommandError(sentence) from error
        return written


def remedy(error: Exception) -> str | None:
    """What to do about it; None for a mistake of ours, which keeps its traceback."""
    if isinstance(error, DomainError):
        return f"{error.code}: {error}"
    if isinstance(error, DatabaseError | InterfaceError):
        return _of_database(error)
    if isinstance(error, redis.RedisError | BrokerError):
        return f"Redis does not answer ({_first_line(error)}): start it or correct REDIS_URL, then try again."
    if isinstance(error, UnicodeEncodeError) or (isinstance(error, ValueError) and "NUL (0x00)" in str(error)):
        return BAD_TEXT
    return _of_file(error) if isinstance(error, OSError) and error.filename is not None else None


def _of_file(error: OSError) -> str:
    if isinstance(error, FileExistsError):
        return f"{error.filename}: {error.strerror}. Choose another name; nothing is overwritten."
    return f"{error.filename}: {error.strerror}. Check the path and who may read and write there."


def _of_database(error: Exception) -> str | None:
    trouble = trouble_of(error)
    if trouble is Trouble.NOT_MIGRATED:
        return NOT_MIGRATED
    if trouble is Trouble.NO_DATABASE:
        where = settings.DATABASES["default"]
        name = f"{where['NAME']} at {where['HOST'] or 'localhost'}"
        return f"PostgreSQL does not serve {name} ({_first_line(error)}). {NO_ANSWER}"
    return BY_STATE.get(sqlstate(error))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
