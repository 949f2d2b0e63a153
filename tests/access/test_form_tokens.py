"""Every sending form of every page, as every role sees it, carries a one-use token of its own."""

import re
from functools import partial

import pytest
from django.db import transaction

from tests.access.directory_expectations import DIRECTORY_WEB
from tests.access.duty_expectations import DUTY_WEB
from tests.access.review_expectations import REVIEWS_WEB
from tests.access.table import ACTORS, Expect
from tests.access.test_matrix import PARAMETER, filled
from tests.access.web_expectations import WEB
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture
from tests.sent_forms import Forms
from units.web.once import FIELD


@pytest.mark.slow
@pytest.mark.django_db
def test_every_form_of_every_page_carries_one(world: World) -> None:
    seen, without, tokens = 0, [], []
    for route, methods in {**WEB, **DIRECTORY_WEB, **DUTY_WEB, **REVIEWS_WEB}.items():
        expect = methods.get("GET")
        if expect is None:
            continue
        path = "/" + PARAMETER.sub(partial(_filled, world, expect), route)
        for actor in ACTORS[:5]:
            with transaction.atomic():
                answer = world.signed_in(actor).get(path, expect.query)
                transaction.set_rollback(True)
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            for action, fields in Forms(answer.content.decode()).sending:
                seen += 1
                tokens.append(fields.get(FIELD))
                if not fields.get(FIELD) or "csrfmiddlewaretoken" not in fields:
                    without.append(f"{actor} {path}: {action}")
    assert without == []
    assert seen > 400
    assert len(set(tokens)) == seen, "two forms share a token"


def _filled(world: World, expect: Expect, match: re.Match[str]) -> str:
    return filled(world, match, expect, "own")
