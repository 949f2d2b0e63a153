"""Rings, states and marks of what happens on duty. Values are the domain's plain strings."""

from collections.abc import Mapping
from math import pi
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alerts.board.queries.board import Tile
from alerts.board.queries.unit_states import UnitState
from alerts.bulletins.models import Bulletin
from alerts.bulletins.queries import unsent_of
from alerts.call_outs.models import WAITING_STATES, CallOut, Summons
from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.deadlines import Ring
from alerts.enums import (
    BulletinState,
    CallOutState,
    CheckOutcome,
    CheckState,
    ComplaintState,
    HandoverState,
    IncidentState,
    InspectionState,
    LogState,
    NotificationState,
    OrderState,
    StaffState,
    SummonsState,
    SupervisionState,
    TaskState,
    WarningCallState,
    WarningState,
    WhistleState,
)
from alerts.labels import ANSWER_WORDS, CHANNEL_LABELS, CHECK_OUTCOME_LABELS, UNIT_STATE_LABELS, Label
from rostering.labels import NO_WAY_LABELS
from units.templatetags.duty import dial, icon, state

register = template.Library()

RADIUS = 52
ROUND = 2 * pi * RADIUS
# kind of box, drawing
LOOKS: Mapping[str, tuple[str, str]] = {
    f"check-{CheckState.PLANNED}": ("draft", "calendar-event"),
    f"check-{CheckState.ASKING}": ("waiting", "hourglass"),
    f"check-{CheckState.ANSWERED}": ("done", "circle-check"),
    f"check-{CheckState.WITH_OFFICE}": ("returned", "phone"),
    f"check-{CheckState.CLOSED}": ("closed", "check"),
    f"check-{CheckState.CANCELLED}": ("draft", "ban"),
    f"outcome-{CheckOutcome.REACHED}": ("done", "circle-check"),
    f"outcome-{CheckOutcome.NO_ANSWER}": ("returned", "alert-triangle"),
    f"outcome-{CheckOutcome.PROVIDER_FAILED}": ("waiting", "wifi-off"),
    f"outcome-{CheckOutcome.NOT_SENT}": ("draft", "circle-dashed"),
    f"call-{CallOutState.DRAFT}": ("draft", "pencil"),
    f"call-{CallOutState.DISPATCHED}": ("waiting", "run"),
    f"call-{CallOutState.CLOSED}": ("closed", "check"),
    f"call-{CallOutState.CANCELLED}": ("draft", "ban"),
    f"summons-{SummonsState.SENDING}": ("draft", "send"),
    f"summons-{SummonsState.CALLED}": ("waiting", "hourglass"),
    f"summons-{SummonsState.ACKNOWLEDGED}": ("open", "check"),
    f"summons-{SummonsState.ARRIVED}": ("done", "map-pin"),
    f"summons-{SummonsState.DECLINED}": ("returned", "circle-x"),
    f"summons-{SummonsState.RELEASED}": ("closed", "ban"),
    f"incident-{IncidentState.OPEN}": ("waiting", "alert-circle"),
    f"incident-{IncidentState.CLOSED}": ("closed", "check"),
    f"whistle-{WhistleState.REQUESTED}": ("waiting", "hourglass"),
    f"whistle-{WhistleState.DISPATCHED}": ("open", "run"),
    f"whistle-{WhistleState.ANSWERED}": ("submitted", "check"),
    f"whistle-{WhistleState.SOLVED}": ("done", "circle-check"),
    f"whistle-{WhistleState.REJECTED}": ("returned", "arrow-back-up"),
    f"order-{OrderState.IN_FORCE}": ("waiting", "flag"),
    f"order-{OrderState.ENDED}": ("closed", "check"),
    f"order_staff-{StaffState.ASKED}": ("waiting", "bell"),
    f"order_staff-{StaffState.CONFIRMED}": ("answered", "check"),
    f"order_staff-{StaffState.RELEASED}": ("closed", "x"),
    f"warning-{WarningState.RECEIVED}": ("returned", "pencil"),
    f"warning-{WarningState.CALLING}": ("waiting", "bell"),
    f"warning-{WarningState.AMENDED}": ("returned", "pencil"),
    f"warning-{WarningState.CLOSED}": ("closed", "check"),
    f"warning-{WarningState.DROPPED}": ("draft", "ban"),
    f"warning_call-{WarningCallState.SENDING}": ("draft", "send"),
    f"warning_call-{WarningCallState.ASKED}": ("waiting", "hourglass"),
    f"warning_call-{WarningCallState.WITH_OFFICE}": ("returned", "phone"),
    f"warning_call-{WarningCallState.ANSWERED}": ("done", "circle-check"),
    f"warning_call-{WarningCallState.RELEASED}": ("closed", "ban"),
    f"bulletin-{BulletinState.DRAFT}": ("draft", "pencil"),
    f"bulletin-{BulletinState.ISSUED}": ("done", "circle-check"),
    f"bulletin-{BulletinState.RETRACTED}": ("returned", "arrow-back-up"),
    f"bulletin-{BulletinState.CORRECTED}": ("closed", "pencil"),
    f"bulletin-{BulletinState.DISCARDED}": ("draft", "ban"),
    f"log-{LogState.OPEN}": ("waiting", "hourglass"),
    f"log-{LogState.DONE}": ("done", "circle-check"),
    f"log-{LogState.NOTHING}": ("draft", "check"),
    f"handover-{HandoverState.OFFERED}": ("waiting", "hourglass"),
    f"handover-{HandoverState.ACCEPTED}": ("done", "circle-check"),
    f"handover-{HandoverState.WITHDRAWN}": ("draft", "arrow-back-up"),
    f"inspection-{InspectionState.PROPOSED}": ("waiting", "hourglass"),
    f"inspection-{InspectionState.APPROVED}": ("done", "circle-check"),
    f"inspection-{InspectionState.REFUSED}": ("returned", "arrow-back-up"),
    f"inspection-{InspectionState.CANCELLED}": ("draft", "ban"),
    f"supervision-{SupervisionState.UNDER_WAY}": ("waiting", "eye"),
    f"supervision-{SupervisionState.ENDED}": ("closed", "check"),
    f"complaint-{ComplaintState.OPEN}": ("waiting", "hourglass"),
    f"complaint-{ComplaintState.ANSWERED}": ("done", "circle-check"),
    f"complaint-{ComplaintState.WITHDRAWN}": ("draft", "arrow-back-up"),
    f"task-{TaskState.GIVEN}": ("open", "send"),
    f"task-{TaskState.UNDER_WAY}": ("waiting", "hourglass"),
    f"task-{TaskState.REPORTED}": ("submitted", "check"),
    f"task-{TaskState.DONE}": ("done", "circle-check"),
    f"task-{TaskState.WITHDRAWN}": ("draft", "ban"),
    f"message-{NotificationState.PENDING}": ("waiting", "clock"),
    f"message-{NotificationState.ACCEPTED}": ("done", "circle-check"),
    f"message-{NotificationState.DEAD}": ("returned", "alert-triangle"),
    f"message-{NotificationState.SUPPRESSED}": ("draft", "ban"),
}
PROBLEMS = {
    "sweeps_silent": _("巡检已停止，查岗和召集不会自动升级"),
    "messages_late": _("有消息超过一分钟未发出"),
    "dead_letters": _("有消息未送达，请电话通知"),
    "invariant_broken": _("自查发现数据异常"),
    "backup_late": _("超过 26 小时没有备份，请检查备份目录和磁盘"),
}
SWEEPS = {
    "messages": _("发送到期消息"),
    "ask_checks": _("发出到时的查岗"),
    "escalate_checks": _("查岗未应答升级"),
    "escalate_summonses": _("召集未确认补位"),
    "mark_overdue": _("到岗超时标记"),
    "remind_of_reports": _("信息报送提醒"),
    "remind_of_filing": _("值班表报送提醒"),
    "remind_of_duty": _("值班提醒"),
    "tell_digests": _("每日值班推送"),
    "tell_todo": _("待办汇总"),
    "call_warnings": _("预警叫应"),
    "end_warnings": _("预警到期结束"),
    "read_warning_mail": _("读取预警邮件"),
    "end_orders": _("到期升级令解除"),
    "end_leaves": _("离岗随值班结束"),
    "end_supervisions": _("督导到时结束"),
    "tell_complaints": _("投诉建议逾期提醒"),
    "tend_tasks": _("任务到期提醒和逾期上报"),
    "self_audit": _("自查"),
    "webhooks": _("事件推送"),
}
# css of the tile, css of the chip, drawing
UNIT_STATES = {
    UnitState.OVERDUE: ("tile--lost", "posture posture--gap", "alert-triangle"),
    UnitState.LOST: ("tile--lost", "posture posture--gap", "alert-triangle"),
    UnitState.CALLED: ("tile--called", "posture posture--called", "run"),
    UnitState.VACANT: ("tile--gap", "posture posture--gap", "alert-triangle"),
    UnitState.AWAY: ("tile--away", "posture posture--waiting", "logout"),
    UnitState.DRILL: ("tile--drill", "drill-word", "flag"),
    UnitState.WAITING: ("", "posture posture--waiting", "hourglass"),
    UnitState.SUPERVISING: ("", "posture posture--waiting", "eye"),
}

# 召集 2, not 召集中 2, where units are counted.
COUNTED: Mapping[str, Label] = {UnitState.CALLED: _("召集")}


@register.simple_tag
def mark(of: str, row: Any) -> SafeString:
    """The state of a row in its box; `of` is check, call, summons, incident, whistle, order, order_staff, bulletin, log, handover, task,
    message."""
    kind, drawing = LOOKS[f"{of}-{row.state}"]
    return state(kind, row.get_state_display(), drawing)


@register.simple_tag
def outcome(check: Check) -> SafeString:
    """How a check ended; nothing while it hasn't. Only 未应答 says anything about a person."""
    if not check.outcome:
        return SafeString("")
    kind, drawing = LOOKS[f"outcome-{check.outcome}"]
    return state(kind, CHECK_OUTCOME_LABELS[check.outcome], drawing)


@register.simple_tag
def drill_word(call_out: CallOut) -> SafeString:
    """演练 where it is one: nobody may take it for the real thing, or the real thing for it."""
    if not call_out.is_drill:
        return SafeString("")
    return format_html('<span class="drill-word">{}{}</span>', icon("flag"), _("演练"))


@register.inclusion_tag("alerts/components/ring.html")
def ring(left: int, total: int, words: str) -> dict[str, Any]:
    """A clock that runs down in a ring; `words` says below it of what. Right without a script, too."""
    share = min(max(left / total, 0), 1)
    return {
        "left": left,
        "total": total,
        "words": words,
        "text": Ring(left, total).text,
        "radius": RADIUS,
        "dashes": f"{ROUND * share:.2f} {ROUND:.2f}",
        "is_over": left < 0,
    }


@register.simple_tag(takes_context=True)
def dial_unanswered(context: Context, row: Summons | Check) -> SafeString:
    """A button that dials whoever is called or checked and hasn't answered, for who may see the unit's numbers (domain §9)."""
    user = context["request"].user
    waits = row.state in (*WAITING_STATES, *ANSWERABLE_STATES)
    if row.person is None or not waits or not user.may_see_contacts_of(row.unit_id):
        return SafeString("")
    return dial(row.person.mobile, row.person.name)


@register.filter
def at_key(mapping: Mapping[str, Any], key: str) -> Any:
    """`mapping[key]`, empty when there is none."""
    return mapping.get(key, "")


@register.simple_tag
def tile_class(tile: Tile) -> str:
    """The most urgent state colours the tile; a question that waits leaves it in the colours of its postures."""
    urgent = UNIT_STATES[tile.states[0]][0] if tile.states else ""
    if urgent:
        return urgent
    return f"from-{tile.posture}" + (f" tile--two to-{tile.other_posture}" if tile.other_posture else "")


@register.filter
def state_icon(unit_state: str) -> str:
    return UNIT_STATES[UnitState(unit_state)][2]


@register.filter
def state_word(unit_state: str) -> Label:
    return UNIT_STATE_LABELS[unit_state]


@register.simple_tag
def state_chip(unit_state: str, *, count: int | None = None) -> SafeString:
    """One state in its colours, with icon, word and perhaps how many units are in it, which it says."""
    _tile, look, drawing = UNIT_STATES[UnitState(unit_state)]
    counted = "" if count is None else ngettext("%(count)d 个单位", "%(count)d 个单位", count) % {"count": count}
    number = format_html(' <span class="num">{}</span>', counted) if counted else ""
    word = UNIT_STATE_LABELS[unit_state] if count is None else COUNTED.get(unit_state, UNIT_STATE_LABELS[unit_state])
    return format_html('<span class="{}">{}<span>{}{}</span></span>', look, icon(drawing), word, number)


@register.filter
def unsent(bulletin: Bulletin) -> list[str]:
    """To whom it still has to go."""
    return unsent_of(bulletin)


@register.filter
def problem_words(code: str) -> Any:
    return PROBLEMS.get(code, code)


@register.filter
def sweep_words(name: str) -> Any:
    return SWEEPS.get(name, name)


@register.filter
def clock_words(summons: Summons) -> Any:
    """What the clock of somebody called counts: acknowledging first, arriving then; in minutes as they were given."""
    answers = summons.state == SummonsState.CALLED and not summons.escalated_at
    until = summons.answer_by if answers else summons.late_from
    if until is None or summons.dispatched_at is None:
        return ""
    minutes = round((until - summons.dispatched_at).total_seconds() / 60)
    sentence = _now("限 %(minutes)d 分钟确认") if answers else _now("限 %(minutes)d 分钟到岗")
    return sentence % {"minutes": minutes}


@register.filter
def answer_words(check: Check) -> Label:
    """What whoever is asked says by one press: true of where they have to be."""
    return ANSWER_WORDS[check.posture]


@register.filter
def channel_label(code: str) -> Label:
    return CHANNEL_LABELS.get(code, code)


@register.filter
def no_way_label(why: str) -> Label:
    return NO_WAY_LABELS.get(why, why)
