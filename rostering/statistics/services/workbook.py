"""A statistic as tables, for spreadsheet and PDF: every head with its unit of measure."""

from typing import Any

from django.utils.translation import gettext as _

from rostering.documents.sheets import Table
from rostering.enums import Posture
from rostering.labels import POSTURE_LABELS
from rostering.policies.rules.effects import Part
from rostering.statistics.queries.headlines import Measure, shown
from rostering.statistics.queries.statistics import Group, Statistics
from units.labels import TIER_LABELS
from units.when import full_day


def title_of(found: Statistics, county: str) -> str:
    wanted = found.wanted
    owner = wanted.unit.name if wanted.unit else county
    return _("%(owner)s值守成效统计") % {"owner": owner}


def note_of(found: Statistics) -> str:
    wanted = found.wanted
    words = _("%(first)s至%(last)s的值班日") % {"first": full_day(wanted.start), "last": full_day(wanted.last_day)}
    return f"{words}，{TIER_LABELS[wanted.tier]}" if wanted.tier else words


def tables(found: Statistics) -> list[Table]:
    """Headline figures, periods, units, tiers, hours, facts."""
    note = note_of(found)
    groups = _group_heads()
    tier = _("值守类别")
    burden = [_("值班人数（人）"), _("负担中位数（分）"), _("负担最高（分）")]
    hours = [_("%(hour)s 时（人）") % {"hour": hour} for hour in range(24)]
    facts = [_("事项"), _("次数"), _("数值"), _("单位"), _("中位数"), _("最长"), _("时限内（%）")]
    by_period = [[period.name, *_group(period.group)] for period in found.by_period]
    by_tier = [[str(TIER_LABELS[code]), *_group(group)] for code, group in found.by_tier.items()]
    return [
        Table(_("成效"), [_("指标"), _("数值"), _("单位")], [*_headlines(found)], note),
        Table(_("周期"), [_("周期"), *groups], by_period, note),
        Table(_("单位"), [_("单位"), tier, *groups, *burden], [*_units(found)], note),
        Table(_("类别"), [tier, *groups], by_tier, note),
        Table(_("时段在岗"), [tier, *hours], [*_on_duty_by_hour(found)], note),
        Table(_("工时"), [_("值守方式"), _("白天（小时）"), _("夜间（小时）")], [*_hours(found.total)], note),
        Table(_("事实"), facts, [*_facts(found)], note),
    ]


def _units(found: Statistics) -> Any:
    for one in found.by_unit:
        burden = [one.burden.people, round(one.burden.median, 2), round(one.burden.highest, 2)]
        yield [one.unit.name, str(TIER_LABELS[one.tier]), *_group(one.group), *burden]


def _on_duty_by_hour(found: Statistics) -> Any:
    for tier, row in found.coverage.items():
        yield [str(TIER_LABELS[tier]), *(round(value, 2) for value in row)]


def _headlines(found: Statistics) -> Any:
    units = {
        Measure.COUNT: "",
        Measure.HOURS: _("小时"),
        Measure.MINUTES: _("分钟"),
        Measure.POINTS: _("分"),
        Measure.RATE: "%",
    }
    for one in shown(found).values():
        value = one.value
        if value is not None and one.measure == Measure.RATE:
            value = value * 100
        yield [str(one.label), None if value is None else round(value, 2), units[one.measure]]


def _group_heads() -> list[str]:
    return [
        _("值班单位日（个）"),
        _("统一值守席位（个）"),
        _("白天在岗席位（个）"),
        _("夜间在岗席位（个）"),
        _("白天减少席位（个）"),
        _("夜间减少席位（个）"),
        _("减少坐班（人次）"),
        _("减少在岗工时（小时）"),
        _("空岗席位（个）"),
        _("负担（分）"),
    ]


def _group(group: Group) -> list[Any]:
    saved = group.saving
    return [
        group.days,
        group.uniform.by_day,
        group.now.by_day,
        group.now.by_night,
        saved.seats_by_day,
        saved.seats_by_night,
        saved.released,
        float(saved.hours),
        group.vacant,
        round(group.points, 2),
    ]


def _hours(group: Group) -> Any:
    for posture in Posture:
        hours = [float(group.now.hours(posture, part)) for part in Part]
        yield [str(POSTURE_LABELS[posture]), *hours]


def _facts(found: Statistics) -> Any:
    for one in found.facts.values():
        minutes = one.spread
        rate = minutes.within.rate if minutes else None
        yield [
            str(one.kind.label),
            one.count,
            one.value,
            str(one.kind.measure),
            minutes.median if minutes else None,
            minutes.worst if minutes else None,
            None if rate is None else round(100 * rate, 1),
        ]
