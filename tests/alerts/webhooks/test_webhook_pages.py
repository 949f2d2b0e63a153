"""设置 → 事件推送: made and rotated with the secret shown once, deliveries to be seen and sent again."""

import pytest
from django.test import Client
from pytest_django import Settings

from alerts.models import Webhook
from alerts.webhooks.services import webhooks
from tests.factories import Cast

PAGE = "/settings/webhooks/"
NEW = {"name": "市平台", "url": "http://127.0.0.1:9/hook", "events": ["incident.reported"]}
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, cast: Cast, settings: Settings) -> Client:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    client.force_login(cast.office)
    return client


def made(office: Client) -> Webhook:
    office.post(PAGE, NEW)
    return Webhook.objects.get()


def test_the_secret_stands_on_the_answer_alone(office: Client) -> None:
    answer = office.post(PAGE, NEW)
    webhook = Webhook.objects.get()
    secret = webhooks.secret_of(webhook.pk, 1)
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for path in (PAGE, f"{PAGE}{webhook.pk}/"):
        assert secret not in office.get(path).content.decode()


def test_bound_to_units(office: Client, cast: Cast) -> None:
    office.post(PAGE, NEW | {"units": [cast.routine.code]})
    webhook = Webhook.objects.get()
    assert webhook.unit_ids == [cast.routine.pk]
    assert "档案馆" in office.get(f"{PAGE}{webhook.pk}/").content.decode()


@pytest.mark.parametrize("url", ["https://10.0.0.1/x", "nonsense"])
def test_an_address_inside_is_refused_at_its_field(office: Client, settings: Settings, url: str) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    answer = office.post(PAGE, NEW | {"url": url})
    assert answer.status_code == 400
    assert "公网 https 地址" in answer.content.decode()
    assert url in answer.content.decode()


def test_rotated(office: Client) -> None:
    webhook = made(office)
    answer = office.post(f"{PAGE}{webhook.pk}/rotate/", {"overlap_hours": "0"})
    assert webhooks.secret_of(webhook.pk, 2) in answer.content.decode()
    assert office.post(f"{PAGE}{webhook.pk}/rotate/", {"overlap_hours": "99"}).status_code == 400


def test_tested_and_sent_again(office: Client) -> None:
    webhook = made(office)
    assert office.post(f"{PAGE}{webhook.pk}/ping/").status_code == 302
    delivery = webhook.deliveries.get()
    webhook.deliveries.update(state="dead", detail="HTTP 500")
    page = office.get(f"{PAGE}{webhook.pk}/").content.decode()
    assert "HTTP 500" in page
    assert "重新推送" in page
    office.post(f"{PAGE}{webhook.pk}/deliveries/{delivery.pk}/")
    delivery.refresh_from_db()
    assert delivery.state == "pending"


def test_stopped(office: Client) -> None:
    webhook = made(office)
    office.post(f"{PAGE}{webhook.pk}/revoke/")
    assert "没有事件推送" in office.get(PAGE).content.decode()
    assert "更换密钥" not in office.get(f"{PAGE}{webhook.pk}/").content.decode()


def test_in_the_offices_menu_and_nobody_elses(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert 'href="/settings/"' in client.get("/").content.decode()
    client.force_login(cast.leader)
    assert 'href="/settings/"' not in client.get("/").content.decode()
    assert client.get(PAGE).status_code == 403
