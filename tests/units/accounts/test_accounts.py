"""Accounts by the services that pages, endpoints and commands share: who may, what is refused, what is written down."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import Cast, make_cast, make_person
from tests.refusals import refused
from units.accounts.rules import first_password, free_code
from units.accounts.services.accounts import change_role, create_account, deactivate, reactivate
from units.accounts.services.passwords import change_password, set_password
from units.enums import Role
from units.errors import InvalidInput, NotAllowed
from units.models import AuditEvent, User

GOOD = "qingshui-wan-7"


def test_a_password_by_chance_is_typed_from_paper() -> None:
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[a-z346789]{4}(-[a-z346789]{4}){2}", one) for one in made)
    assert not set("".join(made)) & set("0125ilos")


def test_a_code_that_is_taken_gets_a_number() -> None:
    assert free_code("yjj-sxh", ["yjj-sxh", "yjj-sxh2"]) == "yjj-sxh3"
    assert free_code("“”", []) == "user"


def test_the_office_makes_an_account_that_must_change_its_password(cast: Cast) -> None:
    person = make_person(cast.emergency, name="单小红")
    new = create_account(county=cast.county, role=Role.DUTY_PERSON, by=cast.office, unit=cast.emergency, person=person)

    assert (new.user.username, new.user.display_name) == ("yjj-sxh", "单小红")
    assert new.user.must_change_password
    browser = Client()
    answer = browser.post("/login/", {"username": "yjj-sxh", "password": new.password})
    assert answer.status_code == 302
    assert browser.get("/my/")["Location"] == "/my/account/password/"
    event = AuditEvent.objects.get(action="account.created")
    assert event.after["role"] == "duty_person"
    assert new.password not in str(event.__dict__)


def test_a_mobile_number_signs_in_however_it_is_typed_and_is_no_username(cast: Cast) -> None:
    new = create_account(
        county=cast.county, role=Role.AUDITOR, by=cast.office, login="138 1234 5678", display_name="老周", password=GOOD,
        must_change=False,
    )  # fmt: skip
    assert "138" not in new.user.username
    for typed in ("13812345678", "+86 138-1234-5678", "１３８１２３４５６７８", new.user.username):
        assert Client().post("/login/", {"username": typed, "password": GOOD}).status_code == 302, typed
    with refused("login_taken"):
        create_account(county=cast.county, role=Role.AUDITOR, by=None, login="13812345678", display_name="另一人")
    assert "13812345678" not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"login": "LEADER", "display_name": "甲"}, "login_taken"),
        ({"login": "a b/c", "display_name": "甲"}, "bad_login"),
        ({"login": "新来的"}, "name_required"),
        ({"login": "x", "display_name": "长" * 61}, "name_too_long"),
        ({"login": "x", "display_name": "甲", "password": "12345678"}, "weak_password"),
        ({"login": "x", "display_name": "甲", "role": Role.UNIT_LEADER, "unit": None}, "unit_required"),
    ],
)
def test_what_cannot_be_an_account_is_refused_by_field(cast: Cast, given: dict[str, Any], code: str) -> None:
    wanted: dict[str, Any] = {"county": cast.county, "role": Role.AUDITOR, "by": cast.office} | given
    with pytest.raises(InvalidInput) as error:
        create_account(**wanted)
    assert error.value.code == code
    assert error.value.field


def test_one_person_one_account_and_only_of_the_unit(cast: Cast) -> None:
    with refused("has_account"):
        create_account(
            county=cast.county, role=Role.DUTY_PERSON, by=cast.office, unit=cast.emergency, person=cast.duty.person
        )
    with refused("person_elsewhere"):
        person = cast.people["dag"][0]
        create_account(county=cast.county, role=Role.DUTY_PERSON, by=cast.office, unit=cast.emergency, person=person)


def test_a_leader_makes_duty_persons_of_the_own_unit_only(cast: Cast) -> None:
    own: dict[str, Any] = {"county": cast.county, "by": cast.leader, "display_name": "甲"}
    assert create_account(role=Role.DUTY_PERSON, unit=cast.emergency, **own).user.unit == cast.emergency
    for role, unit in (
        (Role.DUTY_PERSON, cast.routine),
        (Role.UNIT_LEADER, cast.emergency),
        (Role.COUNTY_OFFICE, None),
        (Role.AUDITOR, None),
    ):
        with pytest.raises(NotAllowed):
            create_account(role=role, unit=unit, **own)
    for account in (cast.routine_leader, cast.office, cast.auditor):
        with pytest.raises(NotAllowed):
            deactivate(account=account, by=cast.leader)
        with pytest.raises(NotAllowed):
            set_password(account=account, by=cast.leader)
    with pytest.raises(NotAllowed):
        change_role(account=cast.duty, role=Role.UNIT_LEADER, unit=cast.emergency, by=cast.leader)


@pytest.mark.parametrize("actor", ["duty", "auditor"])
def test_nobody_else_makes_any(cast: Cast, actor: str) -> None:
    with pytest.raises(NotAllowed):
        create_account(
            county=cast.county, role=Role.DUTY_PERSON, unit=cast.emergency, by=getattr(cast, actor), display_name="甲"
        )


def test_the_office_of_another_county_is_nobody_here(cast: Cast) -> None:
    other = make_cast("other", "别县")
    with pytest.raises(NotAllowed):
        deactivate(account=cast.duty, by=other.office)
    with refused("unknown_unit"):
        change_role(account=cast.duty, role=Role.DUTY_PERSON, unit=other.emergency, by=cast.office)


def test_the_last_office_account_stays_and_nobody_closes_their_own(cast: Cast) -> None:
    second = create_account(county=cast.county, role=Role.COUNTY_OFFICE, by=cast.office, display_name="副主任").user
    with refused("own_account"):
        deactivate(account=cast.office, by=cast.office)
    with refused("own_account"):
        change_role(account=cast.office, role=Role.AUDITOR, unit=None, by=cast.office)
    deactivate(account=cast.office, by=second)
    for act in (
        lambda: deactivate(account=second, by=None),
        lambda: change_role(account=second, role=Role.AUDITOR, unit=None, by=None),
    ):
        with refused("last_office_account"):
            act()
    second.refresh_from_db()
    assert second.is_active


def test_a_closed_account_opens_nothing_at_once_and_may_be_opened_again(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.duty)
    assert browser.get("/my/").status_code == 200
    deactivate(account=cast.duty, by=cast.leader, reason="借调")
    assert browser.get("/my/").status_code == 302
    deactivate(account=cast.duty, by=cast.leader)
    assert AuditEvent.objects.filter(action="account.deactivated").count() == 1
    reactivate(account=cast.duty, by=cast.leader)
    assert User.objects.get(pk=cast.duty.pk).is_active


def test_a_given_password_ends_sessions_and_must_be_changed(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.duty)
    given = set_password(account=cast.duty, by=cast.leader)
    assert browser.get("/my/").status_code == 302
    assert browser.get("/my/")["Location"].startswith("/login/")
    browser.post("/login/", {"username": "duty", "password": given})
    assert browser.get("/my/")["Location"] == "/my/account/password/"
    assert given not in str(list(AuditEvent.objects.values()))


def test_ones_own_password_asks_for_the_old_one(cast: Cast) -> None:
    with refused("wrong_password"):
        change_password(account=cast.duty, old="something", new=GOOD)
    with refused("wrong_password"):
        change_password(account=cast.duty, old=None, new=GOOD)
    with refused("weak_password"):
        change_password(account=cast.duty, old="only-in-tests-42", new="12345678")
    with refused("same_password"):
        change_password(account=cast.duty, old="only-in-tests-42", new="only-in-tests-42")
