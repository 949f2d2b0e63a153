"""What the audit trail calls the doings of this floor (registered in `ready()`)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alerts.labels import CHECK_OUTCOME_LABELS, EVENT_LABELS, FEED_LAYOUT_LABELS, REPORT_KIND_LABELS, Label

ACTIONS: Mapping[str, Label] = {
    "check.planned": _("制定查岗计划"),
    "check.asked": _("点名"),
    "check.brought_forward": _("提前查岗"),
    "check.answered": _("应答查岗"),
    "check.escalated": _("查岗逐级上报"),
    "check.closed": _("核实查岗"),
    "check.cancelled": _("取消查岗"),
    "check.replied": _("单位说明查岗"),
    "call_out.drafted": _("拟定召集"),
    "call_out.dispatched": _("发出召集"),
    "call_out.cancelled": _("取消召集"),
    "call_out.closed": _("结束召集"),
    "summons.acknowledged": _("确认召集"),
    "summons.declined": _("说明无法到岗"),
    "summons.arrived": _("到岗"),
    "incident.recorded": _("登记突发事件"),
    "incident.reported": _("报送事件信息"),
    "incident.corrected": _("更正事件信息"),
    "whistle.blown": _("吹哨"),
    "whistle.dispatched": _("受理派单"),
    "whistle.rejected": _("不予受理"),
    "whistle.answered": _("答复吹哨"),
    "whistle.settled": _("闭环吹哨"),
    "order.issued": _("下达值守升级令"),
    "order.ended": _("解除值守升级令"),
    "log.written": _("记值班日志"),
    "log.finished": _("办结日志事项"),
    "handover.offered": _("交班"),
    "handover.accepted": _("接班"),
    "leave.reported": _("离岗报备"),
    "leave.returned": _("销假"),
    "contact.added": _("登记联系方式"),
    "contact.code_sent": _("重发验证码"),
    "contact.verified": _("验证联系方式"),
    "contact.reordered": _("调整联系方式顺序"),
    "contact.removed": _("删除联系方式"),
    "webhook.created": _("新建事件推送"),
    "webhook.updated": _("修改事件推送"),
    "webhook.rotated": _("更换推送密钥"),
    "webhook.revoked": _("停用事件推送"),
    "webhook.redelivered": _("重新推送"),
    "feed.created": _("新建订阅日历"),
    "feed.revoked": _("停用订阅日历"),
}
FIELDS: Mapping[str, Label] = {
    "place": _("顺序"),
    "outcome": _("结果"),
    "cap": _("每单位次数"),
    "seed": _("抽取种子"),
    "drill": _("演练"),
    "called": _("召集人数"),
    "due_at": _("应发时间"),
    "url": _("接收地址"),
    "events": _("事件"),
    "event": _("事件"),
    "overlap_hours": _("新旧密钥并用小时数"),
    "layout": _("显示方式"),
    "title": _("事件"),
    "shifts": _("涉及班次"),
}
VALUES: Mapping[tuple[str, str], Mapping[Any, Label]] = {
    ("", "outcome"): CHECK_OUTCOME_LABELS,
    ("", "event"): EVENT_LABELS,
    ("", "events"): EVENT_LABELS,
    ("", "layout"): FEED_LAYOUT_LABELS,
    ("alerts.incident", "kind"): REPORT_KIND_LABELS,
}
