"""What an installation may lack while it runs, told from the error that it makes."""

import logging
from enum import StrEnum

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# SQLSTATE: undefined table, column, object (an extension, a type), function; invalid schema.
_OTHER_SCHEMA = {"42P01", "42703", "42704", "42883", "3F000"}
# Classes in which the server refuses to talk: connection, authorization, catalog, resources, operator intervention.
_REFUSALS = {"08", "28", "3D", "53", "57"}
# A table that an upgrade has made just now; `migrate` gives the application its rights at the end.
_NO_RIGHTS = {"42501"}
# An upgrade and a reader waited for each other, or somebody held a lock for too long.
_BUSY = {"40001", "40P01", "55P03"}


class Trouble(StrEnum):
    NOT_MIGRATED = "not_migrated"
    NO_DATABASE = "no_database"
    NO_RIGHTS = "no_rights"
    BUSY = "busy"


SENTENCES: dict[Trouble, Promise] = {
    Trouble.NOT_MIGRATED: _("数据库还没有准备好，系统管理员须先运行 manage.py migrate。"),
    Trouble.NO_DATABASE: _("数据库没有应答，系统管理员须检查 PostgreSQL 和 DATABASE_URL。"),
    Trouble.NO_RIGHTS: _(
        "系统所用的数据库角色缺少权限，可能正在升级；升级后仍如此的，系统管理员须以属主运行 manage.py migrate。"
    ),
    Trouble.BUSY: _("数据库正忙，可能正在升级，请过一分钟再试。"),
}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """None for everything that isn't the installation's."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    state = sqlstate(error)
    told = ((_OTHER_SCHEMA, Trouble.NOT_MIGRATED), (_NO_RIGHTS, Trouble.NO_RIGHTS), (_BUSY, Trouble.BUSY))
    for states, trouble in told:
        if state in states:
            return trouble
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
