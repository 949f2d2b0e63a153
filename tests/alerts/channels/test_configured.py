"""What is missing is said before the first message."""

import pytest
from django.conf import settings as real
from pytest_django import Settings

from alerts.channels.checks import check_channels
from alerts.channels.registry import channel, missing_settings, usable_channels
from alerts.enums import ChannelCode


def test_every_channel_there_is_can_be_made() -> None:
    assert set(real.ALERT_CHANNELS) == set(ChannelCode)
    for code in ChannelCode:
        made = channel(code)
        assert made.code == code
        assert isinstance(made.idempotent, bool)
        assert isinstance(made.queryable, bool)


def test_what_a_channel_lacks_is_named(settings: Settings) -> None:
    settings.VOICE_URL, settings.VOICE_TOKEN, settings.VOICE_TEMPLATES = "https://voice.example.cn", "", {}

    assert missing_settings("voice") == ["VOICE_TOKEN", "VOICE_TEMPLATES"]
    assert missing_settings("console") == []
    assert "voice" not in usable_channels()
    assert "inbox" in usable_channels()


@pytest.mark.parametrize(
    ("defaults", "public_url", "ids"),
    [
        (["console"], "", []),
        (["inbox", "voice"], "https://duty.example.cn", ["alerts.W001"]),
        (["pigeon"], "https://duty.example.cn", ["alerts.E001"]),
        (["inbox"], "", ["alerts.E002"]),
    ],
)
def test_the_check_finds_it(settings: Settings, defaults: list[str], public_url: str, ids: list[str]) -> None:
    settings.ALERT_DEFAULT_CHANNELS, settings.PUBLIC_URL = defaults, public_url
    settings.VOICE_URL = ""

    assert [message.id for message in check_channels()] == ids
