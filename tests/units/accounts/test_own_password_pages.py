"""First sign-in with a password somebody else gave, and changing one's own."""

import pytest
from django.test import Client

from tests.clients import FRAGMENT, browser_of
from tests.factories import PASSWORD, Cast
from units.models import User

PAGE = "/my/account/password/"
NEW = {"password": "qingshui-wan-7", "again": "qingshui-wan-7"}


@pytest.fixture
def first(cast: Cast) -> Client:
    """The duty person with a first password."""
    User.objects.filter(pk=cast.duty.pk).update(must_change_password=True)
    return browser_of(cast.duty)


def test_nothing_but_choosing_a_password_is_possible(first: Client) -> None:
    assert first.get("/rosters/")["Location"] == PAGE
    fragment = first.get("/my/", headers=FRAGMENT)
    assert (fragment.status_code, fragment["HX-Redirect"]) == (403, PAGE)
    assert first.post("/log/", {"text": "x"})["Location"] == PAGE
    assert first.get(PAGE).status_code == 200
    assert "代设的密码" in first.get(PAGE).content.decode()
    problem = first.get("/api/v1/units/")
    assert (problem.status_code, problem.json()["code"]) == (403, "password_change_required")
    assert problem["Content-Type"] == "application/problem+json"
    assert first.get("/a/unknown/").status_code == 404, "an answer link wants no login"
    assert first.post("/language/", {"language": "en"}).status_code == 302
    assert first.post("/logout/")["Location"] == "/login/"


def test_the_first_password_is_replaced_without_being_typed_again(first: Client, cast: Cast) -> None:
    answer = first.post(PAGE, NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/todo/")
    assert first.get("/my/").status_code == 200
    assert Client().post("/login/", {"username": "duty", "password": NEW["password"]})["Location"] == "/todo/"
    assert Client().post("/login/", {"username": "duty", "password": PASSWORD}).status_code == 200


def test_other_sessions_end_with_the_old_password(cast: Cast) -> None:
    here, there = browser_of(cast.duty), browser_of(cast.duty)
    key = here.session.session_key
    assert here.post(PAGE, NEW | {"old": PASSWORD}).status_code == 302
    assert here.session.session_key != key
    assert here.get("/my/").status_code == 200
    assert there.get("/my/")["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"old": "wrong", **NEW}, "现在的密码不对"),
        ({"old": PASSWORD, "password": "qingshui-wan-7", "again": "other"}, "两次输入的新密码不一致"),
        ({"old": PASSWORD, "password": "12345678", "again": "12345678"}, "密码"),
        ({"old": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "须与现在的密码不同"),
        (NEW, "此字段为必填项|必填"),
    ],
)
def test_a_wrong_form_says_what_and_changes_nothing(cast: Cast, given: dict[str, str], words: str) -> None:
    browser = browser_of(cast.duty)
    before = User.objects.get(pk=cast.duty.pk).password
    answer = browser.post(PAGE, given)
    assert answer.status_code == 400
    assert any(word in answer.content.decode() for word in words.split("|"))
    assert "qingshui-wan-7" not in answer.content.decode()
    assert User.objects.get(pk=cast.duty.pk).password == before
