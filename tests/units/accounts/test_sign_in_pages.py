from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.units.conftest import PASSWORD
from units.counties.models.user import User
from units.enums import Role

SignUp = Callable[[Role], User]


@pytest.mark.parametrize(
    ("role", "landing"),
    [
        (Role.COUNTY_OFFICE, "/"),
        (Role.UNIT_LEADER, "/todo/"),
        (Role.DUTY_PERSON, "/todo/"),
        (Role.AUDITOR, "/audit/"),
    ],
)
def test_each_role_lands_on_its_own_page(client: Client, sign_up: SignUp, role: Role, landing: str) -> None:
    sign_up(role)
    answer = client.post("/login/", {"username": role, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, landing)


@pytest.mark.parametrize(
    ("wanted", "landing"),
    [
        ("/people/", "/people/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_leads_only_to_this_site(client: Client, sign_up: SignUp, wanted: str, landing: str) -> None:
    sign_up(Role.COUNTY_OFFICE)
    answer = client.post("/login/", {"username": "county_office", "password": PASSWORD, "next": wanted})
    assert answer["Location"] == landing


def test_a_wrong_password_keeps_the_name_and_says_so(client: Client, sign_up: SignUp) -> None:
    sign_up(Role.COUNTY_OFFICE)
    answer = client.post("/login/", {"username": "county_office", "password": "wrong"})
    assert answer.status_code == 200
    assert "登录名或密码不对" in answer.content.decode()
    assert 'value="county_office"' in answer.content.decode()


def test_too_many_wrong_passwords_lock_even_the_right_one_out(
    client: Client, sign_up: SignUp, settings: LazySettings
) -> None:
    sign_up(Role.COUNTY_OFFICE)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/login/", {"username": "county_office", "password": "wrong"})
    answer = client.post("/login/", {"username": "county_office", "password": PASSWORD})
    assert answer.status_code == 429
    assert "暂时锁定" in answer.content.decode()


def test_demo_logins_are_shown_in_the_demo_only(client: Client, sign_up: SignUp, settings: LazySettings) -> None:
    sign_up(Role.AUDITOR)
    assert "<code>auditor</code>" in client.get("/login/").content.decode()
    settings.DEMO = False
    assert "<code>auditor</code>" not in client.get("/login/").content.decode()


def test_signing_out_takes_a_post(client: Client, sign_up: SignUp) -> None:
    client.force_login(sign_up(Role.AUDITOR))
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert "_auth_user_id" not in client.session


def test_a_fragment_asked_for_after_the_session_ended_reloads_the_page(client: Client, db: None) -> None:
    answer = client.get("/my/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/log/?page=2", "/log/%3Fpage%3D2"),
        ("https://evil.example/log/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_the_session_ended_comes_back_to_its_page(
    client: Client, db: None, page: str, back: str
) -> None:
    sent = client.post("/logout/", headers={"Referer": page})
    assert (sent.status_code, sent["Location"]) == (302, f"/login/?next={back}")
    fragment = client.post("/logout/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, f"/login/?next={back}")
