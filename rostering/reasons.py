"""The sentences of reasons: why somebody may not sit, why a seat stays vacant, what would let it be filled."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import Reason, Rule
from rostering.enums import NoWay
from rostering.labels import NO_WAY_LABELS, Label
from units.when import month_day

REASON_TEXTS: dict[str, Label] = {
    "other_unit": _("不是本单位人员"),
    "post_not_eligible": _("未列入该岗位人选"),
    "rank_too_low": _("职级不够"),
    "not_in_service": _("当日不在职"),
    "absent": _("请假或外出"),
    "leave_asked": _("请假待审批"),
    "already_on_duty": _("同一时段已有值班"),
    "too_far": _("住处较远，难以按时到岗"),
    "rest_too_short": _("与相邻值班间隔不足"),
    "too_many_in_week": _("七天内值班次数已满"),
    "too_many_in_period": _("本周期值班次数已满"),
    "pair_together": _("不得与之同时值班的人员已在岗"),
    "pair_both_away": _("不得与之同时外出的人员已外出"),
    "no_phone": _("未登记手机，无法通知"),
    "way_no_channel": NO_WAY_LABELS[NoWay.NO_CHANNEL],
    "way_no_phone": NO_WAY_LABELS[NoWay.NO_PHONE],
    "way_unverified": NO_WAY_LABELS[NoWay.UNVERIFIED],
    "way_left": NO_WAY_LABELS[NoWay.LEFT],
    "day_changed": _("日历已变动"),
    "tier_changed": _("单位类别已调整"),
    "policy_changed": _("已有新版值守制度"),
    "unit_closed": _("单位已停用"),
    "nobody": _("本单位没有可排人员"),
    "not_generated": _("尚未排班"),
    "withdrawn": _("原值班人员已撤下"),
    "given_up": _("本人不能值班"),
    "in_open_swap": _("已有换班在办"),
    "pinned": _("人工指定的安排占用了人员"),
    "not_enough_people": _("同一时段席位多于可排人员"),
    # Beside the roster as it stands, the first thing that would differ with this person on the seat.
    "costs_warnings": _("换此人会多一项提醒"),
    "gains_warnings": _("换此人会少一项提醒"),
    "costs_eve": _("换此人除夕值班更不均衡"),
    "gains_eve": _("换此人除夕值班更均衡"),
    "costs_festival": _("换此人节日当天值班更不均衡"),
    "gains_festival": _("换此人节日当天值班更均衡"),
    "costs_statutory": _("换此人法定节假日值班更不均衡"),
    "gains_statutory": _("换此人法定节假日值班更均衡"),
    "costs_weekend": _("换此人周末值班更不均衡"),
    "gains_weekend": _("换此人周末值班更均衡"),
    "costs_points": _("换此人总负担更不均衡"),
    "gains_points": _("换此人总负担更均衡"),
    "costs_repeats": _("此人上年同一节日已值班"),
    "gains_repeats": _("现值班人员上年同一节日已值班"),
    "costs_spacing": _("换此人值班间隔更密"),
    "gains_spacing": _("换此人值班间隔更疏"),
    "costs_preferences": _("不合此人意愿"),
    "gains_preferences": _("更合各人意愿"),
    "costs_stability": _("与已公布的安排不同"),
    "gains_stability": _("恢复已公布的安排"),
    "costs_vacancies": _("会多一个空岗"),
    "gains_vacancies": _("可填补空岗"),
}


# What would let an empty seat be filled, by the rule that somebody would set aside.
WAY_TEXTS: dict[str, Label] = {
    Rule.ABSENT: _("请%(person)s调整%(what)s"),
    Rule.REST_TOO_SHORT: _("允许%(person)s缩短值班间隔"),
    Rule.TOO_MANY_IN_WEEK: _("允许%(person)s七天内多值一班"),
    Rule.TOO_MANY_IN_PERIOD: _("允许%(person)s本周期多值一班"),
    Rule.TOO_FAR: _("允许住处较远的%(person)s值班"),
    Rule.POST_NOT_ELIGIBLE: _("将%(person)s列入该岗位人选"),
    Rule.RANK_TOO_LOW: _("破例由职级不够的%(person)s值班"),
    Rule.PAIR_TOGETHER: _("允许%(person)s与指定避开的人员同时值班"),
    Rule.PAIR_BOTH_AWAY: _("允许%(person)s与指定的人员同时外出"),
    "pinned": _("解除%(person)s%(what)s的人工指定"),
}


def reason_text(reason: Reason) -> str:
    """The sentence for one reason, in the active language."""
    text = str(REASON_TEXTS[reason.code])
    label = " ".join(str(part) for part in (reason.params.get("label"), _day(reason.params.get("day"))) if part)
    if label:
        return _now("%(text)s（%(label)s）") % {"text": text, "label": label}
    if reason.params.get("count"):
        return _now("%(text)s %(count)s 人") % {"text": text, "count": reason.params["count"]}
    return text


def _day(day: str | None) -> str:
    return month_day(date.fromisoformat(day)) if day else ""


def reasons_text(reasons: Iterable[Reason]) -> str:
    """Several reasons in one line; empty string for none."""
    return _now("，").join(reason_text(reason) for reason in reasons)
