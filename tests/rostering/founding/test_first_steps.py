"""From the code to the first account, in a browser."""

from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from rostering.models import CalendarDay, PolicyVersion
from tests.concurrency import outcomes
from units.models import AuditEvent, County, CountySettings, User
from units.setup.queries import KNOWN

COUNTY = {"name": "章江县", "letterhead": "中共章江县委办公室", "code": ""}
ACCOUNT = {"display_name": "李主任", "login": "liban", "password": "zhiban-2026-章江", "again": "zhiban-2026-章江"}


@pytest.fixture(autouse=True)
def empty(set_up_already: None) -> None:
    KNOWN.is_set_up = False


def with_code(client: Client | None = None) -> Client:
    client, out = client or Client(), StringIO()
    call_command("setup_code", stdout=out)
    assert client.post("/setup/", {"code": out.getvalue().split()[-1]}).status_code == 302
    return client


@pytest.mark.django_db
def test_the_whole_way() -> None:
    client = with_code()

    assert client.post("/setup/county/", COUNTY)["Location"] == "/setup/account/"
    county = County.objects.get()
    assert (county.code, county.name, CountySettings.of(county.pk).letterhead) == (
        "zhangjiang", "章江县", "中共章江县委办公室"
    )  # fmt: skip
    assert PolicyVersion.objects.filter(county=county).published().count() == 1
    assert CalendarDay.objects.filter(county=county).exists()

    answer = client.post("/setup/account/", ACCOUNT)
    assert answer["Location"] == "/settings/setup/"
    user = User.objects.get()
    assert (user.role, user.county, user.must_change_password) == ("county_office", county, False)
    assert client.get("/rosters/").status_code == 200, "signed in at once"
    assert AuditEvent.objects.filter(action="account.created").count() == 1
    signed_in = Client().post("/login/", {"username": "liban", "password": ACCOUNT["password"]})
    assert signed_in["Location"] == "/"


@pytest.mark.django_db
def test_it_can_be_left_and_taken_up() -> None:
    with_code().post("/setup/county/", COUNTY)

    later = with_code()
    assert later.get("/setup/")["Location"] == "/setup/account/"
    page = later.get("/setup/county/").content.decode()
    assert "章江县" in page
    assert 'name="code"' not in page
    later.post("/setup/county/", {"name": "贡江县", "letterhead": ""})
    county = County.objects.get()
    assert (county.name, county.code, CountySettings.of(county.pk).letterhead) == ("贡江县", "zhangjiang", "")


@pytest.mark.django_db
def test_without_the_code_no_step_opens() -> None:
    for path in ("/setup/county/", "/setup/account/"):
        assert Client().get(path)["Location"] == "/setup/"
        assert Client().post(path, COUNTY | ACCOUNT)["Location"] == "/setup/"
    assert not County.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " "}, "field__errors"),
        ({"name": "章江县", "code": "有 空格"}, "县的代码用字母"),
        ({"name": "…"}, "县的代码用字母"),
        ({"name": "章\u202e江县", "code": "zj"}, "县名含有不可见字符"),
        ({"name": "章江县", "letterhead": "县\u202e委办"}, "单位抬头含有不可见字符"),
    ],
)
def test_a_county_that_cannot_be_is_refused_at_its_field(given: dict[str, str], words: str) -> None:
    answer = with_code().post("/setup/county/", {"letterhead": "", "code": "", **given})

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not County.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"again": "something-else-1"}, "两次输入的密码不一样"),
        ({"password": "12345678", "again": "12345678"}, "密码"),
        ({"display_name": " "}, "必填"),
        ({"login": " "}, "必填"),
    ],
)
def test_an_account_that_cannot_be_is_refused_at_its_field(given: dict[str, str], words: str) -> None:
    client = with_code()
    client.post("/setup/county/", COUNTY)

    answer = client.post("/setup/account/", ACCOUNT | given)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert "field__errors" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_one_makes_the_first_account() -> None:
    first = with_code()
    first.post("/setup/county/", COUNTY)
    second = Client()
    second.cookies.load({key: morsel.value for key, morsel in first.cookies.items()})

    def make(number: int) -> Any:
        KNOWN.is_set_up = False
        client = (first, second)[number]
        return client.post("/setup/account/", ACCOUNT | {"login": f"office{number}"})["Location"]

    places = outcomes([partial(make, 0), partial(make, 1)])
    # Who comes second is sent to the front page, or back to the setup that leads there.
    assert places.count("/settings/setup/") == 1
    assert User.objects.count() == 1
    loser = (first, second)[1 - places.index("/settings/setup/")]
    assert "系统已经启用" in loser.get("/login/", follow=True).content.decode()


@pytest.mark.django_db
def test_create_county_makes_it_ready_and_says_what_is_wrong() -> None:
    out = StringIO()
    call_command("create_county", "贡水县", "--letterhead", "贡水县委办", stdout=out)

    county = County.objects.get()
    assert "gongshui" in out.getvalue()
    assert PolicyVersion.objects.filter(county=county).published().exists()
    assert CountySettings.of(county.pk).letterhead == "贡水县委办"
    with pytest.raises(CommandError, match="county_exists"):
        call_command("create_county", "贡水县")
    with pytest.raises(CommandError, match="bad_county_code"):
        call_command("create_county", "贡水县", "--code", "a b")
    with pytest.raises(CommandError, match="county_name_required"):
        call_command("create_county", " ")
    assert with_code().get("/setup/")["Location"] == "/setup/account/"
