"""Chat robots and the WeCom application: the verdict stands in the body of a 200."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from alerts.channels import robots
from alerts.channels.apprise import Apprise
from alerts.channels.base import Outgoing
from alerts.enums import ReceiptStatus
from tests.alerts.channels.conftest import MESSAGE, Line
from tests.fakes.chat import FakeWeCom
from tests.fakes.faults import Mode

Connect = Callable[[str], Line]
MEMBER = replace(MESSAGE, address="wecom://zhangsan")


@pytest.mark.parametrize("name", ["dingtalk", "feishu", "wecombot", "bark"])
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_the_text_has_what_is_asked_and_the_link(connect: Connect, name: str) -> None:
    line = connect(name)

    line.channel.send(line.message)

    (taken,) = line.fake.taken
    assert MESSAGE.text in taken.text
    assert MESSAGE.link in taken.text


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [("dingtalk", "dingtalk://SECwrong@a1b2c3d4e5f6", "310000"), ("feishu", "feishu://wrong@7c1e9e0a-1f2b", "19021")],
)
def test_a_200_that_refuses_is_no_delivery(connect: Connect, name: str, address: str, code: str) -> None:
    line = connect(name)

    receipt = line.channel.send(replace(line.message, address=address))

    assert (receipt.status, receipt.detail) == (ReceiptStatus.REFUSED, f"code {code}")
    assert line.fake.taken == []


@pytest.fixture
def wecom(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeCom]:
    """The installation's application, without a token from an earlier test."""
    monkeypatch.setitem(robots.SENDERS, "wecom", robots.WeComApp())
    with FakeWeCom() as fake:
        settings.WECOM_ENDPOINT = fake.url
        settings.WECOM_CORP_ID, settings.WECOM_SECRET, settings.WECOM_AGENT_ID = fake.corp_id, fake.secret, "1000002"
        yield fake


def test_a_member_is_reached_and_the_token_kept(wecom: FakeWeCom) -> None:
    receipts = [Apprise().send(MEMBER) for _ in range(2)]

    assert [receipt.status for receipt in receipts] == [ReceiptStatus.ACCEPTED] * 2
    assert receipts[0].provider_id == "m1"
    assert [call.path for call in wecom.calls].count("/cgi-bin/gettoken") == 1
    assert [taken.address for taken in wecom.taken] == ["zhangsan"] * 2


def test_a_token_that_has_run_out_is_renewed_next_time(wecom: FakeWeCom) -> None:
    Apprise().send(MEMBER)
    wecom.forget()

    assert [Apprise().send(MEMBER).status for _ in range(2)] == [ReceiptStatus.FAILED, ReceiptStatus.ACCEPTED]


def test_someone_the_corporation_does_not_know_is_refused(wecom: FakeWeCom) -> None:
    receipt = Apprise().send(replace(MEMBER, address="wecom://nobody"))

    assert (receipt.status, receipt.detail) == (ReceiptStatus.REFUSED, "no such member")
    assert wecom.taken == []


def test_a_lost_reply_to_the_token_call_has_sent_nothing(wecom: FakeWeCom) -> None:
    wecom.faults.script(Mode.UNAVAILABLE)

    assert Apprise().send(MEMBER).status == ReceiptStatus.FAILED
    assert wecom.taken == []


def test_without_an_application_members_cannot_be_reached(wecom: FakeWeCom, settings: Settings) -> None:
    settings.WECOM_SECRET = ""

    receipt = Apprise().send(MEMBER)

    assert (receipt.status, receipt.detail) == (ReceiptStatus.REFUSED, "not configured: WECOM_SECRET")
    assert wecom.calls == []


@pytest.mark.parametrize("address", ["wecom://@all", "wecom://a|b", "wecom://a b", "wecom://zhangsan/x", "WECOM://a"])
@pytest.mark.usefixtures("wecom")
def test_nobody_can_address_everybody(address: str) -> None:
    assert Apprise().send(replace(MESSAGE, address=address)).status == ReceiptStatus.REFUSED


def test_long_texts_are_cut_and_links_are_not() -> None:
    long = Outgoing("k", "", "查岗", "长" * 5000, "check", link="https://duty.example.cn/a/k")

    words = robots.words(long)

    assert len(words) < 700
    assert words.endswith("https://duty.example.cn/a/k")
