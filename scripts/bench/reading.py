"""Requests through the whole stack beside the same rows by `values()` in a bare view."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rostering.models import Assignment, DutyPeriod
from scripts.bench.counties import county_of, demo_county, in_force, next_month, office, period_of
from scripts.bench.meter import Row, Sample, at_most, beside, by_turns, repeated
from units.accounts.services.tokens import create_token
from units.counties.remembered import forget_all
from units.enums import Scope
from units.models import County, User

UNIT = "yjj"
ALL_ON_ONE_PAGE = 200
Call = Callable[[], HttpResponseBase]


def rows() -> Iterator[Row]:
    county = demo_county()
    by = office(county)
    yield from _board(county, by)
    yield from _unit(county, by)
    yield from _roster(in_force(period_of(county, next_month(), 30)), by)
    yield from _query_counts()


def _board(county: County, by: User) -> Iterator[Row]:
    """What is kept beside what it costs when it has been forgotten before each request."""
    floor, narrow, hello = _bare("on-duty", county=county.pk), _bare("narrow", county=county.pk), _bare("hello")
    listed, page, poll = _api(by, "on-duty"), _page(by), _poll(by)
    kept, anew, html, html_anew, known, bare, few, least = by_turns(
        _kept(listed),
        repeated(_forgetting(listed)),
        _kept(page),
        repeated(_forgetting(page)),
        _kept(poll, calls=100),
        repeated(floor),
        repeated(narrow),
        repeated(hello, calls=100),
    )
    number = Assignment.objects.on_duty_at(timezone.now()).filter(shift__period__county=county).count()
    yield at_most(f"board of 41 units, {number} seats: on-duty/", kept, bare, 1.3)
    yield at_most("the same beside a floor without what is owed, in twelve columns", kept, few, 2)
    yield beside("the same after a change: rows read anew", anew, bare)
    yield at_most("the board's page as HTML", html, bare, 3)
    yield beside("the same after a change: rows read and drawn anew", html_anew, bare)
    yield at_most("a poll of the board that knows the present state", known, least, 2)
    asked = _statements(poll)
    yield Row("statements of such a poll", str(asked), "1", asked, "1", asked == 1)


def _kept(call: Call, calls: int = 10) -> Sample:
    """The first one reads and draws what others have had forgotten in between; it doesn't count."""
    sample = repeated(call, calls)

    def after_the_first() -> float:
        call()
        return sample()

    return after_the_first


def _forgetting(call: Call) -> Call:
    def anew() -> HttpResponseBase:
        forget_all()
        return call()

    return anew


def _unit(county: County, by: User) -> Iterator[Row]:
    floor = _bare("unit", county=county.pk, unit=UNIT)
    now, bare = by_turns(_kept(_api(by, "on-duty", unit=UNIT, include="next")), repeated(floor))
    yield at_most("one unit now and next, with contacts: on-duty/?unit=&include=next", now, bare, 1.5)


def _roster(period: DutyPeriod, by: User) -> Iterator[Row]:
    pull = _api(by, "assignments", period=period.pk, unit=UNIT)
    kept, anew, bare = by_turns(
        _kept(pull), repeated(_forgetting(pull)), repeated(_bare("roster", period=period.pk, unit=UNIT))
    )
    number = Assignment.objects.active().filter(shift__period=period, shift__unit__code=UNIT).count()
    yield at_most(f"30-day roster of a unit, {number} seats: assignments/?period=&unit=", kept, bare, 1.4)
    yield beside("the same after a change: rows read anew", anew, bare)


def _query_counts() -> Iterator[Row]:
    """How many statements a request takes, in a county of 41 units and in one of 410."""
    users = []
    for copies in (1, 10):
        county = county_of(copies, "counted")
        in_force(period_of(county, timezone.localdate(), 3))
        users.append(office(county))
    for work, request in (("on-duty/", lambda by: _api(by, "on-duty")), ("the board's page", _page)):
        small, large = (_statements(request(by)) for by in users)
        yield Row(
            f"{work}: statements for 410 units beside 41", str(large), str(small), large / small, "1", large == small
        )


def _statements(call: Call) -> int:
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def _api(by: User, path: str, **query: Any) -> Call:
    key = create_token(user=by, scopes=[Scope.ROSTER_READ, Scope.CONTACTS_READ], by=None).key
    wanted = urlencode(query | {"page_size": ALL_ON_ONE_PAGE})
    return _getting(Client(), f"/api/v1/{path}/?{wanted}", {"Authorization": f"Bearer {key}"})


def _page(by: User) -> Call:
    return _getting(_signed_in(by), "/", {})


def _poll(by: User) -> Call:
    """Asks with the tag of the page; a new minute needs a new one, so that now and then a poll costs what is drawn anew."""
    client = _signed_in(by)
    path = "/"

    def call() -> HttpResponseBase:
        nonlocal path
        response = client.get(path, headers={"HX-Request": "true"})
        if response.status_code != 204:
            found = re.search(r'hx-get="(/\?v=\w+)"', response.content.decode())
            path = found[1] if found else "/"
        return response

    return call


def _bare(path: str, **query: Any) -> Call:
    """A view without any middleware."""
    client = Client()
    with override_settings(MIDDLEWARE=[]):
        client.get("/floor/hello")
    return _getting(client, f"/floor/{path}?{urlencode(query)}", {})


def _signed_in(by: User) -> Client:
    client = Client()
    client.force_login(by, backend="units.accounts.backends.Accounts")
    return client


def _getting(client: Client, path: str, headers: Mapping[str, str]) -> Call:
    """Raises AssertionError for anything but 200."""

    def call() -> HttpResponseBase:
        response = client.get(path, headers=headers)
        if response.status_code != 200:
            raise AssertionError(f"{path}: {response.status_code}")
        return response

    return call
