"""Everything that tells of what is over: pages, the API, sheets and papers."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

from django.test import Client
from docx import Document
from openpyxl import load_workbook

from alerts.feeds.services import secret_of
from rostering.models import DutyPeriod
from rostering.printing.queries.papers import county_paper, unit_paper
from rostering.seats.queries.matrix import load
from tests.alerts.mechanisms.lived_through import FIRST, LAST, World
from tests.api_client import Api
from tests.factories import at, make_token, roster_of

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
BLANK = re.compile(r"\s+")
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
UNREADABLE = "unreadable:"
Output = Callable[[], object]


def outputs(world: World) -> dict[str, Output]:
    """Everything that tells of what is over, by a name."""
    cast, period = world.cast, world.period
    client = Client()
    client.force_login(cast.office)
    api = Api(key=make_token(cast.office))
    unit_roster = roster_of(period, cast.emergency)
    found: dict[str, Output] = {name: _page(client, path) for name, path in pages_of(world).items()}
    found |= {f"api {name}": _call(api, path, query) for name, (path, query) in calls_of(world).items()}
    auditor = Api(key=make_token(cast.auditor))
    found |= {
        "api audit": _call(
            auditor, "audit-events/", {"to": (AFTERWARDS - timedelta(days=2)).isoformat(), "page_size": 200}
        ),
        "county sheet": lambda: county_paper(load(_again(period), cast.office)),
        "county code": lambda: county_paper(load(_again(period), cast.office)).check_code,
        "unit sheet": lambda: _unit_paper(world),
        "county xlsx": lambda: _cells(client, f"/rosters/periods/{period.pk}/roster.xlsx"),
        "unit xlsx": lambda: _cells(client, f"/rosters/{unit_roster.pk}/roster.xlsx"),
        "circular docx": lambda: _paragraphs(client, f"/analysis/circulars/{world.circular.pk}/circular.docx"),
        "statistics xlsx": lambda: _cells(client, f"/analysis/statistics.xlsx?first_day={FIRST}&last_day={LAST}"),
    }
    found |= {f"{name} drawn": _drawn(client, path) for name, path in papers_of(world).items()}
    return found


def pages_of(world: World) -> dict[str, str]:
    cast, period = world.cast, world.period
    unit_roster = roster_of(period, cast.emergency)
    return {
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
        "bulletin": f"/bulletins/{world.bulletin.pk}/",
        "round": f"/supervision/{world.round.pk}/",
        "complaint": f"/complaints/{world.complaint.pk}/",
        "tasks": "/tasks/?view=all",
        "task": f"/tasks/{world.task.pk}/",
        "orders": "/posture-orders/",
        "log": f"/log/?unit={cast.emergency.code}",
        "messages": "/messages/log/",
        "swap": f"/swaps/{world.swap.pk}/",
        "circular": f"/analysis/circulars/{world.circular.pk}/",
        "feed": f"/feeds/{secret_of(world.feed.pk)}.ics",
        "statistics": f"/analysis/?first_day={FIRST}&last_day={LAST}",
    }


def calls_of(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    cast, period = world.cast, world.period
    days = {"from": at(f"{FIRST} 08:30").isoformat(), "to": at(f"{LAST + timedelta(days=1)} 08:30").isoformat()}
    return {
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
        "bulletins": ("bulletins/", {}),
        "rounds": ("supervisions/", {}),
        "units seen": (f"supervisions/{world.round.pk}/visits/", {}),
        "complaints": ("complaints/", {}),
        "tasks": ("tasks/", {}),
        "steps of a task": (f"tasks/{world.task.pk}/steps/", {}),
        "posture orders": ("posture-orders/", {}),
        "log entries": ("log-entries/", {}),
        "handovers": ("handovers/", {}),
        "leave-post reports": ("leave-post-reports/", {}),
        "notifications": ("notifications/", {"page_size": 200}),
        "swaps": ("swaps/", {}),
        "statistics of the API": ("statistics/", days),
    }


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
