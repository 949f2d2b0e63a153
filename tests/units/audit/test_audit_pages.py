"""审计: who did what, in words; for the county office and the auditor."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import Cast
from units.audit import services as audit
from units.audit.queries import PAGE, Wanted, trail
from units.models import AuditEvent
from units.units.services.units import update_unit


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


def test_a_change_reads_as_words(client: Client, cast: Cast) -> None:
    update_unit(
        unit=cast.emergency, changes={"short_name": "应急局", "is_active": False}, by=cast.office, reason="更名"
    )
    client.force_login(cast.auditor)
    html = client.get("/audit/").content.decode()
    for words in ("修改单位", "简称", "应急局", "在用", "<del>是</del>", "更名", "office"):
        assert words in html


def test_states_people_and_posts_have_their_names(client: Client, cast: Cast) -> None:
    period = factories.published(cast)
    client.force_login(cast.office)
    html = client.get("/audit/", {"action": "roster.accepted"}).content.decode()
    assert "<del>已报送</del>" in html
    assert "已确认" in html
    assert "发布值班表" in client.get("/audit/", {"action": "period.published"}).content.decode()
    assert str(period.pk) not in html


def test_the_trail_is_found_by_actor_action_object_and_day(client: Client, cast: Cast) -> None:
    update_unit(unit=cast.emergency, changes={"short_name": "应急局"}, by=cast.office)
    client.force_login(cast.auditor)
    today = timezone.localdate()
    for query, found in (
        ({"actor": "office"}, True),
        ({"actor": "leader"}, False),
        ({"action": "unit.changed"}, True),
        ({"action": "person.changed"}, False),
        ({"object": "应急"}, True),
        ({"object": "档案"}, False),
        ({"first": str(today), "last": str(today)}, True),
        ({"first": str(today + timedelta(days=1))}, False),
        ({"last": str(today - timedelta(days=1))}, False),
    ):
        assert ("<del>—</del>" in client.get("/audit/", query).content.decode()) is found, query


def test_pages_go_on_where_the_last_one_ended(cast: Cast, client: Client) -> None:
    audit.record_many(
        audit.event(
            by=cast.office,
            action="unit.changed",
            row=cast.emergency,
            county=cast.county,
            after={"protocol_order": number},
        )
        for number in range(2 * PAGE)
    )
    seen: list[object] = []
    after = ""
    while True:
        part = trail(cast.auditor, Wanted(action="unit.changed"), after=after)
        seen += [entry.event.pk for entry in part.entries]
        after = part.following
        if not after:
            break
    assert len(seen) == len(set(seen)) == 2 * PAGE
    client.force_login(cast.auditor)
    first = client.get("/audit/", {"action": "unit.changed"}).content.decode()
    assert 'rel="next" href="?action=unit.changed&amp;after=' in first


@pytest.mark.parametrize("after", ["x", "20260101_x", "99999999999999999999_0", "\x00", "_"])
def test_a_key_that_is_none_starts_anew(client: Client, cast: Cast, after: str) -> None:
    client.force_login(cast.auditor)
    assert client.get("/audit/", {"after": after}).status_code == 200


@pytest.mark.parametrize("who", ["leader", "duty"])
def test_nobody_else_reads_it(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/audit/").status_code == 403


def test_another_county_s_trail_is_its_own(client: Client, cast: Cast) -> None:
    other = factories.make_cast("other", "别县")
    update_unit(unit=other.emergency, changes={"short_name": "别县应急"}, by=other.office)
    client.force_login(cast.auditor)
    assert "别县应急" not in client.get("/audit/").content.decode()


def test_the_trail_carries_no_number(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    somebody = cast.people["yjj"][0]
    client.post(f"/people/{somebody.pk}/phone/", {"reason": "防汛会商"})
    client.force_login(cast.auditor)
    html = client.get("/audit/").content.decode()
    assert "查看完整电话" in html
    assert not [number for number in cast.known_phones if number in html]


def test_the_page_is_one_query(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.published(cast)
    client.force_login(cast.auditor)
    client.get("/audit/")
    with django_assert_max_num_queries(5):
        client.get("/audit/")
    assert client.post("/audit/").status_code == 405
    assert AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("model", "label", "shown"),
    [
        ("rostering.roster", "7f3d2b10-1111-4222-8333-944455556666 accepted", "单位值班表"),
        ("alerts.check", "7f3d2b10-1111-4222-8333-944455556666 11-29 03:36", "查岗 2026-11-29 11:36"),
        ("alerts.webhook", "ops", "ops"),
    ],
)
def test_events_of_earlier_versions_read_as_words_too(
    client: Client, cast: Cast, model: str, label: str, shown: str
) -> None:
    AuditEvent.objects.create(
        county=cast.county,
        at=datetime(2026, 11, 29, 4, tzinfo=UTC),
        actor_name="office",
        action="check.closed",
        object_type=model,
        object_id="x",
        object_label=label,
        after={"level": 1} if model == "alerts.check" else {"job": "7f3d2b10-1111-4222-8333-944455556666"},
    )
    client.force_login(cast.auditor)
    html = " ".join(client.get("/audit/").content.decode().partition("<tbody>")[2].split())
    assert shown in html
    assert not re.search(r"accepted|11-29 03:36|7f3d2b10|>level|level 1|>job", html)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_the_ends_of_the_calendar_are_refused_as_a_filter(client: Client, cast: Cast, year: str) -> None:
    client.force_login(cast.auditor)
    answer = client.get("/audit/", {"first": f"{year}-12-31", "last": f"{year}-12-31"})
    assert answer.status_code == 200
    assert set(answer.context["filter"].errors) == {"first", "last"}
