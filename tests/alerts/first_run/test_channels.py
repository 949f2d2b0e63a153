"""联络渠道: what is set up in plain words, and a test message whose fate is shown."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.clients import browser_of
from tests.factories import Cast
from units.models import AuditEvent

PATH = "/settings/channels/"


@pytest.fixture
def office(cast: Cast) -> Client:
    return browser_of(cast.office)


def test_where_nothing_is_set_up_it_says_so_and_how(office: Client) -> None:
    html = office.get(PATH).content.decode()
    assert "没有可用的默认渠道" in html
    assert "ALIYUN_ACCESS_KEY_ID" in html
    assert "docs/channels.md" in html


def test_a_channel_that_is_not_set_up_is_not_offered(office: Client) -> None:
    answer = office.post(PATH, {"channel": "aliyun_sms", "address": "13800138000"})
    assert answer.status_code == 400


def test_a_test_message_goes_out_and_its_fate_is_shown(office: Client, settings: Settings) -> None:
    settings.DEMO = True
    settings.EMAIL_HOST = "mail.test"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    html = office.post(PATH, {"channel": "console", "address": "13800138000"}).content.decode()
    assert "服务商已接收" in html
    assert "校验码" in html
    event = AuditEvent.objects.get(action="channel.tested")
    assert event.after["receipt"] == "accepted"
    assert "13800138000" not in str(event.after)


def test_an_address_the_channel_cannot_use_is_refused_at_its_field(office: Client, settings: Settings) -> None:
    settings.DEMO = True
    answer = office.post(PATH, {"channel": "console", "address": "明天"})
    assert answer.status_code == 400
    assert "手机号" in answer.content.decode()
    assert 'value="明天"' in answer.content.decode()


def test_tests_are_few(office: Client, settings: Settings) -> None:
    settings.DEMO = True
    for _time in range(5):
        assert office.post(PATH, {"channel": "console", "address": "13800138000"}).status_code == 200
    answer = office.post(PATH, {"channel": "console", "address": "13800138000"})
    assert answer.status_code == 400
    assert "测试太多" in answer.content.decode()
