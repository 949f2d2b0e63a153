"""Every form carries a token good for one effect: whoever sends it again is shown what the first sending made."""

import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from alerts.models import CallOut, Webhook, Whistle
from tests.alerts.watch import published_around_now
from tests.concurrency import outcomes
from tests.factories import Cast, at, make_cast
from tests.sent_forms import Forms
from units.models import IdempotencyKey
from units.web.once import FIELD

WHISTLE = {"unit": "yjj", "kind": "routine", "matter": "堤段塌方", "place": "城东", "wanted_units": "dag"}
NOON = at("2026-07-08 12:00")
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def token_of(client: Client, path: str, action: str | None = None) -> str:
    forms = Forms(client.get(path).content.decode()).sending
    return next(fields[FIELD] for to, fields in forms if to == (action or path))


def test_every_sending_form_of_every_template_asks_for_one() -> None:
    forms = [
        (template, match[0])
        for template in TEMPLATES.rglob("*.html")
        for match in re.finditer(r"<form\b.*?</form>", template.read_text(), re.DOTALL)
    ]
    sending = [
        (name, form)
        for name, form in forms
        if re.search(r'method="post"|hx-post', form.partition("</form>")[0], re.IGNORECASE)
    ]
    assert len(sending) > 100
    assert [str(name) for name, form in sending if "{% csrf_token %}" not in form] == []
    outside = [
        name
        for name in TEMPLATES.rglob("*.html")
        if "hx-post" in re.sub(r"<form\b.*?</form>", "", name.read_text(), flags=re.DOTALL)
    ]
    assert outside == [], "what is sent without a form has no token"


@pytest.fixture
def leader(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.leader)
    return client


def test_sent_again_shows_the_first_result(leader: Client) -> None:
    form = WHISTLE | {FIELD: token_of(leader, "/whistles/")}
    first, again = leader.post("/whistles/", form), leader.post("/whistles/", form, follow=True)
    made = Whistle.objects.get()
    assert first["Location"] == f"/whistles/{made.pk}/" == again.redirect_chain[-1][0]
    assert "此前已提交" in again.content.decode()


def test_what_was_refused_uses_nothing_up(leader: Client) -> None:
    form = WHISTLE | {FIELD: token_of(leader, "/whistles/")}
    assert leader.post("/whistles/", form | {"matter": ""}).status_code == 400
    assert leader.post("/whistles/", form).status_code == 302
    assert Whistle.objects.count() == 1


def test_other_content_under_a_used_token_is_asked_back_and_may_be_sent_as_another(leader: Client) -> None:
    form = WHISTLE | {FIELD: token_of(leader, "/whistles/")}
    leader.post("/whistles/", form)
    asked = leader.post("/whistles/", form | {"matter": "山洪"})
    assert (asked.status_code, Whistle.objects.count()) == (409, 1)
    assert leader.post("/whistles/", form | {"matter": "山洪"}, headers={"HX-Request": "true"}).status_code == 409
    ((action, fields),) = [one for one in Forms(asked.content.decode()).sending if one[1].get("matter")]
    assert fields["matter"] == "山洪"
    assert leader.post(action, fields).status_code == 302
    assert Whistle.objects.count() == 2


def test_a_token_belongs_to_who_was_shown_it(cast: Cast, leader: Client) -> None:
    form = WHISTLE | {FIELD: token_of(leader, "/whistles/")}
    leader.post("/whistles/", form)
    stranger = Client()
    stranger.force_login(cast.routine_leader)
    answer = stranger.post("/whistles/", form)
    assert answer.status_code in (302, 400, 403)
    assert str(Whistle.objects.earliest("requested_at").pk) not in answer.headers.get("Location", "")


def test_two_tabs_make_one(leader: Client) -> None:
    answers = [leader.post("/whistles/", WHISTLE | {FIELD: token_of(leader, "/whistles/")}) for _ in range(2)]
    assert [one["Location"] for one in answers] == [f"/whistles/{Whistle.objects.get().pk}/"] * 2


def test_a_secret_is_shown_to_a_double_click_and_kept_nowhere(cast: Cast) -> None:
    office = Client()
    office.force_login(cast.office)
    path = "/settings/webhooks/"
    form = {
        "name": "市平台",
        "url": "https://93.184.216.34/",
        "events": ["tier.changed"],
        FIELD: token_of(office, path),
    }
    shown = [re.search(r"whsec_[\w-]+", office.post(path, form).content.decode()) for _ in range(2)]
    assert len({found[0] for found in shown if found}) == 1
    assert Webhook.objects.count() == 1
    assert "whsec_" not in str(list(IdempotencyKey.objects.values()))
    with time_machine.travel(at("2036-01-01 00:00")):
        IdempotencyKey.objects.update(claimed_at=at("2035-12-31 23:00"))
        office.force_login(cast.office)
        late = office.post(path, form)
    assert (late.status_code, Webhook.objects.count()) == (409, 1)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_and_both_see_it() -> None:
    with time_machine.travel(NOON, tick=False):
        cast = make_cast()
        published_around_now(cast)
        page = Client()
        page.force_login(cast.office)
        form = {"basis": "drill", "matter": "抢险", "place": "城东", "required": "1", "units": "yjj"}
        form |= {FIELD: token_of(page, "/call-outs/new/")}

        def click() -> Any:
            client = Client()
            client.cookies = page.cookies
            return client.post("/call-outs/new/", form)

        answers = outcomes([click] * 6)
    assert [getattr(one, "status_code", one) for one in answers] == [302] * 6
    assert {one["Location"] for one in answers} == {f"/call-outs/{CallOut.objects.get().pk}/"}
