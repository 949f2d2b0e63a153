"""A report that leaves the house: its elements, its clock from the moment of occurrence, its numbers, what was sent to whom."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone
from docx import Document

from alerts.bulletins.rules import ELEMENTS, missing, out_of_order
from alerts.bulletins.services import drafting, issuing
from alerts.enums import BulletinSeries, BulletinStage, IncidentLevel, SendingWay
from alerts.incidents.services import reminding, reports
from alerts.models import Bulletin, BulletinSending, Incident, Notification
from alerts.todo.queries.lines import queue_of
from alerts.todo.rules import Kind
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast
from tests.paper import HAS_PANGO
from units.errors import InvalidInput, RuleViolation
from units.models import CountySettings

SAID = {
    "place": "城东堤段", "source": "县水文站", "matter": "水位超警戒0.3米，已巡堤。", "casualties": "无人员伤亡", "scope": "城东低洼处",
    "measures": "已转移46人，消防、水利到场。", "trend": "上游雨停，水位趋落。", "reporter": "县委办 李明",
}  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "lacks"),
    [("initial", ELEMENTS), ("final", ELEMENTS), ("follow_up", ("matter", "measures", "trend", "reporter"))],
)
def test_what_each_stage_must_say(stage: str, lacks: tuple[str, ...]) -> None:
    assert missing(stage, {}) == lacks
    full = dict.fromkeys(ELEMENTS, "正在核实")
    assert missing(stage, full) == ()
    for name in lacks:
        assert missing(stage, full | {name: "  "}) == (name,)


@pytest.mark.parametrize(
    ("stage", "standing", "against"),
    [
        ("initial", [], ""), ("initial", ["initial"], "initial_issued"), ("follow_up", [], "initial_missing"),
        ("follow_up", ["initial", "follow_up"], ""), ("final", ["initial"], ""), ("final", [], "initial_missing"),
        ("follow_up", ["initial", "final"], "final_issued"), ("final", ["initial", "final"], "final_issued"),
    ],
)  # fmt: skip
def test_how_they_follow_each_other(stage: str, standing: list[str], against: str) -> None:
    assert out_of_order(stage, standing) == against


def larger(cast: Cast, *, minutes_ago: int = 20, level: IncidentLevel = IncidentLevel.LARGER) -> Incident:
    return reports.record_incident(
        county=cast.county, title="章江超警戒", kind="洪涝", place="城东堤段", units=[cast.emergency], by=cast.office,
        level=level, occurred_at=timezone.now() - timedelta(minutes=minutes_ago),
    )  # fmt: skip


def drafted(cast: Cast, incident: Incident | None, **given: Any) -> Bulletin:
    values: dict[str, Any] = {
        "series": BulletinSeries.DUTY, "stage": BulletinStage.INITIAL, "title": "章江超警戒",
        "occurred_at": timezone.now() - timedelta(minutes=20), "recipients": ["市委值班室", "市政府值班室"], **SAID,
    }  # fmt: skip
    return drafting.draft_bulletin(county=cast.county, incident=incident, by=cast.office, **values | given)


def kinds(cast: Cast) -> list[Kind]:
    return [
        line.kind
        for line in queue_of(cast.office, timezone.now()).lines
        if line.kind in (Kind.CITY_REPORT, Kind.BULLETIN)
    ]


@pytest.mark.django_db
class TestTheCitysClock:
    def test_it_runs_from_the_moment_of_occurrence_of_larger_ones_alone(self, watched: Cast) -> None:
        CountySettings.objects.create(county=watched.county, report_city_minutes=90)
        incident = larger(watched)
        assert incident.city_due_at == incident.occurred_at + timedelta(minutes=90)
        small = larger(watched, level=IncidentLevel.ORDINARY)
        assert small.city_due_at is None
        CountySettings.objects.update(report_city_minutes=60)
        raised = reports.update_incident(incident=small, by=watched.office, level=IncidentLevel.MAJOR)
        assert raised.city_due_at == raised.occurred_at + timedelta(minutes=60)
        kept = reports.update_incident(incident=incident, by=watched.office, level=IncidentLevel.MAJOR)
        assert kept.city_due_at == kept.occurred_at + timedelta(minutes=90)
        lowered = reports.update_incident(incident=raised, by=watched.office, level=IncidentLevel.ORDINARY)
        assert lowered.city_due_at is None
        assert kinds(watched) == [Kind.CITY_REPORT]

    def test_the_duty_room_is_reminded_once_and_not_of_what_was_sent(self, watched: Cast) -> None:
        incident = larger(watched)
        due = incident.city_due_at
        assert due is not None
        reminding.remind_of_reports(now=due - timedelta(minutes=31))
        assert incident.pk not in set(Notification.objects.values_list("object_id", flat=True))
        assert reminding.remind_of_reports(now=due - timedelta(minutes=30)) >= 1
        told = Notification.objects.filter(object_id=incident.pk, purpose="report_due")
        assert told.exists()
        before = told.count()
        reminding.remind_of_reports(now=due - timedelta(minutes=29))
        assert told.count() == before
        signed = issuing.issue_bulletin(bulletin=drafted(watched, incident), signer="张主任", by=watched.office)
        issuing.record_sending(bulletin=signed, recipient="市委值班室", way=SendingWay.FAX, by=watched.office)
        assert set(told.values_list("state", flat=True)) <= {"suppressed", "accepted"}

    def test_late_is_what_was_sent_late_and_a_retracted_one_told_nobody(self, watched: Cast) -> None:
        incident = larger(watched)
        signed = issuing.issue_bulletin(bulletin=drafted(watched, incident), signer="张主任", by=watched.office)
        assert signed.due_at == incident.city_due_at
        with time_machine.travel(timezone.now() + timedelta(minutes=101), tick=False):
            issuing.record_sending(bulletin=signed, recipient="市委值班室", way=SendingWay.FAX, by=watched.office)
            incident.refresh_from_db()
            assert incident.city_reported_at == timezone.now()
            body = Api(user=watched.office).get(f"bulletins/{signed.pk}/")
            assert (body["late"], [one["recipient"] for one in body["sendings"]]) == (True, ["市委值班室"])
            assert kinds(watched) == [Kind.BULLETIN]
            signed.refresh_from_db()
            issuing.retract_bulletin(bulletin=signed, reason="水位数有误", by=watched.office)
            assert Incident.objects.owed_to_city().get() == incident
            assert kinds(watched) == [Kind.CITY_REPORT, Kind.BULLETIN]
            with pytest.raises(InvalidInput) as early:
                issuing.record_sending(
                    bulletin=signed, recipient="市委值班室", way=SendingWay.PHONE, by=watched.office,
                    sent_at=timezone.now() - timedelta(minutes=1),
                )  # fmt: skip
            assert early.value.code == "sent_before_signed"
        with time_machine.travel(timezone.now() + timedelta(minutes=103), tick=False):
            page = f"/bulletins/{signed.pk}/"
            office = browser_of(watched.office)
            assert "待告知撤回" in office.get(page).content.decode()
            told_at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
            sending = {"recipient": "市委值班室", "way": "phone", "sent_at": told_at, "note": ""}
            assert office.post(f"{page}send/", sending).status_code == 302
            assert "待告知撤回" not in office.get(page).content.decode()
            assert kinds(watched) == [Kind.CITY_REPORT]
            assert Incident.objects.owed_to_city().get() == incident

    def test_a_correction_goes_to_everybody_who_had_received_what_it_corrects(self, watched: Cast) -> None:
        signed = issuing.issue_bulletin(bulletin=drafted(watched, larger(watched)), signer="张主任", by=watched.office)
        for name in (*signed.recipients, "省厅值班室"):
            issuing.record_sending(bulletin=signed, recipient=name, way=SendingWay.FAX, by=watched.office)
        signed.refresh_from_db()
        draft = drafting.begin_correction(bulletin=signed, by=watched.office)
        draft = drafting.edit_bulletin(bulletin=draft, by=watched.office, recipients=["市政府值班室"])
        corrected = issuing.issue_bulletin(bulletin=draft, signer="张主任", by=watched.office)
        assert corrected.recipients == list(dict.fromkeys(["市政府值班室", *signed.recipients, "省厅值班室"]))
        assert kinds(watched) == [Kind.BULLETIN]


@pytest.mark.django_db
class TestSigning:
    def test_what_is_missing_is_named_and_numbers_run_by_series_and_year(self, watched: Cast) -> None:
        incident = larger(watched)
        bare = drafted(watched, incident, trend="", casualties=" ")
        with pytest.raises(RuleViolation) as refused:
            issuing.issue_bulletin(bulletin=bare, signer="张主任", by=watched.office)
        assert refused.value.code == "elements_missing"
        assert "人员伤亡和损失、趋势研判" in str(refused.value)
        bare = drafting.edit_bulletin(bulletin=bare, by=watched.office, trend="趋稳", casualties="无")
        first = issuing.issue_bulletin(bulletin=bare, signer="张主任", by=watched.office)
        with pytest.raises(RuleViolation, match="已有首报"):
            issuing.issue_bulletin(bulletin=drafted(watched, incident), signer="张主任", by=watched.office)
        further = drafted(watched, incident, stage=BulletinStage.FOLLOW_UP, place="", source="")
        second = issuing.issue_bulletin(bulletin=further, signer="张主任", by=watched.office)
        alone = drafted(watched, None, series=BulletinSeries.SITUATION, title="外出务工返乡情况")
        other = issuing.issue_bulletin(bulletin=alone, signer="王主任", by=watched.office)
        issuing.retract_bulletin(bulletin=second, reason="重复", by=watched.office)
        third = issuing.issue_bulletin(
            bulletin=drafted(watched, incident, stage=BulletinStage.FINAL), signer="张主任", by=watched.office
        )
        assert [(one.year, one.number) for one in (first, second, third, other)] == [
            (2026, 1),
            (2026, 2),
            (2026, 3),
            (2026, 1),
        ]

    def test_what_was_signed_stands_and_nothing_is_ever_deleted(self, watched: Cast) -> None:
        signed = issuing.issue_bulletin(bulletin=drafted(watched, larger(watched)), signer="张主任", by=watched.office)
        with pytest.raises(RuleViolation, match="不能再改"):
            drafting.edit_bulletin(bulletin=signed, by=watched.office, matter="改了")
        sending = issuing.record_sending(bulletin=signed, recipient="市委值班室", way=SendingWay.FAX, by=watched.office)
        rows = Bulletin.objects.filter(pk=signed.pk)
        for act in (
            lambda: rows.update(matter="改了"), rows.delete, BulletinSending.objects.filter(pk=sending.pk).delete
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_a_correction_is_a_number_of_its_own_and_takes_the_place_of_the_first(self, watched: Cast) -> None:
        incident = larger(watched)
        first = issuing.issue_bulletin(bulletin=drafted(watched, incident), signer="张主任", by=watched.office)
        issuing.record_sending(bulletin=first, recipient="市委值班室", way=SendingWay.FAX, by=watched.office)
        begun = drafting.begin_correction(bulletin=first, by=watched.office)
        assert drafting.begin_correction(bulletin=first, by=watched.office) == begun
        drafting.edit_bulletin(bulletin=begun, by=watched.office, casualties="轻伤1人")
        second = issuing.issue_bulletin(bulletin=begun, signer="张主任", by=watched.office)
        first.refresh_from_db()
        incident.refresh_from_db()
        assert (first.state, first.casualties, second.number) == ("corrected", "无人员伤亡", 2)
        assert incident.city_reported_at is not None


@pytest.mark.django_db
def test_from_the_incident_to_the_paper_by_the_pages(watched: Cast) -> None:
    incident = larger(watched)
    reports.report(incident=incident, kind="initial_phone", text="堤段漫水，已组织转移。", by=watched.office)  # type: ignore[arg-type]
    office = browser_of(watched.office)
    begun = office.get(f"/bulletins/new/?incident={incident.pk}").context["form"]
    values = {name: begun[name].value() or "" for name in begun.fields}
    assert (values["place"], values["stage"], "组织转移" in values["matter"]) == ("城东堤段", "initial", True)
    values |= {"occurred_at": "2026-07-08T11:40", "recipients": "市委值班室、市政府值班室"}
    path = office.post(f"/bulletins/new/?incident={incident.pk}", values)["Location"]
    page = office.get(path).content.decode()
    assert "签发前还缺" in page
    assert office.post(f"{path}issue/", {"signer": "张主任"}).status_code == 400
    assert office.post(f"{path}edit/", values | SAID).status_code == 302
    assert office.post(f"{path}issue/", {"signer": "张主任"}).status_code == 302
    made = Bulletin.objects.get()
    words = "\n".join(one.text for one in Document(BytesIO(office.get(f"{path}docx/").content)).paragraphs)
    for said in ("值班快报", "〔2026〕第1期", "签发人：张主任", *SAID.values(), "报：市委值班室、市政府值班室"):
        assert said in words
    if HAS_PANGO:
        assert office.get(f"{path}pdf/").content.startswith(b"%PDF")
    late = office.post(f"{path}send/", {"recipient": "市委值班室", "way": "fax", "sent_at": "2026-07-08T11:00"})
    assert (late.status_code, "不能早于签发时间" in late.content.decode()) == (400, True)
    for name in made.recipients:
        sent = {"recipient": name, "way": "fax", "sent_at": "2026-07-08T12:00", "note": "值班员 周某"}
        assert office.post(f"{path}send/", sent).status_code == 302
    assert kinds(watched) == []
    shown = office.get(f"/incidents/{incident.pk}/").content.decode()
    assert "已报市" in shown
    assert "第1期" in shown
    assert browser_of(watched.leader).get("/bulletins/").status_code == 403
    assert browser_of(watched.leader).get(f"/incidents/{incident.pk}/").status_code == 200


@pytest.mark.django_db
def test_after_the_last_report_only_its_correction_is_written_until_it_is_retracted(watched: Cast) -> None:
    incident = larger(watched)
    issuing.issue_bulletin(bulletin=drafted(watched, incident), signer="张主任", by=watched.office)
    last = drafted(watched, incident, stage=BulletinStage.FINAL)
    last = issuing.issue_bulletin(bulletin=last, signer="张主任", by=watched.office)
    office, api = browser_of(watched.office), Api(user=watched.office)
    form, write = f"/bulletins/new/?incident={incident.pk}", {"incident": str(incident.pk), "title": "又一期"}
    page = office.get(f"/incidents/{incident.pk}/").content.decode()
    assert (form in page, f"/bulletins/{last.pk}/" in page) == (False, True)
    # What waits is that it is sent.
    assert (form in office.get("/bulletins/").content.decode(), form in office.get("/todo/").content.decode()) == (
        False,
        False,
    )
    refused = office.get(form)
    assert (refused.status_code, "已有终报，不再拟写" in refused.content.decode()) == (409, True)
    assert office.post(form, {}).status_code == 409
    assert api.post("bulletins/", write)["code"] == "final_issued"
    assert drafting.begin_correction(bulletin=last, by=watched.office).stage == BulletinStage.FINAL
    issuing.retract_bulletin(bulletin=last, reason="数据有误", by=watched.office)
    assert form in office.get(f"/incidents/{incident.pk}/").content.decode()
    assert office.get(form).status_code == 200
    assert api.post("bulletins/", write)["stage"] == "follow_up"
