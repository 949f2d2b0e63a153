"""What was published, sent or closed reads for ever as it was: every fact is changed afterwards, every output compared."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import ReportKind, WhistleKind
from alerts.feeds.services import create_feed, secret_of
from alerts.incidents.services import reports
from alerts.models import Summons
from alerts.orders.services import orders
from alerts.whistles import services as whistles
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.enums import DayKind, PeriodKind, PolicyState, Post, Posture, SwapKind
from rostering.models import Assignment, CalendarDay, DutyPeriod, PolicyPhase, PolicyPost, PolicyVersion
from rostering.periods.services.periods import close_period
from rostering.policies.queries.added import forget_added
from rostering.policy_lab.services.drafts import copy_of
from rostering.printing.queries import county_paper, unit_paper
from rostering.seats.queries.matrix import load
from rostering.seats.services.assignments import replace_person
from rostering.statistics.services.circulars import draft_circular, edit_circular
from tests.alerts.watch import on_seat, send_all
from tests.api_client import Api
from tests.factories import Cast, at, make_cast, make_person, make_token, published, roster_of
from units.enums import Rank, Tier
from units.migrations._filling import fill
from units.models import County, Person, Unit, User
from units.units.services.tiers import set_tier
from units.units.services.units import update_unit

FIRST, LAST = date(2026, 7, 7), date(2026, 7, 9)
NOON = at("2026-07-08 12:00")
AFTERWARDS = at("2026-07-20 09:00")
# Different on every request, whatever it shows.
CHANGING = re.compile(r'csrfmiddlewaretoken" value="\w+"|DTSTAMP:\S+|X-WR-CALNAME:\S+')
# What a page offers to be done from here on, by the names and numbers of today, whose log it is, and whom no message
# reaches today.
OFFERED = re.compile(
    r'<section class="card" id="unreached">.*?</section>|'
    r"<form.*?</form>|<select.*?</select>|<dialog.*?</dialog>|<nav.*?</nav>|<h1>[^<]*值班日志</h1>|"
    r'<span class="num">1\d{10}</span> <a class="btn btn-outline-primary btn--icon" href="tel:.*?</a>',
    re.DOTALL,
)
RECODED = "-2026"
ADDED = "safety_officer"
BLANK = re.compile(r"\s+")
MAIN = re.compile(r"<main.*</main>", re.DOTALL)

UNREADABLE = "unreadable:"

Output = Callable[[], object]


class World:
    """A county after a duty on which everything has happened once."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        with time_machine.travel(at("2026-07-01 09:00"), tick=False):
            CalendarDay.objects.filter(county=self.cast.county, date=FIRST).update(
                kind=DayKind.STATUTORY_HOLIDAY, name="采茶节", is_confirmed=True
            )
            add_post(self.cast)
            self.period: DutyPeriod = published(self.cast, FIRST, LAST, kind=PeriodKind.SPECIAL, name="采茶节假期")
        with time_machine.travel(NOON, tick=False):
            self._on_duty()
        with time_machine.travel(at("2026-07-10 10:00"), tick=False):
            self._over()

    def _on_duty(self) -> None:
        cast, office = self.cast, self.cast.office
        self.seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
        assert self.seat.person is not None
        self.order = orders.issue_order(
            county=cast.county, reason="汛期", posture=Posture.ON_SITE, start=NOON, end=NOON + timedelta(hours=3),
            by=office, units=[cast.routine],
        )  # fmt: skip
        self.incident = reports.record_incident(
            county=cast.county, title="山洪", kind="地质灾害", place="南安镇", occurred_at=NOON, by=office,
            units=[cast.emergency, cast.routine],
        )  # fmt: skip
        reports.report(incident=self.incident, kind=ReportKind.INITIAL_PHONE, text="已转移", by=office)
        self.call_out = call_outs.call_out(
            county=cast.county, matter="转移群众", place="南安镇", required=1, by=office, units=[cast.emergency],
            incident=self.incident,
        )  # fmt: skip
        self.check = checks.ask_unit(unit=cast.routine, reason="抽查", by=office)
        send_all()
        for summons in Summons.objects.all():
            summons_answers.acknowledge(summons=summons, by=office, now=timezone.now())
            summons_answers.arrive(summons=summons, by=office, now=timezone.now())
        assert self.check.person is not None
        checks.answer(check=self.check, person=self.check.person, now=timezone.now(), by=office)
        duty_log.write_entry(unit=cast.emergency, by=office, matter="群众来电", is_done=True)
        self.left = duty_log.report_leaving(
            assignment=self.seat, reason="处置险情", expected_back=NOON + timedelta(hours=1), by=office,
            covered_by=cast.people[cast.emergency.code][0],
        )  # fmt: skip
        duty_log.report_return(report=self.left, by=office)
        # A handover is accepted near the end of the duty.
        with time_machine.travel(self.seat.end - timedelta(hours=1), tick=False):
            handovers.accept_handover(
                handover=handovers.offer_handover(assignment=self.seat, note="留意水位", by=office), by=office
            )
        self.whistle = whistles.blow(
            unit=cast.emergency, kind=WhistleKind.ROUTINE, matter="借抽水泵", place="南安镇",
            wanted_units=[cast.routine], by=office,
        )  # fmt: skip
        self._amended()

    def _amended(self) -> None:
        """One seat by the office, and a part of another by a substitution."""
        tomorrow = on_seat(self.cast.routine, Post.DUTY_OFFICER, at("2026-07-09 12:00"))
        spare = self._spare(self.cast.routine, tomorrow)
        replace_person(
            assignment=tomorrow,
            person_id=spare.pk,
            by=self.cast.office,
            expected_version=tomorrow.version,
            reason="公差",
        )
        staff = on_seat(self.cast.emergency, Post.DEDICATED_STAFF, at("2026-07-09 12:00"))
        other = self._spare(self.cast.emergency, staff)
        part = Wanted(
            SwapKind.SUBSTITUTION, staff.pk, other.pk, start=at("2026-07-09 12:00"), end=at("2026-07-09 20:00")
        )
        self.swap = request_swap(wanted=part, by=self.cast.office)

    def _spare(self, unit: Unit, seat: Assignment) -> Person:
        held = Assignment.objects.active().filter(
            shift__period=self.period,
            start__lt=seat.end + timedelta(hours=20),
            end__gt=seat.start - timedelta(hours=30),
        )
        free = unit.people.exclude(pk__in=held.exclude(person=None).values("person"))
        return free.filter(eligible_posts__contains=[seat.shift.post]).order_by("pk")[0]

    def _over(self) -> None:
        call_outs.close_call_out(call_out=self.call_out, outcome="已转移", by=self.cast.office)
        reports.report(incident=self.incident, kind=ReportKind.INITIAL_WRITTEN, text="书面", by=self.cast.office)
        reports.report(incident=self.incident, kind=ReportKind.FINAL, text="已办结", by=self.cast.office)
        close_period(period=self.period, by=self.cast.office)
        self.period.refresh_from_db()
        circular = draft_circular(county=self.cast.county, first_day=FIRST, last_day=LAST, by=self.cast.office)
        self.circular = edit_circular(
            circular=circular, by=self.cast.office, expected_version=1, issued_on=date(2026, 7, 10)
        )
        self.feed = create_feed(by=self.cast.office, unit=self.cast.emergency)


def add_post(cast: Cast) -> None:
    """A post that doesn't ship, which only the policy can name."""
    version = PolicyVersion.objects.get(county=cast.county)
    rule = {"posture": Posture.ON_SITE, "starts_at": time(8, 30)}
    post = PolicyPost.objects.create(
        version=version, tier=Tier.EMERGENCY_RESPONSE, code=ADDED, name="安全员", order=90, min_rank=Rank.STAFF, seats=1
    )
    PolicyPhase.objects.create(
        post=post, ordinal=1, starts_basis="local", posture_basis="local", place_basis="local", leaving_basis="local",
        response_basis="local", **rule,
    )  # fmt: skip
    for _each in range(4):
        make_person(cast.emergency, posts=[ADDED])
    forget_added()


def outputs(world: World) -> dict[str, Output]:
    """Everything that tells of what is over, by a name."""
    cast, period = world.cast, world.period
    client = Client()
    client.force_login(cast.office)
    api = Api(key=make_token(cast.office))
    unit_roster = roster_of(period, cast.emergency)
    days = {"from": at(f"{FIRST} 08:30").isoformat(), "to": at(f"{LAST + timedelta(days=1)} 08:30").isoformat()}
    pages = {
        "board": "/?at=2026-07-08T12:00:00%2B08:00",
        "board by night": "/?at=2026-07-07T21:00:00%2B08:00",
        "unit then": f"/now/{cast.routine.code}/?at=2026-07-08T12:00:00%2B08:00",
        "matrix": f"/rosters/periods/{period.pk}/",
        "confirmed": f"/rosters/{unit_roster.pk}/confirm/",
        "revisions": f"/rosters/periods/{period.pk}/revisions/",
        "diff": f"/rosters/periods/{period.pk}/revisions/2/",
        "incident": f"/incidents/{world.incident.pk}/",
        "call-out": f"/call-outs/{world.call_out.pk}/",
        "check": f"/checks/{world.check.pk}/",
        "whistle": f"/whistles/{world.whistle.pk}/",
        "orders": "/posture-orders/",
        "log": f"/log/?unit={cast.emergency.code}",
        "messages": "/messages/log/",
        "swap": f"/swaps/{world.swap.pk}/",
        "circular": f"/analysis/circulars/{world.circular.pk}/",
        "feed": f"/feeds/{secret_of(world.feed.pk)}.ics",
        "statistics": f"/analysis/?first_day={FIRST}&last_day={LAST}",
    }
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "on-duty": ("on-duty/", {"at": "2026-07-08T12:00:00+08:00"}),
        "on-duty of a unit": ("on-duty/", {"at": "2026-07-08T12:00:00+08:00", "unit": cast.emergency.code}),
        "assignments": ("assignments/", {"period": str(period.pk), "page_size": 200}),
        "shifts": ("shifts/", {"period": str(period.pk), "page_size": 200}),
        "rosters": ("rosters/", {"period": str(period.pk)}),
        "revisions of the API": (f"duty-periods/{period.pk}/revisions/", {}),
        "diff of the API": (f"duty-periods/{period.pk}/revisions/2/diff/", {"against": 1}),
        "incidents": ("incidents/", {}),
        "reports": (f"incidents/{world.incident.pk}/reports/", {}),
        "call-outs": (f"call-outs/{world.call_out.pk}/", {}),
        "checks": ("checks/", {}),
        "whistles": ("whistles/", {}),
        "posture orders": ("posture-orders/", {}),
        "log entries": ("log-entries/", {}),
        "handovers": ("handovers/", {}),
        "leave-post reports": ("leave-post-reports/", {}),
        "notifications": ("notifications/", {"page_size": 200}),
        "swaps": ("swaps/", {}),
        "statistics of the API": ("statistics/", days),
    }
    found: dict[str, Output] = {name: _page(client, path) for name, path in pages.items()}
    found |= {f"api {name}": _call(api, path, query) for name, (path, query) in calls.items()}
    auditor = Api(key=make_token(cast.auditor))
    found |= {
        "api audit": _call(
            auditor, "audit-events/", {"to": (AFTERWARDS - timedelta(days=2)).isoformat(), "page_size": 200}
        ),
        "county sheet": lambda: county_paper(load(_again(period), cast.office), today=FIRST),
        "county code": lambda: county_paper(load(_again(period), cast.office), today=FIRST).check_code,
        "unit sheet": lambda: _unit_paper(world),
        "county xlsx": lambda: _cells(client, f"/rosters/periods/{period.pk}/roster.xlsx"),
        "unit xlsx": lambda: _cells(client, f"/rosters/{unit_roster.pk}/roster.xlsx"),
        "circular docx": lambda: _paragraphs(client, f"/analysis/circulars/{world.circular.pk}/circular.docx"),
        "statistics xlsx": lambda: _cells(client, f"/analysis/statistics.xlsx?first_day={FIRST}&last_day={LAST}"),
    }
    found |= {f"{name} drawn": _drawn(client, path) for name, path in papers_of(world).items()}
    return found


def papers_of(world: World) -> dict[str, str]:
    return {
        "county pdf": f"/rosters/periods/{world.period.pk}/roster.pdf",
        "unit pdf": f"/rosters/{roster_of(world.period, world.cast.emergency).pk}/roster.pdf",
        "circular pdf": f"/analysis/circulars/{world.circular.pk}/circular.pdf",
        "statistics pdf": f"/analysis/statistics.pdf?first_day={FIRST}&last_day={LAST}",
    }


def _again(period: DutyPeriod) -> DutyPeriod:
    return DutyPeriod.objects.get(pk=period.pk)


def _page(client: Client, path: str) -> Output:
    def read() -> str:
        response = client.get(path)
        if response.status_code != 200:
            return f"{UNREADABLE} {response.status_code}"
        text = CHANGING.sub("", response.content.decode())
        main = MAIN.search(text)
        return BLANK.sub(" ", OFFERED.sub("", main[0])) if main else text

    return read


def _call(api: Api, path: str, query: dict[str, Any]) -> Output:
    def read() -> Any:
        answer = api.get(path, query=query)
        return answer.body if answer.status == 200 else f"{UNREADABLE} {answer}"

    return read


def _unit_paper(world: World) -> object:
    paper = unit_paper(roster_of(world.period, world.cast.emergency), load(_again(world.period), world.cast.office))
    return (paper.head.title, paper.head.phone, paper.unit.name, paper.filed_by, paper.days, paper.check_code)


def _cells(client: Client, path: str) -> list[tuple[object, ...]]:
    response = client.get(path)
    assert response.status_code == 200
    return [row for sheet in load_workbook(BytesIO(response.content)) for row in sheet.iter_rows(values_only=True)]


def _paragraphs(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [paragraph.text for paragraph in Document(BytesIO(response.content)).paragraphs]


def _drawn(client: Client, path: str) -> Output:
    """The sheet that WeasyPrint would draw, whether this machine can or not."""

    def read() -> str:
        with patch("weasyprint.HTML") as drawing:
            drawing.return_value.write_pdf.return_value = b"%PDF"
            assert client.get(path).status_code == 200
        return BLANK.sub(" ", drawing.call_args.kwargs["string"])

    return read


def new_policy(county: County) -> None:
    """Another version, published, in which every post is called otherwise, owes otherwise and weighs otherwise."""
    with time_machine.travel(AFTERWARDS - timedelta(days=1), tick=False):
        draft = PolicyVersion.objects.filter(county=county).drafts().first() or copy_of(
            PolicyVersion.objects.get(county=county), by=None
        )
    PolicyVersion.objects.filter(pk=draft.pk).update(
        state=PolicyState.PUBLISHED, effective_from=AFTERWARDS.date(), name="新制度", on_site_weight=3, night_factor=2,
        night_start=time(19, 0),
    )  # fmt: skip
    PolicyPost.objects.filter(version=draft).update(name="改名岗位", min_rank=Rank.STAFF)
    PolicyPhase.objects.filter(post__version=draft).update(posture=Posture.ON_SITE, response_minutes=5)
    forget_added()


def change_everything(world: World) -> None:
    """Every fact that people may edit later, in the database itself or by the service where it does more than that."""
    cast = world.cast
    for number, person in enumerate(Person.objects.filter(unit__county=cast.county), start=1):
        person.name, person.position, person.rank = f"改名{number}", "调研员", Rank.STAFF
        person.mobile, person.office_phone = f"188{number:08d}", ""
        person.eligible_posts, person.valid_to = [], timezone.localdate()
        person.unit = cast.hub
        person.save()
    for number, unit in enumerate(cast.units):
        changes = {
            "name": f"新单位{number}", "short_name": f"新{number}", "protocol_order": 900 - number,
            "duty_phone": "0797-1", "fax": "0797-2", "is_active": False, "code": f"{unit.code}{RECODED}",
        }  # fmt: skip
        update_unit(unit=unit, changes=changes, by=cast.office)
    set_tier(unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=date(2026, 8, 1), by=cast.office)
    Unit.objects.create(county=cast.county, code="new", name="新设单位", protocol_order=1)
    County.objects.filter(pk=cast.county.pk).update(lead_office=cast.routine)
    CalendarDay.objects.filter(county=cast.county, date__range=(FIRST, LAST)).update(kind=DayKind.WORKDAY, name="")
    User.objects.filter(county=cast.county).exclude(pk__in=[cast.office.pk, cast.auditor.pk]).update(
        first_name="离任", is_active=False
    )
    DutyPeriod.objects.filter(pk=world.period.pk).update(name="改名周期")
    new_policy(cast.county)


class Compared:
    """Each output before and after everything has changed; what rows keep, and what a migration would fill in."""

    def __init__(self) -> None:
        world = World()
        with connection.cursor() as cursor:
            # Tables with checks pending couldn't be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.kept = words_of_rows()
        fill_anew()
        self.filled = words_of_rows()
        with time_machine.travel(AFTERWARDS, tick=False):
            found = outputs(world)
            before = {name: read() for name, read in found.items()}
            change_everything(world)
            # Asked by today's codes, as whoever follows a link does.
            self.outputs = {name: (before[name], _as_coded_then(read())) for name, read in outputs(world).items()}


def _as_coded_then(found: Any) -> Any:
    """Codes are keys, by which programs and links find a unit: they read as they are now, everywhere."""
    if isinstance(found, str):
        return found.replace(RECODED, "")
    if isinstance(found, list | tuple) and not hasattr(found, "_fields"):
        return type(found)(map(_as_coded_then, found))
    if isinstance(found, dict):
        return {_as_coded_then(name): _as_coded_then(value) for name, value in found.items()}
    return found


MIGRATIONS = (
    import_module("units.migrations.0005_history_keeps_words"),
    import_module("rostering.migrations.0007_history_keeps_words"),
    import_module("alerts.migrations.0004_history_keeps_words"),
)
ALSO = ("rostering_assignment",)


def tables() -> list[str]:
    return [*ALSO, *(table for migration in MIGRATIONS for table in migration.KEPT)]


def words_of_rows() -> dict[str, Any]:
    """Table and key → what the row keeps; the text of a message, which no migration can know, left out."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT id, words - 'said' FROM {table}")  # noqa: S608
            found |= {f"{table} {pk}": json.loads(words) for pk, words in cursor.fetchall()}
    return found


def fill_anew() -> None:
    """As for a database whose rows have kept nothing yet."""
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET words = '{{}}'")  # noqa: S608
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for migration in MIGRATIONS:
        fill(migration.KEPT, *getattr(migration, "MORE", ()))(None, SimpleNamespace(connection=connection))


@pytest.fixture(scope="module")
def compared(django_db_setup: None, django_db_blocker: Any) -> Iterator[Compared]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Compared()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_output_can_be_read(compared: Compared) -> None:
    assert [(name, was) for name, (was, _now) in compared.outputs.items() if str(was).startswith(UNREADABLE)] == []


@pytest.mark.django_db
def test_the_migration_fills_what_rows_would_have_kept(compared: Compared) -> None:
    differing = {row: (kept, compared.filled[row]) for row, kept in compared.kept.items()}
    assert {row: pair for row, pair in differing.items() if pair[0] != pair[1]} == {}


@pytest.mark.django_db
def test_every_output_reads_as_it_did(compared: Compared) -> None:
    changed = {name: (was, now) for name, (was, now) in compared.outputs.items() if was != now}
    for name, (was, now) in changed.items():
        print(name, *list(_differences(was, now))[:6], sep="\n    ")
    assert not changed, sorted(changed)


def _differences(was: object, now: object) -> Iterator[str]:
    lines = [re.split(r"\n|, (?=')|(?=<)", text if isinstance(text, str) else repr(text)) for text in (was, now)]
    for one, other in zip(*lines, strict=False):
        if one.strip() != other.strip():
            yield f"{one.strip()[:150]} → {other.strip()[:150]}"
