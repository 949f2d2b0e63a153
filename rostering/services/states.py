"""Moves along the transition tables, with the sentence for a move the table doesn't have."""

from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.domain import transitions
from rostering.labels import JOB_STATE_LABELS, PERIOD_STATE_LABELS, ROSTER_STATE_LABELS, Label
from units.errors import RuleViolation

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
_STATE_LABELS = {
    id(transitions.PERIOD): PERIOD_STATE_LABELS,
    id(transitions.ROSTER): ROSTER_STATE_LABELS,
    id(transitions.JOB): JOB_STATE_LABELS,
}


def advance(table: transitions.Table, state: str, action: str) -> str:
    """The state after `action`. Raises RuleViolation `wrong_state` naming both."""
    try:
        return transitions.next_state(table, state, action)
    except transitions.IllegalTransition as error:
        labels = _STATE_LABELS[id(table)]
        raise RuleViolation(
            "wrong_state",
            _now("当前状态为“%(state)s”，不能%(action)s") % {"state": labels[state], "action": ACTION_LABELS[action]},
            {"state": state, "action": action},
        ) from error
