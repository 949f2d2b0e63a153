"""What the audit trail calls the doings of this floor (registered in `ready()`)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from rostering.labels import (
    ABSENCE_KIND_LABELS,
    DAY_KIND_LABELS,
    JOB_KIND_LABELS,
    PERIOD_KIND_LABELS,
    PERIOD_STATE_LABELS,
    POST_LABELS,
    ROSTER_STATE_LABELS,
    SWAP_KIND_LABELS,
    SWAP_STATE_LABELS,
    Label,
)

ACTIONS: Mapping[str, Label] = {
    "absence.recorded": _("登记请假外出"),
    "absence.cancelled": _("撤销请假外出"),
    "assignment.replaced": _("换人"),
    "assignment.amended": _("调班"),
    "assignment.acknowledged": _("答复收到"),
    "calendar.seeded": _("生成日历"),
    "calendar.edited": _("修改日历"),
    "period.created": _("新建值班周期"),
    "period.updated": _("修改值班周期"),
    "period.opened": _("开启值班周期"),
    "period.generation_started": _("开始排班"),
    "period.generation_cancelled": _("取消排班"),
    "period.published": _("发布值班表"),
    "period.closed": _("结束值班周期"),
    "job.started": _("发起后台任务"),
    "job.cancelled": _("取消后台任务"),
    "policy.published": _("发布值守制度"),
    "roster.confirmed": _("报送值班表"),
    "roster.returned": _("退回值班表"),
    "roster.accepted": _("采纳值班表"),
    "roster.accepted_by_silence": _("逾期视同采纳"),
    "swap.requested": _("提出换班"),
    "swap.accepted": _("同意换班"),
    "swap.declined": _("不同意换班"),
    "swap.approved": _("批准换班"),
    "swap.rejected": _("不予批准换班"),
    "swap.cancelled": _("撤回换班"),
    "swap.expired": _("换班过期"),
    "swap.superseded": _("换班因调班失效"),
    "swap.in_effect": _("紧急顶班"),
}
FIELDS: Mapping[str, Label] = {
    "state": _("状态"),
    "person": _("人员"),
    "day": _("值班日"),
    "post": _("岗位"),
    "kind": _("类型"),
    "start": _("开始"),
    "end": _("结束"),
    "years": _("年份"),
    "revision": _("版次"),
    "seats": _("席位数"),
    "gaps": _("缺口数"),
    "accepted": _("采纳数"),
    "first_day": _("首日"),
    "last_day": _("末日"),
    "filing_deadline": _("报送截止"),
    "version": _("版本号"),
    "job": _("任务编号"),
}
VALUES: Mapping[tuple[str, str], Mapping[Any, Label]] = {
    ("", "post"): POST_LABELS,
    ("", "eligible_posts"): POST_LABELS,
    ("rostering.roster", "state"): ROSTER_STATE_LABELS,
    ("rostering.dutyperiod", "state"): PERIOD_STATE_LABELS,
    ("rostering.dutyperiod", "kind"): PERIOD_KIND_LABELS,
    ("rostering.absence", "kind"): ABSENCE_KIND_LABELS,
    ("rostering.swap", "kind"): SWAP_KIND_LABELS,
    ("rostering.swap", "state"): SWAP_STATE_LABELS,
    ("rostering.job", "kind"): JOB_KIND_LABELS,
    # A day of the calendar is stored under its date, as kind and festival.
    ("units.county", "day"): DAY_KIND_LABELS,
}
