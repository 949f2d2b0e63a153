"""A rain warning of yesterday in the demo county: signed, answered by all units, one of them only by telephone."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from alerts.enums import (
    AnsweredBy,
    BulletinSource,
    BulletinType,
    WarningCallState,
    WarningKind,
    WarningLevel,
    WarningState,
)
from alerts.models import PublicWarning, WarningBulletin, WarningCall
from alerts.warnings.queries import named_by
from alerts.who_answers import on_duty_in_units
from units.models import County, User

AGO, LASTED = timedelta(hours=20), timedelta(hours=6)
TEXT = "预计未来6小时，章江镇、河东乡等地将出现50毫米以上降水，请注意防范山洪、滑坡和城区内涝。"


def add_warning(county: County, rng: Random, now: datetime) -> list[str]:
    """Nothing in a county that has had a warning, or where nobody was on duty then."""
    at = now - AGO
    table = named_by(county.pk, WarningKind.RAINSTORM, WarningLevel.YELLOW)
    on_duty = on_duty_in_units([unit.pk for unit in table.units], at)
    if PublicWarning.objects.filter(county=county).exists() or not any(on_duty.values()):
        return []
    warning = PublicWarning.objects.create(
        county=county,
        kind=WarningKind.RAINSTORM,
        level=WarningLevel.YELLOW,
        headline="县气象台发布暴雨黄色预警信号",
        text=TEXT,
        area="章江镇、河东乡",
        start=at,
        end=at + LASTED,
        state=WarningState.CLOSED,
        received_at=at,
        round=1,
        unit_ids=[unit.pk for unit in table.units],
        answer_minutes=table.answer_minutes,
        signed_by=User.objects.get(county=county, username="office"),
        signed_at=at + timedelta(minutes=3),
        closed_at=at + LASTED,
        outcome="各单位均已叫应，未发生险情",
    )
    WarningBulletin.objects.create(
        county=county, warning=warning, type=BulletinType.ALERT, source=BulletinSource.TEXT, sender="县气象台",
        headline=warning.headline, level=warning.level, raw=TEXT, received_at=at,
    )  # fmt: skip
    asked = [rows[0] for rows in on_duty.values() if rows]
    WarningCall.objects.bulk_create(
        _answered(warning, row.shift.unit_id, row.person_id, rng, by_phone=number == len(asked) - 1)
        for number, row in enumerate(asked)
    )
    return [f"a rain warning that {len(asked)} units have answered"]


def _answered(
    warning: PublicWarning, unit_id: UUID, person_id: UUID | None, rng: Random, *, by_phone: bool
) -> WarningCall:
    asked = warning.received_at + timedelta(minutes=3, seconds=rng.randint(2, 9))
    minutes = warning.answer_minutes
    after = (
        timedelta(minutes=minutes, seconds=200) if by_phone else timedelta(seconds=rng.randint(20, 60 * minutes - 30))
    )
    return WarningCall(
        county_id=warning.county_id,
        warning=warning,
        unit_id=unit_id,
        person_id=person_id,
        round=1,
        state=WarningCallState.ANSWERED,
        was_reached=True,
        asked_at=asked,
        answer_by=asked + timedelta(minutes=minutes),
        answered_at=asked + after,
        answered_how=AnsweredBy.PHONE if by_phone else AnsweredBy.LINK,
        answered_by="值班室" if by_phone else "",
    )
