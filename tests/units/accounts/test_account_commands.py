"""Accounts and passwords from the command line: errors are sentences, passwords are no arguments."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import Cast
from units.models import User

GOOD = "qingshui-wan-7"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_first_password_is_printed_once_and_must_be_changed(cast: Cast) -> None:
    printed = run("create_user", "xin-lai", "--role", "unit_leader", "--unit", "yjj", "--name", "新来的")
    password = printed.splitlines()[-1]
    account = User.objects.get(username="xin-lai")
    assert account.check_password(password)
    assert (account.must_change_password, account.role, account.unit) == (True, "unit_leader", cast.emergency)


def test_a_password_may_be_read_from_standard_input(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n"))
    printed = run("create_user", "boss", "--role", "county_office", "--stdin", "--keep")
    assert GOOD not in printed
    assert Client().post("/login/", {"username": "boss", "password": GOOD})["Location"] == "/"


def test_a_person_gives_the_name(cast: Cast) -> None:
    person = cast.people["yjj"][0]
    run("create_user", "13812345678", "--role", "duty_person", "--unit", "yjj", "--person", person.name)
    assert User.objects.get(login_phone="13812345678").person == person


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["leader", "--role", "auditor"], "login_taken"),
        (["x", "--role", "unit_leader"], "unit_required"),
        (["x", "--role", "unit_leader", "--unit", "nowhere"], "no unit 'nowhere'"),
        (["x", "--role", "auditor", "--county", "nowhere"], "no county 'nowhere'"),
        (["x", "--role", "duty_person", "--unit", "yjj", "--person", "无此人"], "no '无此人'"),
        (["x", "--role", "duty_person", "--person", "无此人"], "--unit CODE"),
        (["x", "--role", "king"], "invalid choice"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(cast: Cast, arguments: list[str], words: str) -> None:
    before = User.objects.count()
    with pytest.raises(CommandError, match=re.compile(words, re.DOTALL)):
        run("create_user", *arguments)
    assert User.objects.count() == before


def test_another_password_ends_every_session(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.office)
    password = run("set_password", "office").splitlines()[-1]
    assert browser.get("/")["Location"].startswith("/login/")
    assert User.objects.get(username="office").check_password(password)
    with pytest.raises(CommandError, match="no account 'nobody'"):
        run("set_password", "nobody")


def test_empty_and_differing_passwords_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    with pytest.raises(CommandError, match="empty"):
        run("set_password", "office", "--stdin")
    answers = iter(["one-password-7", "another-password-7"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    with pytest.raises(CommandError, match="differ"):
        run("set_password", "office", "--ask")
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678\n"))
    with pytest.raises(CommandError, match="weak_password"):
        run("set_password", "office", "--stdin")


def test_a_superuser_is_made_without_a_unit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)
    run("createsuperuser", "--noinput", "--username", "root", "--email", "root@example.org")
    account = User.objects.get(username="root")
    assert (account.role, account.county) == ("county_office", cast.county)
    with pytest.raises(CommandError):
        run("createsuperuser", "--noinput", "--username", "root", "--email", "root@example.org")
