"""What is older than its term goes, in batches; what is kept for good, and what an open matter needs, stays."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from alerts.complaints.services import write_complaint
from alerts.enums import ComplaintAbout, ComplaintKind, Heard, NotificationState, Purpose, ReplyOutcome
from alerts.models import AnswerLink, Digest, Incident, Notification, Reply
from tests.factories import Cast, at, make_cast, published
from units.audit import services as audit
from units.models import AuditEvent, KnownDevice, RecoveryCode, SecondFactor, User
from units.repeats.models import RecentlyMade
from units.retention import services
from units.retention.queries import KINDS
from units.retention.services import purge, purge_tonight

pytestmark = pytest.mark.django_db
NOW, LONG_AGO = at("2026-06-10 02:10"), at("2020-01-01 00:00")


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield make_cast()


def message(
    cast: Cast, age: int, *, about: UUID | None = None, state: str = NotificationState.ACCEPTED
) -> Notification:
    person, then = cast.people["yjj"][0], NOW - timedelta(days=age)
    return Notification.objects.create(
        county=cast.county, unit=person.unit, person=person, purpose=Purpose.SUMMONS, object_id=about or uuid4(),
        channel="console", dedupe_key=str(uuid4()), due_at=then, expires_at=then, state=state,
        settled_at=None if state == NotificationState.PENDING else then,
    )  # fmt: skip


def incident(cast: Cast, state: str) -> Incident:
    then = NOW - timedelta(days=2000)
    return Incident.objects.create(
        county=cast.county,
        number=len(state),
        title="水",
        kind="防汛",
        place="章江",
        state=state,
        occurred_at=then,
        known_at=then,
    )


def left(rows: list[Notification]) -> list[bool]:
    return [Notification.objects.filter(pk=row.pk).exists() for row in rows]


def test_messages_go_after_three_years_unless_their_matter_is_open(cast: Cast, settings: LazySettings) -> None:
    opened, closed = incident(cast, "open"), incident(cast, "closed")
    asked = write_complaint(
        county=cast.county, kind=ComplaintKind.COMPLAINT, about=ComplaintAbout.SYSTEM, text="重复填报", by=cast.leader
    )  # fmt: skip
    rows = [
        message(cast, 1095), message(cast, 1097), message(cast, 1097, about=opened.pk), message(cast, 1097, about=closed.pk),
        message(cast, 1097, state=NotificationState.PENDING), message(cast, 1097, about=asked.pk),
    ]  # fmt: skip
    answers = [
        Reply.objects.create(
            notification=row, channel="voice", event=str(row.pk), heard=Heard.KEY, outcome=ReplyOutcome.COUNTED,
            received_at=NOW - timedelta(days=1097),
        )
        for row in rows[2:4]
    ]  # fmt: skip
    list(purge(now=NOW))

    assert left(rows) == [True, False, True, False, True, True]
    assert [Reply.objects.filter(pk=one.pk).exists() for one in answers] == [True, False]
    assert Incident.objects.count() == 2
    settings.RETENTION = {"messages": 100}
    list(purge(now=NOW))
    assert left(rows)[0] is False, "a shorter term of the installation"


def test_a_dry_run_counts_and_a_purge_goes_on_where_it_was(
    cast: Cast, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(cast)
    monkeypatch.setattr(services, "BATCH", 3)
    for number in range(7):
        Digest.objects.create(
            county=cast.county, kind="x", day=NOW.date() - timedelta(days=number), written_at=LONG_AGO
        )
    Session.objects.create(session_key="k", session_data="", expire_date=LONG_AGO)
    AccessAttempt.objects.create(username="x", attempt_time=LONG_AGO, failures_since_start=1)
    RecentlyMade.objects.create(digest="x", model="x", made_at=LONG_AGO)
    KnownDevice.objects.create(user=cast.office, digest="x", used_at=LONG_AGO)
    for user in (cast.office, cast.duty):
        SecondFactor.objects.create(id=uuid4(), user=user, created_at=LONG_AGO, last_step=1)
    RecoveryCode.objects.create(factor=cast.duty.second_factor, digest="x")
    User.objects.filter(pk=cast.duty.pk).update(is_active=False)
    AnswerLink.objects.create(
        digest="d", purpose="check", object_id=uuid4(), person=cast.people["yjj"][0], expires_at=LONG_AGO
    )
    AccessAttempt.objects.update(attempt_time=LONG_AGO)
    audit.record(by=cast.office, action="county.reach_rule_set", row=cast.county, county=cast.county, now=LONG_AGO)
    trail, said = AuditEvent.objects.count(), StringIO()
    call_command("purge", "--dry-run", stdout=said)

    assert f"{'digests':<16}{7:>8}" in said.getvalue()
    assert Digest.objects.count() == 7
    assert purge_tonight(now=NOW.replace(hour=(NOW.hour + 5) % 24)) == 0, "only in its hour"
    assert purge_tonight(now=NOW) >= 7 + 4
    assert not Digest.objects.exists()
    (event,) = AuditEvent.objects.filter(action="county.rows_purged")
    assert (event.county, event.actor, AuditEvent.objects.count()) == (cast.county, None, trail + 1)
    assert {"已发出的定时通知 7", "登录过的设备 1", "停用账号的第二重验证和恢复码 1"} <= set(event.after["purged"])
    assert SecondFactor.objects.get().user == cast.office
    assert not RecoveryCode.objects.exists()
    said = StringIO()
    call_command("purge", stdout=said)
    assert {line.split()[1] for line in said.getvalue().splitlines()} == {"0"}
    settings.RETENTION = {"nonsense": 1}
    with pytest.raises(CommandError, match="nonsense"):
        call_command("purge", stdout=StringIO())


def test_every_term_stands_in_the_handbook(settings: LazySettings) -> None:
    handbook = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    for kind in KINDS:
        assert f"| `{kind.term.code}` |" in handbook
        assert kind.term.least <= kind.term.days
