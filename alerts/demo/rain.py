"""Yesterday in the demo county, told to its end: a rain warning that calls fourteen units, an order that adds a field team, the
flood with its card, its reports to the city, the leader's instruction, the hazard, and the circular that tells of it."""

from datetime import datetime, timedelta
from random import Random

from django.db.models import Max
from django.utils import timezone

from alerts.bulletins.models import Bulletin, BulletinSending
from alerts.demo.called_in import call_in
from alerts.demo.followups import Matter, add_matters
from alerts.demo.papers import CITY, ticked
from alerts.demo.warnings import HEADLINE, LASTED, named, warn
from alerts.enums import (
    BulletinSeries,
    BulletinStage,
    BulletinState,
    IncidentLevel,
    IncidentState,
    ReportKind,
    SendingWay,
    TaskGrade,
    TaskKind,
    Verdict,
)
from alerts.incidents.models import Incident, IncidentReport
from alerts.incidents.services.opening import city_deadline, expected_reports
from alerts.models import PublicWarning
from alerts.who_answers import county_leaders, on_duty_in_units
from rostering.statistics.services.circulars import draft_circular
from units.audit import services as audit
from units.models import County, CountySettings, Unit, User

AGO = timedelta(hours=20)
# After the warning has come in.
ORDERED, OCCURRED, CLOSED = timedelta(minutes=45), timedelta(minutes=110), timedelta(hours=7)
KNOWN_AFTER = timedelta(minutes=8)
INVOLVED = ("slj", "yjj", "xfjy")
PLACE = "河东乡柏树村"
FIRST = "强降雨致柏树村小流域水位暴涨，沿河低洼处十二户进水，正在转移群众，尚无人员伤亡。"
FURTHER = "三十八人已转移至村小学安置，现场工作组排查上游山塘，发现坝脚渗水一处，正在处置。"
FINAL = "河道水位退至警戒以下，上游山塘渗水已处置，转移群众全部返家，无人员伤亡。"


def add_rain(county: County, rng: Random, now: datetime) -> list[str]:
    """Nothing in a county that has had a warning, or where nobody was on duty then."""
    at = now - AGO
    if PublicWarning.objects.filter(county=county).exists():
        return []
    units = {unit.code: unit for unit in county.units.active()}
    if not set(INVOLVED) <= units.keys() or not on_duty_in_units([units[INVOLVED[0]].pk], at)[units[INVOLVED[0]].pk]:
        return []
    office = User.objects.get(county=county, username="office")
    called = named(county, at)
    warn(county, called, office, rng, at)
    involved = [units[code] for code in INVOLVED]
    team = call_in(county, involved, office, HEADLINE, at + ORDERED, at + LASTED)
    incident = _flood(county, involved, office, at + OCCURRED)
    ticked(incident, office, rng)
    _reported(incident, office, at + CLOSED)
    _followed_up(incident, office, now)
    with audit.untold():
        draft_circular(county=county, first_day=timezone.localdate(at), last_day=timezone.localdate(now), by=office)
    return [
        f"a rain warning to {len(called)} units, {len(team)} people called in, a flood reported to its end, a circular"
    ]


def _flood(county: County, involved: list[Unit], office: User, occurred: datetime) -> Incident:
    last = Incident.objects.filter(county=county).aggregate(last=Max("number"))["last"] or 0
    known = occurred + KNOWN_AFTER
    incident = Incident(
        county=county, number=last + 1, title="柏树村小流域山洪", kind="洪涝", level=IncidentLevel.LARGER, place=PLACE,
        source="河东乡值班室", occurred_at=occurred, known_at=known, casualties="无", losses="十二户进水，农田受淹约三十亩",
        state=IncidentState.CLOSED, closed_at=occurred - OCCURRED + CLOSED, recorded_by=office,
    )  # fmt: skip
    incident.city_due_at = city_deadline(incident)
    incident.city_reported_at = occurred + timedelta(minutes=78)
    incident.save()
    incident.units.set(involved)
    phone, written = expected_reports(incident)
    told = (
        (phone, timedelta(minutes=14), FIRST),
        (written, timedelta(minutes=41), FIRST),
        (IncidentReport(incident=incident, kind=ReportKind.FOLLOW_UP), timedelta(hours=2), FURTHER),
        (IncidentReport(incident=incident, kind=ReportKind.FINAL), CLOSED - OCCURRED - KNOWN_AFTER, FINAL),
    )
    for number, (report, after, text) in enumerate(told, start=1):
        report.number, report.reported_at, report.text = number, known + after, text
        report.reported_to, report.reported_by = "、".join(CITY), office
    IncidentReport.objects.bulk_create(report for report, _after, _text in told)
    return incident


def _reported(incident: Incident, office: User, closed: datetime) -> None:
    """首报 within the city's clock, 终报 when it was over."""
    _sent(incident, office, BulletinStage.INITIAL, incident.occurred_at + timedelta(minutes=70), FIRST,
          "县防指已派出现场工作组，水利、应急、消防到场，转移安置群众三十八人。", "未来三小时仍有强降雨，水位可能继续上涨。")  # fmt: skip
    _sent(incident, office, BulletinStage.FINAL, closed + timedelta(minutes=20), FINAL,
          "现场工作组已撤回，县水利局对全县小型山塘再排查一遍。", "降雨已停，险情解除。")  # fmt: skip


def _sent(
    incident: Incident, office: User, stage: BulletinStage, signed: datetime, matter: str, measures: str, trend: str
) -> None:
    year = timezone.localdate(signed).year
    numbered = Bulletin.objects.filter(county=incident.county, series=BulletinSeries.DUTY, year=year)
    made = Bulletin.objects.create(
        county=incident.county, incident=incident, series=BulletinSeries.DUTY, stage=stage, year=year,
        number=(numbered.aggregate(last=Max("number"))["last"] or 0) + 1, title=incident.title,
        occurred_at=incident.occurred_at, place=incident.place, source=incident.source, matter=matter,
        casualties=f"无人员伤亡；{incident.losses}", scope="柏树村沿河两个居民小组", measures=measures, trend=trend,
        reporter=CountySettings.of(incident.county_id).letterhead or "县委办值班室", recipients=list(CITY),
        signer="县委办主任", signed_by=office, issued_at=signed, written_by=office, is_sent=True,
        state=BulletinState.ISSUED, due_at=incident.city_due_at if stage == BulletinStage.INITIAL else None,
    )  # fmt: skip
    for minutes, recipient in enumerate(CITY, start=8):
        BulletinSending.objects.create(
            bulletin=made, recipient=recipient, way=SendingWay.FAX, sent_at=signed + timedelta(minutes=minutes),
            note="值班员已签收", sent_by=office,
        )  # fmt: skip


def _followed_up(incident: Incident, office: User, now: datetime) -> None:
    """批示 by the leader who stands for the county, and the hazard that the field team found: both done."""
    leader = county_leaders(incident.county, now).first()

    def ago(hours: float) -> float:
        return (now - incident.occurred_at) / timedelta(days=1) - hours / 24

    add_matters(
        incident.county, office, now,
        (
            Matter(TaskKind.INSTRUCTION, TaskGrade.SAME_DAY, "slj", "对河东乡上游山塘逐座排查，确保群众安全", ago(1.5), hours=3,
                   result="七座山塘已全部排查，一处渗水正在处置", verdict=Verdict.SATISFIED),
            Matter(TaskKind.HAZARD, TaskGrade.SAME_DAY, "slj", "细坑山塘坝脚渗水", ago(2.25), place="柏树村细坑山塘", hours=4,
                   measure="降低水位，坝脚压浸", result="水位已降至安全线，渗水停止，留人值守一夜", verdict=Verdict.SATISFIED),
        ),
        incident=incident, leader=leader,
    )  # fmt: skip
