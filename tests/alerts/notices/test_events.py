"""Every event of docs/events.md reaches whoever it concerns, and nobody is told what they did themselves."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from alerts.enums import NotificationState
from alerts.incidents.services import reports
from alerts.models import Notification
from alerts.notices.services.events import EVENTS
from alerts.outbox.queries import own_messages
from alerts.outbox.services.wording import wording
from rostering.fairness.services.absences import approve_absence
from rostering.models import Absence
from rostering.periods.services.periods import delete_period
from tests.alerts.notices.played import PLAYED, answer, ask_leave, blow, come_back, duty_room, leave, reject, settle
from tests.factories import Cast, opened
from units.enums import Role
from units.models import User

DOCS = Path(__file__).resolve().parents[3] / "docs" / "events.md"
# Words of docs/events.md with messages of an older purpose.
OTHER_PURPOSE = {"whistle.blown"}


@pytest.fixture
def county(watched: Cast) -> Cast:
    """Leaders are somebody of the directory, so that they can be told."""
    for user, person in (
        (watched.leader, watched.people["yjj"][0]),
        (watched.routine_leader, watched.people["dag"][0]),
    ):
        user.person = person
        user.save(update_fields=["person"])
    return watched


def test_the_table_of_the_docs_is_the_one_in_force_and_every_event_is_played() -> None:
    told = set(re.findall(r"\| `([a-z_.]+)` \|", DOCS.read_text(encoding="utf-8")))
    assert told - OTHER_PURPOSE == set(EVENTS) == set(PLAYED)


@pytest.mark.parametrize("code", sorted(PLAYED))
def test_whoever_it_concerns_hears_it_in_words(county: Cast, code: str) -> None:
    play, expected = PLAYED[code]
    play(county)
    rows = Notification.objects.filter(purpose="notice", channel="inbox", params__event=code)
    heard = {row.person.name for row in rows.select_related("person")}
    assert expected(county) <= heard
    for row in rows:
        title, text = wording(row.purpose, row.params)
        assert title
        assert not re.search(r"%\(|None|[a-z]{4,}|\d{4}-\d\d-\d\d", text), text


def test_nobody_is_told_what_they_did_and_a_small_matter_of_the_office_is_its_own(county: Cast) -> None:
    reports.record_incident(
        county=county.county, title="小火情", kind="火灾", place="南山", units=[], by=county.office,
        occurred_at=timezone.now(),
    )  # fmt: skip
    assert not Notification.objects.filter(params__event="incident.recorded").exists()
    reject(county)
    assert [row.params["event"] for row in own_messages(county.leader) if row.purpose == "notice"] == [
        "whistle.rejected"
    ]


def test_the_board_shows_a_waiting_whistle_and_who_is_away(county: Cast) -> None:
    office = Client()
    office.force_login(county.office)
    before = office.get("/").content.decode()
    assert "吹哨待受理" not in before
    blow(county)
    leave(county)
    board = office.get("/").content.decode()
    assert "1 个吹哨待受理" in board
    assert "离岗" in board.partition('id="tile-yjj"')[2].partition("</a>")[0]
    card = office.get("/now/yjj/").content.decode()
    assert "预计" in card
    assert "离岗" in card


def unlink(cast: Cast) -> None:
    """No leader's login belongs to somebody."""
    User.objects.filter(role=Role.UNIT_LEADER).update(person=None)
    for user in (cast.leader, cast.routine_leader):
        user.refresh_from_db()


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("whistle.answered", {"yjj"}),
        ("whistle.settled", {"dag"}),
        ("absence.recorded", {"yjj"}),
        ("period.opened", {"yjj", "dag"}),
        ("policy.round_opened", {"yjj", "dag"}),
    ],
)
def test_the_office_hears_of_leaders_whom_no_message_reaches(county: Cast, code: str, named: set[str]) -> None:
    unlink(county)
    PLAYED[code][0](county)
    row = Notification.objects.get(
        purpose="notice",
        channel="inbox",
        params__event=code,
        person__name=duty_room(county),
        params__has_key="unreached",
    )
    _title, text = wording(row.purpose, row.params)
    assert "请电话告知" in text
    labels = {unit.label: unit.code for unit in county.units}
    assert {labels[label] for label in row.params["unreached"].split("、")} == named


def test_many_units_are_counted() -> None:
    params = {"event": "policy.round_opened", "policy": "值守制度", "unreached": "甲局、乙局", "unreached_count": 7}
    assert "甲局、乙局等7个单位负责人的账号未关联人员" in wording("notice", params)[1]


def test_the_log_of_messages_lists_them_until_their_login_belongs_to_somebody(county: Cast, client: Client) -> None:
    client.force_login(county.office)
    assert "收不到消息的单位负责人" not in client.get("/messages/log/").content.decode()
    unlink(county)
    page = client.get("/messages/log/").content.decode()
    assert "收不到消息的单位负责人" in page
    assert county.routine.label in page


def decide(cast: Cast) -> None:
    ask_leave(cast)
    approve_absence(absence=Absence.objects.latest("updated_at"), by=cast.leader)


def delete_opened(cast: Cast) -> None:
    delete_period(period=opened(cast), by=cast.office)


@pytest.mark.parametrize(
    ("code", "play"),
    [
        ("leave.reported", come_back),
        ("whistle.dispatched", answer),
        ("whistle.answered", settle),
        ("absence.recorded", decide),
        ("period.opened", delete_opened),
    ],
)
def test_what_has_not_gone_out_is_silent_once_the_matter_has_ended(
    county: Cast, code: str, play: Callable[[Cast], object]
) -> None:
    play(county)
    rows = Notification.objects.filter(params__event=code).exclude(channel="inbox")
    assert {row.state for row in rows} == {NotificationState.SUPPRESSED}
