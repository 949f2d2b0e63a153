"""Moves along the transition tables, with the sentence for a move the table doesn't have."""

from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.labels import (
    ABSENCE_STATE_LABELS,
    COVER_STATE_LABELS,
    JOB_STATE_LABELS,
    PERIOD_STATE_LABELS,
    POLICY_STATE_LABELS,
    RING_STATE_LABELS,
    ROSTER_STATE_LABELS,
    ROUND_STATE_LABELS,
    SWAP_STATE_LABELS,
    Label,
)
from units.errors import RuleViolation
from units.machines import IllegalTransition, Machine

ACTION_LABELS: Mapping[str, Label] = {
    "open": _("开启"),
    "publish": _("发布"),
    "amend": _("调班"),
    "close": _("结束"),
    "confirm": _("确认报送"),
    "return": _("退回"),
    "accept": _("采纳"),
    "start": _("开始"),
    "cancel": _("取消"),
    "finish": _("完成"),
    "fail": _("中止"),
}
SWAP_ACTION_LABELS: Mapping[str, Label] = {
    "accept": _("同意"),
    "decline": _("不同意"),
    "approve": _("批准"),
    "reject": _("不予批准"),
    "cancel": _("撤回"),
}
COVER_ACTION_LABELS: Mapping[str, Label] = {"take": _("顶班"), "approve": _("批准"), "withdraw": _("撤回")}
RING_ACTION_LABELS: Mapping[str, Label] = {
    "agree": _("同意"),
    "decline": _("不同意"),
    "cancel": _("撤回"),
    "approve": _("批准"),
    "reject": _("不予批准"),
}
ABSENCE_ACTION_LABELS: Mapping[str, Label] = {"approve": _("批准"), "reject": _("不予批准"), "withdraw": _("撤回")}
POLICY_ACTION_LABELS: Mapping[str, Label] = {
    "edit": _("修改"),
    "publish": _("发布"),
    "discard": _("放弃"),
    "comment": _("提意见"),
    "answer": _("答复"),
    "close": _("结束"),
}
# By the machine's name: the words of its states, and of its actions where they aren't the ordinary ones.
_WORDS: Mapping[str, tuple[Mapping[str, Label], Mapping[str, Label]]] = {
    transitions.PERIOD.name: (PERIOD_STATE_LABELS, ACTION_LABELS),
    transitions.ROSTER.name: (ROSTER_STATE_LABELS, ACTION_LABELS),
    transitions.JOB.name: (JOB_STATE_LABELS, ACTION_LABELS),
    transitions.POLICY.name: (POLICY_STATE_LABELS, POLICY_ACTION_LABELS),
    transitions.POLICY_ROUND.name: (ROUND_STATE_LABELS, POLICY_ACTION_LABELS),
    transitions.SWAP.name: (SWAP_STATE_LABELS, SWAP_ACTION_LABELS),
    transitions.EMERGENCY_COVER.name: (SWAP_STATE_LABELS, SWAP_ACTION_LABELS),
    transitions.COVER.name: (COVER_STATE_LABELS, COVER_ACTION_LABELS),
    transitions.RING.name: (RING_STATE_LABELS, RING_ACTION_LABELS),
    transitions.ABSENCE.name: (ABSENCE_STATE_LABELS, ABSENCE_ACTION_LABELS),
}


def advance(machine: Machine, state: str, action: str) -> str:
    """The state after `action`. Raises RuleViolation `wrong_state` naming both."""
    try:
        return machine.after(state, action)
    except IllegalTransition as error:
        labels, actions = _WORDS[machine.name]
        raise RuleViolation(
            "wrong_state",
            _now("当前状态为“%(state)s”，不能%(action)s") % {"state": labels[state], "action": actions[action]},
            {"state": state, "action": action},
        ) from error
