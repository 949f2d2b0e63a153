"""Every command and every error page ends in a sentence that says what to do, whatever the installation lacks."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.db import connection
from django.db.utils import ConnectionHandler
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from tests.access.test_matrix import all_routes
from tests.database import address_of
from tests.factories import make_cast, make_county
from tests.house.states import outcome
from units.counties.services import take_in
from units.enums import Role
from units.models import County, User

MAKES_A_COUNTY = "import_county FILE.xlsx"
OWED = ["posture", "--tier", "hub", "--post", "leader", "--at", "2026-06-19T20:00:00+08:00"]
FORM = "{here}/form.xlsx"
# Our commands, and those of Django that an installation needs.
COMMANDS: list[list[str]] = [
    OWED,
    [*OWED, "--county", "nowhere"],
    ["create_token", "nobody", "--scope", "roster:read"],
    ["import_county", FORM],
    ["import_county", FORM, "--county", "zj", "--county-name", "章江县", "--apply"],
    ["import_county", "--template", "{here}/new.xlsx", "--county", "nowhere"],
    ["import_county", "--template", "/proc/nowhere/new.xlsx"],
    ["import_county", "{here}"],
    ["seed_demo"],
    ["mend_orders"],
    ["sweeper", "--once", "--always"],
    ["draw_states", "--check"],
    ["draw_schema", "--check"],
    ["migrate", "--plan"],
    ["solve_instance", "{here}/nothing.json"],
    ["createsuperuser", "--noinput", "--username", "boss", "--email", "boss@example.org"],
    ["create_user", "anybody", "--role", "auditor"],
    ["create_user", "anybody", "--role", "unit_leader", "--county", "nowhere"],
    ["set_password", "nobody"],
    ["reset_second_factor", "nobody"],
    ["changepassword", "nobody"],
    ["recognise", FORM],
    ["recognise", "{here}/nothing.xlsx"],
    ["setup_code"],
    ["setup_code", "--if-needed"],
    ["create_city", "赣州市", "--code", "ganzhou"],
    ["create_city", "赣州市", "--code", "ganzhou", "--county", "nowhere"],
    ["create_county", "大余县"],
    ["backup", "{here}"],
    ["restore", "{here}/nothing.tar"],
    ["verify_audit"],
    ["verify_sheet", "{here}/nothing.json"],
    ["verify_sheet", FORM],
    ["rotate_keys"],
    ["purge", "--dry-run"],
    ["purge"],
    ["export_person", "nobody", "{here}/nobody.zip"],
    ["create_app_role"],
    ["doctor"],
    ["clearsessions"],
    ["showmigrations", "units"],
    ["nonsense"],
]
# Not in the tests' own process: one takes long, one takes over the signals, one wants a transaction of its own.
APART = {"seed_demo", "sweeper", "backup"}
NEED_TABLES = {
    "posture",
    "mend_orders",
    "create_token",
    "create_user",
    "set_password",
    "reset_second_factor",
    "setup_code",
    "create_city",
    "create_county",
    "seed_demo",
    "sweeper",
    "createsuperuser",
    "changepassword",
    "clearsessions",
    "verify_audit",
}
PRODUCTION = {"DJANGO_DEBUG": "0", "DEMO": "1", "ALLOWED_HOSTS": "duty.example", "STATIC_ROOT": "/nowhere/at/all"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("states")
    (path / "static").mkdir()
    (path / "form.xlsx").write_bytes(b"no workbook")
    return path


@pytest.fixture(autouse=True)
def in_this_process(settings: Settings, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' STATIC_ROOT is where the files were written, which the checks before a command refuse; and a command
    closes the connection in whose transaction the test works."""
    settings.STATIC_ROOT = here / "static"
    monkeypatch.setattr(ConnectionHandler, "close_all", lambda _handler: None)


@pytest.fixture
def empty_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a database without a table."""
    name = f"empty_{os.getpid()}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield address_of(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def commands_in(here: Path) -> list[list[str]]:
    return [[part.format(here=here) for part in argv] for argv in COMMANDS]


def observed(here: Path, **environ: str) -> dict[str, Any]:
    """What the commands and the pages say in a process that sees `environ`."""
    env = {**os.environ, **PRODUCTION, "DJANGO_SECRET_KEY": "s" * 50, **environ}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    argv = [sys.executable, "-m", "tests.house.states", json.dumps(commands_in(here))]
    result = subprocess.run(argv, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def last_line(result: dict[str, Any]) -> str:
    return (result["err"].strip().splitlines() or [""])[-1]


def ends_well(result: dict[str, Any]) -> bool:
    """It worked, or it failed with a sentence."""
    if "Traceback" in result["err"] or result["status"] == 70:
        return False
    return result["status"] == 0 or bool(last_line(result))


@pytest.mark.parametrize("missing", ["DJANGO_SECRET_KEY", "PHONE_KEYS", "DATABASE_URL", "REDIS_URL"])
def test_a_setting_that_is_missing(missing: str) -> None:
    env = {name: value for name, value in os.environ.items() if name != missing}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    env |= {} if missing == "DJANGO_SECRET_KEY" else {"DJANGO_SECRET_KEY": "s"}
    for argv, status in ((["manage.py", "check"], 1), (["-c", "import rostering.wsgi"], 3)):
        result = subprocess.run(
            [sys.executable, *argv], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
        )
        assert result.returncode == status
        assert re.fullmatch(rf".*{missing}.*README\.md.*", result.stderr.strip())


def test_every_command_of_ours_is_tried() -> None:
    ours = {name for name, app in get_commands().items() if str(app).split(".")[0] in {"units", "rostering", "alerts"}}
    assert ours - {argv[0] for argv in COMMANDS} == set()


@pytest.mark.django_db
def test_on_a_database_without_a_county(here: Path) -> None:
    results = {tuple(argv): outcome(argv) for argv in commands_in(here) if argv[0] not in APART}

    assert [result for result in results.values() if not ends_well(result)] == []
    for argv in (OWED, [*OWED, "--county", "nowhere"], ["import_county", f"{here}/form.xlsx"]):
        assert MAKES_A_COUNTY in last_line(results[tuple(argv)])
    assert "createsuperuser" in last_line(results["create_token", "nobody", "--scope", "roster:read"])


@pytest.mark.django_db
def test_a_first_login_before_and_after_the_first_county() -> None:
    early = outcome(["createsuperuser", "--noinput", "--username", "early", "--email", "a@example.org"])
    assert MAKES_A_COUNTY in early["out"]
    county = make_county()
    take_in(county=county)
    late = outcome(["createsuperuser", "--noinput", "--username", "late", "--email", "b@example.org"])
    api = User.objects.create_superuser("direct", "", "x")

    assert (early["status"], late["status"]) == (0, 0)
    assert {user.role for user in User.objects.all()} == {Role.COUNTY_OFFICE}
    assert {user.county for user in User.objects.all()} == {county}
    assert api.has_usable_password()


@pytest.mark.django_db
def test_a_login_of_no_county_meets_no_failure(client: Client) -> None:
    client.raise_request_exception = False
    client.force_login(User.objects.create_superuser("boss", "", "x"))
    routes = [f"/{route}" for route in all_routes() if "<" not in route]

    answers = {route: client.get(route).status_code for route in routes}

    assert len(routes) > 60
    assert {route: status for route, status in answers.items() if status >= 500} == {"/enginez": 503}


@pytest.mark.django_db
def test_a_first_login_among_several_counties_names_its_own() -> None:
    make_county()
    other = make_county("other", "别县")
    asked = ["createsuperuser", "--noinput", "--username", "boss", "--email", "a@example.org"]

    assert "other, zj" in last_line(outcome(asked))
    assert "other, zj" in last_line(outcome([*asked, "--county", "nowhere"]))
    assert outcome([*asked, "--county", "other"])["status"] == 0
    assert User.objects.get().county == other


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        ([*OWED[:4], "king", *OWED[5:]], "unknown_post"),
        ([*OWED[:2], "fourth", *OWED[3:]], "unknown_tier"),
        ([*OWED, "--county", "nowhere"], "choose one of zj"),
        ([*OWED, "--county", "\udcff"], "written again|write it again|no county"),
        (["create_token", "nobody", "--scope", "roster:read"], "createsuperuser"),
        (["create_token", "no\x00body", "--scope", "roster:read"], "write it again"),
        (["create_token", "office", "--scope", "roster:read", "--unit", "nowhere"], "unknown_unit"),
        (["create_token", "office", "--scope", "roster:read", "--name", "长" * 101], "name_too_long"),
        (["create_token", "office", "--scope", "roster:read", "--days", "9" * 30], "days_out_of_range"),
        (["import_county", "{here}/form.xlsx", "--county", "nowhere"], "新建须写明县名"),
        (["import_county", "--template", "{here}/form.xlsx"], "Choose another name"),
        (["import_county", "--template", "{here}/t.xlsx", "--county", "nowhere"], "choose one of zj"),
        (["import_county", "{here}"], "Check the path"),
        (["import_county", "{here}/form.xlsx"], "xlsx"),
        (["solve_instance", "{here}/nothing.json"], "Check the path"),
        (["seed_demo"], "username_taken|logins exist"),
        (["createsuperuser", "--noinput", "--username", "office", "--email", "a@example.org"], "已经?存在|taken|占用|存在"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)  # fmt: skip
def test_a_wrong_argument_is_named(here: Path, argv: list[str], sentence: str) -> None:
    make_cast()
    result = outcome([part.format(here=here) for part in argv])

    assert ends_well(result)
    assert result["status"] == 1, result
    assert re.search(sentence, last_line(result)), result["err"]
    assert County.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("state", ["no server", "no database", "empty database"])
def test_on_an_installation_that_lacks(here: Path, request: pytest.FixtureRequest, state: str) -> None:
    urls = {"no server": "postgres://duty@/duty?host=/nowhere/at/all", "no database": address_of("no_such_database")}
    url = urls.get(state) or request.getfixturevalue("empty_database")
    found = observed(here, DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1")

    assert [result for result in found["commands"] if not ends_well(result)] == []
    remedy = "manage.py migrate" if state == "empty database" else "DATABASE_URL"
    asked = [result for result in found["commands"] if result["argv"][0] in NEED_TABLES]
    assert [result for result in asked if result["status"] != 1 or remedy not in last_line(result)] == []
    for page in found["pages"]:
        assert "Traceback" not in page["text"]
        assert page["status"] in (200, 302, 400, 401, 404, 503), page
    texts = {page["address"]: page["text"] for page in found["pages"][:-1]}
    assert remedy in texts["/login/"] + texts["/"]
    assert found["pages"][-1]["status"] == 400
    assert "ALLOWED_HOSTS" in found["pages"][-1]["text"]
    assert "/static/css/app.css" in found["pages"][-1]["text"]
