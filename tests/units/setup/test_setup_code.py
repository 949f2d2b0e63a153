"""The one-time code: right, wrong, expired, replaced, used, guessed."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.factories import make_cast
from units.models import SetupCode
from units.setup.queries import KNOWN
from units.setup.rules import tidied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(set_up_already: None) -> None:
    KNOWN.is_set_up = False


def new_code() -> str:
    out = StringIO()
    call_command("setup_code", stdout=out)
    return out.getvalue().strip().splitlines()[-1]


def typed(code: str, client: Client | None = None) -> str:
    """Where the code leads, or the error that is shown."""
    answer = (client or Client()).post("/setup/", {"code": code})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def test_the_right_code_leads_on_however_it_is_typed() -> None:
    code = new_code()

    assert typed(code) == "/setup/"
    assert typed(code.lower().replace("-", " ")) == "/setup/"
    assert typed("".join(chr(ord(letter) + 0xFEE0) if letter != "-" else letter for letter in code)) == "/setup/"
    client = Client()
    typed(code, client)
    assert client.get("/setup/")["Location"] == "/setup/county/"


def test_what_is_stored_opens_nothing() -> None:
    code = new_code()

    stored = SetupCode.objects.get().digest
    assert tidied(code) not in stored
    assert "建县码不对或已失效" in typed(stored[:40])


@pytest.mark.parametrize("wrong", ["AAAA-BBBB-CCCC", "", "中文", "A" * 40])
def test_a_wrong_code_is_refused(wrong: str) -> None:
    new_code()

    assert "field__errors" in typed(wrong)


def test_after_a_day_it_is_good_no_more() -> None:
    code, client = new_code(), Client()
    typed(code, client)

    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert "建县码不对或已失效" in typed(code)
        assert client.get("/setup/county/")["Location"] == "/setup/"


def test_a_new_one_ends_the_one_before_and_whoever_came_in_with_it() -> None:
    client, code = Client(), new_code()
    typed(code, client)
    newer = new_code()

    assert "建县码不对或已失效" in typed(code)
    assert client.get("/setup/account/")["Location"] == "/setup/"
    assert typed(newer, client) == "/setup/"


def test_guessing_is_slowed_down_by_address() -> None:
    code = new_code()
    for _guess in range(10):
        assert "建县码不对" in typed("ABCD-EFGH-JKMN")

    assert "尝试次数过多" in typed(code)
    assert typed(code, Client(REMOTE_ADDR="10.0.0.9")) == "/setup/"
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert typed(code) == "/setup/"


def test_once_there_is_an_account_no_code_is_made_and_none_opens_anything() -> None:
    code, client = new_code(), Client()
    typed(code, client)
    make_cast()

    with pytest.raises(CommandError, match="already_set_up"):
        call_command("setup_code")
    out = StringIO()
    call_command("setup_code", "--if-needed", stdout=out)
    assert out.getvalue() == ""
    for path in ("/setup/", "/setup/county/", "/setup/account/"):
        assert client.get(path)["Location"] == "/"
        assert client.post(path, {"code": code})["Location"] == "/"
    assert "系统已经启用" in client.get("/login/").content.decode()
