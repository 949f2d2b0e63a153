"""One row per channel: its fake, what it is configured with, and an address it can reach."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pytest_django import Settings

from alerts.channels.aliyun_sms import AliyunSms
from alerts.channels.apprise import Apprise
from alerts.channels.base import Channel, Outgoing
from alerts.channels.tencent_sms import TencentSms
from alerts.channels.voice import Voice
from alerts.channels.webhook import Webhook
from tests.fakes import aliyun, tencent, voice
from tests.fakes.chat import FakeBark, FakeDingTalk, FakeFeishu, FakeWeCom
from tests.fakes.receiver import FakeReceiver
from tests.fakes.server import FakeHttp

TEMPLATES = {
    "check": {"code": "TPL-CHECK", "params": ["asker", "minutes", "key:40"]},
    "summons": {"code": "TPL-CALL", "params": ["matter", "place"]},
    "summons_drill": {"code": "TPL-DRILL", "params": ["matter", "place"]},
}
MESSAGE = Outgoing(
    key="3f0e8f0c-9c0b-4a86-9a50-0c3d7d6f2a11",
    address="",
    title="查岗",
    text="县政府办查岗：请在10分钟内应答。",
    template="check",
    params={"asker": "县政府办", "minutes": 10, "path": "/a/k3y/"},
    link="https://duty.example.cn/a/k3y/",
)


@dataclass(frozen=True)
class Setup:
    """`says_in_body`: the provider's verdict stands in the body, so that a body nobody can read settles nothing."""

    make: Callable[[], Channel]
    fake: Callable[[], FakeHttp]
    address: Callable[[FakeHttp], str]
    configure: Callable[[FakeHttp], dict[str, Any]]
    says_in_body: bool = True


SETUPS = {
    "aliyun_sms": Setup(
        AliyunSms,
        aliyun.FakeAliyun,
        lambda _fake: "138 0013 8000",
        lambda fake: {
            "ALIYUN_SMS_ENDPOINT": fake.url,
            "ALIYUN_ACCESS_KEY_ID": aliyun.KEY_ID,
            "ALIYUN_ACCESS_KEY_SECRET": aliyun.SECRET,
            "ALIYUN_SMS_SIGN": "大余值班",
            "ALIYUN_SMS_TEMPLATES": TEMPLATES,
        },
    ),
    "tencent_sms": Setup(
        TencentSms,
        tencent.FakeTencent,
        lambda _fake: "13800138000",
        lambda fake: {
            "TENCENT_SMS_ENDPOINT": fake.url,
            "TENCENT_SECRET_ID": tencent.SECRET_ID,
            "TENCENT_SECRET_KEY": tencent.SECRET_KEY,
            "TENCENT_SMS_APP_ID": tencent.APP_ID,
            "TENCENT_SMS_SIGN": "大余值班",
            "TENCENT_SMS_TEMPLATES": TEMPLATES,
        },
    ),
    "voice": Setup(
        Voice,
        voice.FakeVoice,
        lambda _fake: "13800138000",
        lambda fake: {
            "VOICE_URL": f"{fake.url}/calls",
            "VOICE_TOKEN": voice.TOKEN,
            "VOICE_TEMPLATES": TEMPLATES,
        },
    ),
    "dingtalk": Setup(
        Apprise,
        FakeDingTalk,
        lambda _fake: "dingtalk://SECtest@a1b2c3d4e5f6",
        lambda fake: {"DINGTALK_ENDPOINT": f"{fake.url}/robot/send"},
    ),
    "feishu": Setup(
        Apprise,
        FakeFeishu,
        lambda _fake: "feishu://feishu-test@7c1e9e0a-1f2b",
        lambda fake: {"FEISHU_ENDPOINT": f"{fake.url}/open-apis/bot/v2/hook"},
    ),
    "wecombot": Setup(
        Apprise,
        FakeWeCom,
        lambda _fake: "wecombot://693a91f6-7xxx-4bc4",
        lambda fake: {"WECOM_ENDPOINT": fake.url},
    ),
    "bark": Setup(
        Apprise,
        FakeBark,
        lambda fake: f"bark://{fake.host}/devicekey123/",
        lambda fake: {"APPRISE_SCHEMAS": ["bark"], "APPRISE_HOSTS": [fake.host]},
        says_in_body=False,
    ),
    "webhook": Setup(
        Webhook,
        FakeReceiver,
        lambda fake: f"{fake.url}/hook?tenant=9f8e7d",
        lambda _fake: {"WEBHOOK_SECRETS": ["secret-now"], "WEBHOOK_ALLOW_LOOPBACK": True},
        says_in_body=False,
    ),
}


@dataclass
class Line:
    """A configured channel, the fake at its other end, and a message to somebody there."""

    channel: Channel
    fake: FakeHttp
    message: Outgoing
    setup: Setup


@pytest.fixture
def connect(settings: Settings) -> Iterator[Callable[[str], Line]]:
    """Opens a line by its name in SETUPS; all are closed at the end."""
    with ExitStack() as stack:

        def opened(name: str) -> Line:
            setup = SETUPS[name]
            fake = stack.enter_context(setup.fake())
            for setting, value in setup.configure(fake).items():
                setattr(settings, setting, value)
            return Line(setup.make(), fake, replace(MESSAGE, address=setup.address(fake)), setup)

        yield opened


@pytest.fixture
def impatient(settings: Settings) -> None:
    """For providers that never answer."""
    settings.ALERT_TIMEOUTS = (2, 0.3)
