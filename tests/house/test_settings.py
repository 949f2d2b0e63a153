"""Settings come from the environment, and a missing one stops the start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

COMPLETE = {
    "DJANGO_SECRET_KEY": "s",
    "PHONE_KEYS": "k" * 32,
    "DATABASE_URL": "postgres://duty@/duty?host=/run/a-socket",
    "REDIS_URL": "unix:///run/redis.sock",
}
SHOW = """
import json
from rostering import settings as s
print(json.dumps({
    "debug": s.DEBUG, "demo": s.DEMO, "hosts": s.ALLOWED_HOSTS, "secure": s.SESSION_COOKIE_SECURE,
    "redirect": s.SECURE_SSL_REDIRECT, "hsts": s.SECURE_HSTS_SECONDS > 0,
    "host": s.DATABASES["default"]["HOST"], "options": s.DATABASES["default"].get("OPTIONS"),
    "static": s.STORAGES["staticfiles"]["BACKEND"].rpartition(".")[2],
}))
"""


def load(environ: dict[str, str], code: str = "import rostering.settings") -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], **environ}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", COMPLETE)
def test_a_missing_variable_stops_the_start_and_is_named(missing: str) -> None:
    result = load({name: value for name, value in COMPLETE.items() if name != missing})

    assert result.returncode != 0
    assert missing in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DJANGO_SECRET_KEY", ""),
        ("PHONE_KEYS", "short"),
        ("DATABASE_URL", "sqlite:///x"),
        ("REDIS_URL", "localhost:6379"),
    ],
)
def test_a_useless_value_stops_the_start(name: str, value: str) -> None:
    result = load({**COMPLETE, name: value})

    assert result.returncode != 0
    assert name in result.stderr


def test_without_further_wishes_it_is_closed_to_strangers() -> None:
    result = load(COMPLETE, SHOW)

    assert result.stdout.strip() == (
        '{"debug": false, "demo": false, "hosts": [], "secure": true, "redirect": true, "hsts": true,'
        ' "host": "/run/a-socket", "options": {"options": "-c pgtrigger.ignore={}"}, "static": "CompressedManifestStaticFilesStorage"}'
    )


def test_livez_asks_neither_database_nor_broker(client: Client) -> None:
    """Without the `db` fixture a query would fail the test."""
    response = client.get("/livez")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.post("/livez").status_code == 405


def test_pages_forbid_inline_and_foreign_scripts_and_styles(client: Client) -> None:
    policy = client.get("/livez").headers["Content-Security-Policy"]

    assert "script-src 'self';" in f"{policy};"
    assert "style-src 'self';" in f"{policy};"
    assert "unsafe" not in policy
    assert "http" not in policy
