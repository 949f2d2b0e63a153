"""A rain warning in the demo county: its line of the table, who was called, who answered, and one unit by telephone only."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from alerts.call_outs.services.summoning import Reachable, reachable_in_units
from alerts.enums import (
    AnsweredBy,
    BulletinSource,
    BulletinType,
    WarningCallState,
    WarningKind,
    WarningLevel,
    WarningState,
)
from alerts.models import PublicWarning, WarningBulletin, WarningCall, WarningRule
from alerts.warnings.services.calling import MOST_OF_A_UNIT
from units.enums import Tier
from units.models import County, Unit, User

KIND, LEVEL = WarningKind.RAINSTORM, WarningLevel.ORANGE
SIGNED_AFTER, LASTED, ANSWER_MINUTES = timedelta(minutes=3), timedelta(hours=6), 10
HEADLINE = "县气象台发布暴雨橙色预警信号"
TEXT = "预计未来6小时，章江镇、河东乡将出现100毫米以上降水，请注意防范山洪、滑坡和城区内涝。"
# Nobody of this unit answers the messages.
SILENT = "hbj"


def named(county: County, at: datetime) -> list[Unit]:
    """The units of the emergency tier, which the county's own line of the table calls."""
    units = county.units.active().filter(
        tiers__valid__contains=timezone.localdate(at), tiers__tier=Tier.EMERGENCY_RESPONSE
    )
    found = list(units.in_protocol_order())
    rule = WarningRule.objects.create(
        county=county, kind=KIND, level=LEVEL, answer_minutes=ANSWER_MINUTES, card="洪涝处置卡"
    )
    rule.units.set(found)
    return found


def warn(county: County, units: Sequence[Unit], office: User, rng: Random, at: datetime) -> PublicWarning:
    """Received at `at`, signed, answered, over."""
    signed = at + SIGNED_AFTER
    warning = PublicWarning.objects.create(
        county=county, kind=KIND, level=LEVEL, headline=HEADLINE, text=TEXT, area="章江镇、河东乡", start=at, end=at + LASTED,
        state=WarningState.CLOSED, received_at=at, round=1, unit_ids=[unit.pk for unit in units],
        plan={"posture": "", "extra_staff": 0, "card": "洪涝处置卡"}, answer_minutes=ANSWER_MINUTES, signed_by=office,
        signed_at=signed, closed_at=at + LASTED, outcome=f"{len(units)}个单位均已叫应，其中1个经电话叫应",
    )  # fmt: skip
    WarningBulletin.objects.create(
        county=county, warning=warning, type=BulletinType.ALERT, source=BulletinSource.TEXT, sender="县气象台",
        headline=HEADLINE, level=LEVEL, raw=f"{HEADLINE}：{TEXT}", received_at=at,
    )  # fmt: skip
    reachable = reachable_in_units([unit.pk for unit in units], signed)
    calls = [call for unit in units for call in _calls(warning, unit, reachable[unit.pk], rng)]
    WarningCall.objects.bulk_create(calls)
    return warning


def _calls(warning: PublicWarning, unit: Unit, people: Reachable, rng: Random) -> Iterable[WarningCall]:
    if unit.code == SILENT:
        yield from _silent(warning, unit, people)
        return
    asked = warning.received_at + SIGNED_AFTER + timedelta(seconds=rng.randint(2, 9))
    took = timedelta(seconds=rng.randint(20, 60 * ANSWER_MINUTES - 30))
    for person, _duty in people[:1]:
        yield WarningCall(
            county_id=warning.county_id, warning=warning, unit=unit, person=person, round=1, was_reached=True,
            asked_at=asked, answer_by=asked + timedelta(minutes=ANSWER_MINUTES), state=WarningCallState.ANSWERED,
            answered_at=asked + took, answered_how=AnsweredBy.LINK, answered_by=person.name,
        )  # fmt: skip


def _silent(warning: PublicWarning, unit: Unit, people: Reachable) -> Iterable[WarningCall]:
    """One after the other in vain; then the operator rings, and the duty room answers."""
    at = warning.received_at + SIGNED_AFTER + timedelta(seconds=4)
    asked = people[:MOST_OF_A_UNIT]
    for place, (person, _duty) in enumerate(asked):
        until = at + timedelta(minutes=ANSWER_MINUTES)
        call = WarningCall(
            county_id=warning.county_id, warning=warning, unit=unit, person=person, round=1, place=place,
            was_reached=True, asked_at=at, answer_by=until, passed_on_at=until, state=WarningCallState.RELEASED,
        )  # fmt: skip
        if place == len(asked) - 1:
            call.state, call.answered_how, call.answered_by = WarningCallState.ANSWERED, AnsweredBy.PHONE, "值班室"
            call.answered_at = until + timedelta(minutes=2)
        yield call
        at = until
