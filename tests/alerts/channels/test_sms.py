"""What the two SMS providers are given, and what their codes mean."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
import time_machine
from pytest_django import Settings

from alerts.channels import aliyun_sms, tencent_sms
from alerts.enums import ReceiptStatus
from tests.alerts.channels.conftest import MESSAGE, Line
from tests.fakes.server import Answer, Call

Connect = Callable[[str], Line]


def test_aliyun_gets_number_template_parameters_and_our_key(connect: Connect) -> None:
    line = connect("aliyun_sms")

    receipt = line.channel.send(line.message)

    (taken,) = line.fake.taken
    assert (taken.address, taken.template, taken.key) == ("13800138000", "TPL-CHECK", MESSAGE.key)
    assert taken.params == {"asker": "县政府办", "minutes": "10", "key": "k3y"}
    assert receipt.provider_id == "9000^1"
    assert line.fake.calls[0].query["SignName"] == "大余值班"


def test_tencent_gets_number_template_parameters_and_our_key(connect: Connect) -> None:
    line = connect("tencent_sms")

    receipt = line.channel.send(line.message)

    (taken,) = line.fake.taken
    assert (taken.address, taken.template, taken.key) == ("+8613800138000", "TPL-CHECK", MESSAGE.key)
    assert taken.params == ["县政府办", "10", "k3y"]
    assert receipt.provider_id == "5000:1"
    assert line.fake.calls[0].headers["x-tc-region"] == "ap-guangzhou"


@pytest.mark.parametrize("name", ["aliyun_sms", "tencent_sms", "voice"])
def test_free_text_never_leaves(connect: Connect, name: str) -> None:
    line = connect(name)

    line.channel.send(line.message)

    (call,) = line.fake.calls
    assert "请在" not in call.body.decode() + "".join(call.query.values())


@pytest.mark.parametrize("name", ["aliyun_sms", "tencent_sms", "voice"])
def test_a_purpose_without_a_template_is_refused_without_a_call(connect: Connect, name: str) -> None:
    line = connect(name)

    receipt = line.channel.send(replace(line.message, template="whistle"))

    assert (receipt.status, receipt.detail) == (ReceiptStatus.REFUSED, "no template registered for whistle")
    assert line.fake.calls == []


@pytest.mark.parametrize("name", ["aliyun_sms", "tencent_sms"])
def test_a_wrong_secret_is_refused(connect: Connect, name: str, settings: Settings) -> None:
    """The fakes recompute the signature from what came over the wire."""
    line = connect(name)
    settings.ALIYUN_ACCESS_KEY_SECRET = settings.TENCENT_SECRET_KEY = "wrong"

    receipt = line.channel.send(line.message)

    assert receipt.status == ReceiptStatus.REFUSED
    assert "Signature" in receipt.detail
    assert line.fake.taken == []


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("OK", ReceiptStatus.ACCEPTED),
        ("isv.MOBILE_NUMBER_ILLEGAL", ReceiptStatus.REFUSED),
        ("isv.BLACK_KEY_CONTROL_LIMIT", ReceiptStatus.REFUSED),
        ("isv.SMS_TEMPLATE_ILLEGAL", ReceiptStatus.REFUSED),
        ("isv.AMOUNT_NOT_ENOUGH", ReceiptStatus.REFUSED),
        ("isp.RAM_PERMISSION_DENY", ReceiptStatus.REFUSED),
        ("InvalidAccessKeyId.NotFound", ReceiptStatus.REFUSED),
        ("isv.BUSINESS_LIMIT_CONTROL", ReceiptStatus.FAILED),
        ("isv.DAY_LIMIT_CONTROL", ReceiptStatus.FAILED),
        ("isp.SYSTEM_ERROR", ReceiptStatus.FAILED),
        ("Throttling.User", ReceiptStatus.FAILED),
        ("SomethingNew", ReceiptStatus.FAILED),
    ],
)
def test_aliyuns_codes(connect: Connect, monkeypatch: pytest.MonkeyPatch, code: str, status: ReceiptStatus) -> None:
    line = connect("aliyun_sms")
    monkeypatch.setattr(line.fake, "take", lambda _call: Answer({"Code": code, "Message": "13800138000"}))

    assert line.channel.send(line.message).status == status


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("Ok", ReceiptStatus.ACCEPTED),
        ("InvalidParameterValue.IncorrectPhoneNumber", ReceiptStatus.REFUSED),
        ("FailedOperation.PhoneNumberInBlacklist", ReceiptStatus.REFUSED),
        ("FailedOperation.TemplateIncorrectOrUnapproved", ReceiptStatus.REFUSED),
        ("FailedOperation.InsufficientBalanceInSmsPackage", ReceiptStatus.REFUSED),
        ("UnauthorizedOperation.SmsSdkAppIdVerifyFail", ReceiptStatus.REFUSED),
        ("LimitExceeded.PhoneNumberDailyLimit", ReceiptStatus.FAILED),
        ("RequestLimitExceeded", ReceiptStatus.FAILED),
        ("InternalError.Timeout", ReceiptStatus.FAILED),
    ],
)
def test_tencents_codes(connect: Connect, monkeypatch: pytest.MonkeyPatch, code: str, status: ReceiptStatus) -> None:
    line = connect("tencent_sms")
    answer = Answer({"Response": {"SendStatusSet": [{"Code": code, "SerialNo": "1", "Message": "13800138000"}]}})
    monkeypatch.setattr(line.fake, "take", lambda _call: answer)

    assert line.channel.send(line.message).status == status


def test_aliyun_is_asked_about_yesterday_only_just_after_midnight(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = connect("aliyun_sms")
    days: list[str] = []

    def answer(call: Call) -> Answer:
        days.append(call.query["SendDate"])
        return Answer({"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}})

    monkeypatch.setattr(line.fake, "answer", answer)
    for at in ("2026-06-19T00:05:00+08:00", "2026-06-19T00:20:00+08:00"):
        with time_machine.travel(datetime.fromisoformat(at), tick=False):
            line.channel.query(line.message)

    assert days == ["20260619", "20260618", "20260619"]


@pytest.mark.parametrize("name", ["aliyun_sms", "tencent_sms"])
def test_another_message_to_the_same_number_is_not_taken_for_ours(connect: Connect, name: str) -> None:
    line = connect(name)
    line.channel.send(replace(line.message, key="another"))

    assert line.channel.query(line.message).status == ReceiptStatus.UNKNOWN


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        (
            aliyun_sms,
            {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": [{"OutId": MESSAGE.key, "SendStatus": 2}]}},
        ),
        (
            tencent_sms,
            {"Response": {"PullSmsSendStatusSet": [{"SessionContext": MESSAGE.key, "ReportStatus": "FAIL"}]}},
        ),
    ],
)
def test_what_the_carrier_did_not_deliver_may_be_sent_again(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, records: object, answer: dict[str, object]
) -> None:
    line = connect("aliyun_sms" if records is aliyun_sms else "tencent_sms")
    monkeypatch.setattr(line.fake, "answer", lambda _call: Answer(answer))

    assert line.channel.query(line.message).status == ReceiptStatus.FAILED


@pytest.mark.parametrize(
    ("written", "called"), [("+86 138-0013-8000", "13800138000"), ("+852 5123 4567", "85251234567")]
)
def test_numbers_are_given_as_aliyun_wants_them(connect: Connect, written: str, called: str) -> None:
    line = connect("aliyun_sms")

    line.channel.send(replace(line.message, address=written))

    assert line.fake.taken[0].address == called
