"""The application's role, asked with psql: what only grows can't be changed by it, nor can it switch the triggers off."""

import os
import subprocess

import pytest
from django.conf import settings
from django.db import connection

from alerts.backups.services.postgres import program
from units.rows.rights import append_only, grant

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_APP_ROLE, reason="the server has no role for the application"),
]
MAY = ["UPDATE alerts_logentry SET handled = 'x' WHERE false", "DELETE FROM units_unsealed WHERE false"]


def psql(statement: str) -> str:
    where = connection.settings_dict
    command = [program("psql"), "-X", "-U", settings.DATABASE_APP_ROLE, "-d", where["NAME"], "-c", statement]
    env = {"PATH": os.defpath, "LC_ALL": "C", "PGHOST": where["HOST"], "PGPORT": str(where["PORT"])}
    result = subprocess.run(command, check=False, capture_output=True, text=True, env=env)
    return result.stderr.strip()


def test_the_role_may_read_and_add_but_never_change_what_was_written() -> None:
    tables = {model._meta.db_table for model in append_only()}
    assert {"units_auditevent", "units_auditlink", "units_chaincheck", "units_pastrow"} <= tables
    assert {"rostering_rosterrevision", "rostering_revisionentry"} <= tables
    acts = ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
    forbidden = [
        *(act.format(table, first_column(table)) for table in tables for act in acts),
        *(act.format("alerts_logentry") for act in acts[1:]),
        "UPDATE alerts_logentry SET matter = 'x'",
        "DELETE FROM django_migrations",
    ]
    answers = {statement: psql(statement) for statement in forbidden}
    assert [said for said, answer in answers.items() if "permission denied for table" not in answer] == []
    for statement in ("ALTER TABLE units_auditevent DISABLE TRIGGER ALL", "DROP TABLE units_auditevent"):
        assert "must be owner" in psql(statement)
    assert "permission denied" in psql("CREATE TABLE mine (x int)")
    assert [psql(statement) for statement in MAY] == ["", ""]
    assert psql("SELECT count(*) FROM units_auditevent") == ""


def test_what_the_role_writes_is_remembered() -> None:
    """Triggers write with the rights of whoever writes; with no row at all they write as well, nothing."""
    acts = [
        "BEGIN",
        "UPDATE rostering_assignment SET points = 0",
        "DELETE FROM units_unittier",
        "DELETE FROM rostering_shiftphase",
        "SELECT count(*) FROM units_pastrow",
        "ROLLBACK",
    ]
    assert psql("; ".join(acts)) == ""


def first_column(table: str) -> str:
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)[0].name


def test_granting_twice_changes_nothing() -> None:
    grant()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = %s AND table_name = 'units_auditevent' ORDER BY 1",
            [settings.DATABASE_APP_ROLE],
        )
        assert [name for (name,) in cursor.fetchall()] == ["INSERT", "SELECT"]
