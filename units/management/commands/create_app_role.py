"""`manage.py create_app_role`: the role that the application works as. For a server on which we may create roles, as in compose."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _
from psycopg2 import sql

from units.management.endings import SentenceCommand


class Command(SentenceCommand):
    help = "Creates the role DATABASE_APP_ROLE with DATABASE_APP_PASSWORD, or gives it that password. `migrate` gives it its rights."
    # There are no tables yet when it runs first.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both come from the environment: arguments are read by everybody on the machine."""

    def handle(self, *_args: str, **_options: Any) -> None:
        role, password = settings.DATABASE_APP_ROLE, os.environ.get("DATABASE_APP_PASSWORD", "")
        if not role or not password:
            raise CommandError(_("请在环境变量 DATABASE_APP_ROLE 和 DATABASE_APP_PASSWORD 中写明角色和密码"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            statement = sql.SQL(f"{verb} ROLE {{}} LOGIN PASSWORD {{}}").format(
                sql.Identifier(role), sql.Literal(password)
            )
            cursor.execute(statement.as_string(cursor.connection))
