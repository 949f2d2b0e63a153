"""Of keeping watch: checks, the duty log, handover, leaving the post, rounds and inspections."""

from django.utils.translation import gettext_lazy as _

from alerts.enums import (
    CheckOutcome,
    CheckState,
    HandoverState,
    InspectionState,
    LeaveState,
    LogState,
    SupervisionState,
)
from rostering.enums import Posture
from units.labels import Label

CHECK_STATE_LABELS: dict[str, Label] = {
    CheckState.PLANNED: _("待查"),
    CheckState.ASKING: _("等待应答"),
    CheckState.ANSWERED: _("已应答"),
    CheckState.WITH_OFFICE: _("待两办电话核实"),
    CheckState.CLOSED: _("已核实"),
    CheckState.CANCELLED: _("已取消"),
}


ANSWER_WORDS: dict[str, Label] = {
    Posture.ON_SITE: _("我在岗，应答"),
    Posture.HOME_STANDBY: _("我在家带班，随时可到岗"),
    Posture.PHONE_STANDBY: _("已接听，保持通讯畅通"),
}


CHECK_OUTCOME_LABELS: dict[str, Label] = {
    CheckOutcome.REACHED: _("已联系上"),
    CheckOutcome.NO_ANSWER: _("未应答"),
    CheckOutcome.PROVIDER_FAILED: _("通道故障"),
    CheckOutcome.NOT_SENT: _("未发出"),
}


LOG_STATE_LABELS: dict[str, Label] = {LogState.OPEN: _("待办"), LogState.DONE: _("已办"), LogState.NOTHING: _("无情况")}


HANDOVER_STATE_LABELS: dict[str, Label] = {
    HandoverState.OFFERED: _("待接班"),
    HandoverState.ACCEPTED: _("已接班"),
    HandoverState.WITHDRAWN: _("已撤回"),
}


LEAVE_STATE_LABELS: dict[str, Label] = {LeaveState.AWAY: _("离岗中"), LeaveState.RETURNED: _("已销假")}


INSPECTION_STATE_LABELS: dict[str, Label] = {
    InspectionState.PROPOSED: _("待审批"),
    InspectionState.APPROVED: _("已列入"),
    InspectionState.REFUSED: _("未批准"),
    InspectionState.CANCELLED: _("已取消"),
}


SUPERVISION_STATE_LABELS: dict[str, Label] = {
    SupervisionState.UNDER_WAY: _("督导中"),
    SupervisionState.ENDED: _("已结束"),
}


# What a tile says over the posture; the code is `UnitState` of alerts/board/queries/unit_states.py.
UNIT_STATE_LABELS: dict[str, Label] = {
    "overdue": _("到岗超时"),
    "lost": _("失联"),
    "called": _("召集中"),
    "vacant": _("空岗"),
    "away": _("离岗"),
    "drill": _("演练"),
    "waiting": _("待应答"),
    "supervising": _("督导中"),
}
