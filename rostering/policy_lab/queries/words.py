"""Policy problems as sentences, and cells of a policy as people call them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.labels import POST_LABELS, Label
from rostering.policies.rules.policy import PHASE_CELLS, POST_CELLS, VERSION_CELLS
from rostering.policy_lab.rules.drafts import PolicyProblem
from units.labels import TIER_LABELS

FIELD_LABELS: Mapping[str, Label] = {
    **{cell.name: _(cell.label) for cell in (*VERSION_CELLS, *POST_CELLS, *PHASE_CELLS)},
    "phases": _("值守时段"),
    "staffing": _("单位人数"),
}

PROBLEM_TEXTS: Mapping[str, Label] = {
    "night_is_whole_day": _("夜间起点不能与值班日起点相同"),
    "not_whole_minutes": _("时刻须为整分钟"),
    "weight_out_of_range": _("分值须在 0 到 %(most)s 之间"),
    "weights_out_of_order": _("分值应依次为：在岗不低于居家带班，居家带班不低于手机畅通"),
    "minutes_out_of_range": _("须在 %(least)s 到 %(most)s 分钟之间"),
    "days_out_of_range": _("须在 %(least)s 到 %(most)s 天之间"),
    "written_before_phone": _("书面首报的时限不能短于电话首报"),
    "night_factor_out_of_range": _("夜间系数须在 1 到 %(most)s 之间"),
    "tier_without_post": _("这一类别没有任何由各单位配置的岗位"),
    "post_twice": _("岗位重复出现"),
    "seats_out_of_range": _("每日人数须为 1 到 %(most)s 人"),
    "county_post_outside_hub": _("全县只设一个的岗位只能放在中枢统筹类"),
    "no_phases": _("没有写明值守时段"),
    "too_many_phases": _("值守时段最多 %(most)s 段"),
    "first_phase_not_at_day_start": _("首段从 %(at)s 开始，应从值班日起点 %(day_start)s 开始"),
    "phases_out_of_order": _("%(at)s 开始的时段应晚于前一段（%(before)s）"),
    "response_out_of_range": _("%(at)s 起的响应时限须在 0 到 %(most)s 分钟之间"),
    "standby_without_response": _("%(at)s 起不在岗，须写明多少分钟内到岗"),
    "place_against_posture": _("%(at)s 起不在岗，不能要求不离开岗位或机关大院"),
    "staffing_of_no_post": _("%(unit)s 单列了人数，但所属类别没有这个岗位"),
    "staffing_out_of_range": _("%(unit)s 单列的人数须为 0 到 %(most)s 人"),
    "unit_without_duty": _("%(unit)s 各岗位人数都是 0，值班无人"),
    "hub_empty": _("%(unit)s 在 %(from)s 至 %(to)s 无人在岗，中枢统筹类任何时刻都须有人在岗"),
}


def problem_sentence(problem: PolicyProblem) -> str:
    """What is wrong, with tier, post and field in front."""
    params = {**problem.params, "unit": problem.params.get("unit") or _now("本类单位")}
    text = str(PROBLEM_TEXTS[problem.code]) % params
    where = cell_label(problem.tier, problem.post, problem.field)
    return _now("%(where)s：%(text)s") % {"where": where, "text": text} if where else text


def cell_label(tier: str, post: str, field: str, names: Mapping[tuple[str, str], str] | None = None) -> str:
    """`应急响应类 · 带班领导 · 第 2 段值守方式`; `names` are those the version gives its posts."""
    parts = [str(TIER_LABELS.get(tier, tier)), str((names or {}).get((tier, post)) or POST_LABELS.get(post, post))]
    return " · ".join(part for part in (*parts, field_label(field)) if part)


def field_label(field: str) -> str:
    """`phases/1/posture` is the posture of the second phase; "" for no field."""
    place, _slash, name = field.removeprefix("phases/").partition("/")
    if not field.startswith("phases/"):
        return str(FIELD_LABELS.get(field, field))
    return _now("第 %(number)d 段%(name)s") % {"number": int(place) + 1, "name": FIELD_LABELS.get(name, name)}
