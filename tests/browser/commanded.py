"""What the chain of command leaves behind, a row of each kind, for tests that look at every page."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from alerts.bulletins.services import drafting, issuing
from alerts.complaints.services import write_complaint
from alerts.enums import BulletinSeries, BulletinStage, ComplaintAbout, ComplaintKind, SendingWay, TaskKind
from alerts.followups.services import evidence, giving
from alerts.models import Incident
from alerts.orders.services import orders
from alerts.response_cards.services.cards import install_cards
from alerts.supervision import services as supervision
from rostering.enums import ExtraKind, Posture
from tests.factories import PASSWORD, Cast
from units.accounts.services.accounts import create_city_account
from units.cities.services import found_city, join_city
from units.models import User


def commanded(county: Cast, incident: Incident) -> list[str]:
    """Addresses of an order with its people, a task with evidence, a bulletin that was sent, and the like."""
    office, now = county.office, timezone.now()
    order = orders.issue_order(
        county=county.county, reason="防汛", posture=Posture.PHONE_STANDBY, start=now, end=now + timedelta(hours=6),
        by=office, units=[county.emergency], extras={ExtraKind.FIELD_TEAM: 1},
    )  # fmt: skip
    task = giving.give_task(unit=county.emergency, kind=TaskKind.HAZARD, matter="坝脚渗水", place="细坑", by=office)
    evidence.add_file(task=task, file=ContentFile("已压浸".encode(), name="处置.txt"), by=office)
    said: dict[str, Any] = dict.fromkeys(
        ("place", "source", "matter", "casualties", "scope", "measures", "trend"), "如实"
    )
    draft = drafting.draft_bulletin(
        county=county.county, series=BulletinSeries.DUTY, stage=BulletinStage.INITIAL, title="漫堤", by=office,
        incident=incident, recipients=["市委值班室", "市政府值班室"], occurred_at=incident.occurred_at, reporter="值班室", **said,
    )  # fmt: skip
    bulletin = issuing.issue_bulletin(bulletin=draft, signer="张主任", by=office)
    issuing.record_sending(bulletin=bulletin, recipient="市委值班室", way=SendingWay.FAX, by=office)
    card = install_cards(county=county.county, by=office)[0]
    complaint = write_complaint(
        county=county.county,
        kind=ComplaintKind.SUGGESTION,
        about=ComplaintAbout.OTHER,
        text="查岗再少些",
        by=county.duty,
    )
    tour = supervision.start(leader=county.county_leaders[0], by=office, route="城区")
    day = f"{timezone.localtime(now):%Y-%m-%d}"
    return [
        f"/posture-orders/{order.pk}/",
        f"/tasks/{task.pk}/",
        f"/tasks/new/?incident={incident.pk}",
        f"/bulletins/{bulletin.pk}/",
        f"/bulletins/new/?incident={incident.pk}",
        f"/incidents/{incident.pk}/card/",
        f"/response-cards/{card.pk}/",
        f"/response-cards/{card.pk}/edit/",
        f"/complaints/{complaint.pk}/",
        f"/supervision/{tour.pk}/",
        f"/past/?valid_day={day}&valid_time=00:01&unit=yjj",
        "/city/counties/zj/",
        "/city/counties/zj/figures/",
        "/city/counties/zj/reports/",
        f"/city/counties/zj/reports/{bulletin.pk}/",
    ]


def city_office(county: Cast) -> User:
    """Of the city that the county has joined."""
    city = found_city(name="赣州市", code="ganzhou", by=None)
    join_city(county=county.county, city=city, by=None)
    return create_city_account(
        city=city, login="city", display_name="市委值班室", by=None, password=PASSWORD, must_change=False
    ).user
