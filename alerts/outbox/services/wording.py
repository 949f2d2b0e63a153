"""The registered texts of messages: purpose and parameters in, title and text out, in the county's language."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from alerts.enums import CheckState, Purpose
from alerts.labels import COMPLAINT_KIND_LABELS
from alerts.outbox.services import account_words, change_words, digest_words, emergency_words
from alerts.outbox.services.duty_words import day_text, days_text, duties_text, moment_text, until_text
from alerts.outbox.services.notice_words import notice
from rostering.labels import POST_LABELS
from units.labels import STAGE_LABELS, TIER_LABELS
from units.reviews.rules.stages import IN_HAND

LANGUAGE = "zh-hans"


def wording(purpose: str, params: dict[str, Any]) -> tuple[str, str]:
    """(title, text). Parameters are plain JSON: dates and instants in ISO form."""
    with translation.override(LANGUAGE):
        return _TEXTS[Purpose(purpose)](params)


def as_written(purpose: str, params: dict[str, Any], words: dict[str, Any]) -> tuple[str, str]:
    """(title, text) of a message as it was written into the outbox, whatever its purpose is worded like today.

    Raises ValueError for a purpose that this version doesn't know: it would not know either when to keep it back.
    """
    known = Purpose(purpose)
    title, text = words.get("said") or wording(known, params)
    return title, text


def _owed(params: dict[str, Any]) -> str:
    """What is owed; messages written before the duties were gathered name the seats alone."""
    return duties_text(params["duties"]) if "duties" in params else days_text(params)


def _published(params: dict[str, Any]) -> tuple[str, str]:
    words = {**params, "duties": _owed(params), "count": len(params["days"])}
    return _("值班通知"), _("%(period)s您值班%(count)d次：%(duties)s。请点“收到”。") % words


def _changed(params: dict[str, Any]) -> tuple[str, str]:
    words = {**params, "duties": _owed(params)}
    if "order" in params:
        return _("增派通知"), _("%(order)s。请您值班：%(duties)s。请点“收到”。") % words
    return _("调班通知"), _("%(period)s调班，请您值班：%(duties)s。请点“收到”。") % words


def _withdrawn(params: dict[str, Any]) -> tuple[str, str]:
    words = {**params, "days": days_text(params), "successor": params.get("successor", "")}
    if "order" in params:
        return _("撤班通知"), _("%(order)s。您不再承担%(days)s。") % words
    if words["successor"]:
        return _("撤班通知"), _("%(period)s调班：您不再承担%(days)s，由%(successor)s接替。") % words
    return _("撤班通知"), _("%(period)s调班：您不再承担%(days)s。") % words


def _returned(params: dict[str, Any]) -> tuple[str, str]:
    return _("值班表退回"), until_text(_("%(period)s值班表已退回：%(reason)s") % params, params)


def _filing_due(params: dict[str, Any]) -> tuple[str, str]:
    return _("报送提醒"), _("%(period)s值班表请于%(deadline)s前确认报送。") % params


def _filing_moved(params: dict[str, Any]) -> tuple[str, str]:
    return _("报送时限调整"), _("%(period)s值班表报送时限调整为%(deadline)s，请在此前确认报送。") % params


def _filing_urged(params: dict[str, Any]) -> tuple[str, str]:
    if params["is_late"]:
        return _("报送催办"), _("%(period)s值班表已过报送时限（%(deadline)s），请尽快确认报送。") % params
    return _("报送催办"), _("%(period)s值班表尚未报送，请在%(deadline)s前确认报送。") % params


def _todo_digest(params: dict[str, Any]) -> tuple[str, str]:
    more = "……" if params["count"] > len(params["titles"]) else ""
    words = {"count": params["count"], "titles": "；".join(params["titles"]) + more}
    return _("今日待办"), _("您有%(count)d项待办：%(titles)s") % words


def _check(params: dict[str, Any]) -> tuple[str, str]:
    return _("查岗"), _("%(asker)s查岗：请在%(minutes)s分钟内应答。") % params


def _check_escalated(params: dict[str, Any]) -> tuple[str, str]:
    return _("查岗未应答"), _("%(unit)s%(person)s尚未应答查岗，请联系核实。") % params


def _check_ended(params: dict[str, Any]) -> tuple[str, str]:
    if params["state"] == CheckState.CANCELLED:
        text = _("对%(unit)s%(person)s的查岗已取消，无需再应答。")
    elif params["state"] == CheckState.CLOSED:
        text = _("对%(unit)s%(person)s的查岗已由值班室核实结束，无需再应答。")
    else:
        text = _("%(unit)s%(person)s的查岗已有人应答，无需再联系。")
    return _("查岗结束"), text % params


TASK_DUE_TEXTS = {
    "work": _lazy("任务第%(number)d号“%(matter)s”应于%(due)s前办结，请抓紧办理并报告结果。"),
    "verdict": _lazy("任务第%(number)d号“%(matter)s”已报告办理结果，请于%(due)s前评价。"),
    "feedback": _lazy("任务第%(number)d号“%(matter)s”已办结，请于%(due)s前向反映人反馈。"),
}


def _task_due(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"due": moment_text(params["due"])}
    return _("任务到期提醒"), str(TASK_DUE_TEXTS[params["what"]]) % words


def _task_overdue(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"due": moment_text(params["due"])}
    return _("任务逾期"), _("%(unit)s承办的任务第%(number)d号“%(matter)s”应于%(due)s办结，已逾期，请督促办理。") % words


def _complaint_overdue(params: dict[str, Any]) -> tuple[str, str]:
    words = {"kind": COMPLAINT_KIND_LABELS[params["kind"]], "due": moment_text(params["due"])}
    return _("投诉建议逾期未答复"), _("一件%(kind)s应于%(due)s前答复，已逾期，请尽快答复。") % words


def _review_step(params: dict[str, Any]) -> tuple[str, str]:
    words = {"unit": params["unit"], "stage": STAGE_LABELS[params["stage"]]}
    if params["stage"] not in IN_HAND:
        return _("类别调整办理"), _("%(unit)s类别调整：%(stage)s。") % words
    if params["is_overdue"]:
        return _("类别调整催办"), _("%(unit)s类别调整“%(stage)s”环节已逾期，请尽快办理。") % words
    return _("类别调整办理"), until_text(_("%(unit)s类别调整进入“%(stage)s”环节，请办理。") % words, params)


def _duty_conflict(params: dict[str, Any]) -> tuple[str, str]:
    shown = "；".join(map(_conflict, params["items"]))
    more = params["count"] - len(params["items"])
    rest = _("；等%(count)d处") % {"count": params["count"]} if more > 0 else ""
    words = {"unit": params["unit"], "period": params["period"], "items": f"{shown}{rest}"}
    return _("值班冲突"), _("%(unit)s“%(period)s”值班表有冲突：%(items)s。请换人或核对。") % words


def _conflict(item: dict[str, str]) -> str:
    words = item | {"day": day_text(item["day"]), "post": POST_LABELS.get(item["post"], item["post"])}
    return _("%(day)s%(post)s%(person)s：%(reason)s") % words


def _tier_needs(params: dict[str, Any]) -> tuple[str, str]:
    lacking = "、".join(_("%(post)s缺%(count)d人") % need for need in params["needs"])
    words = params | {"tier": TIER_LABELS[params["tier"]], "day": day_text(params["day"]), "needs": lacking}
    return _("新类别准备"), _("%(unit)s自%(day)s起为%(tier)s，请在此之前列入人选：%(needs)s。") % words


def _leave_open(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"back": moment_text(params["back"])}
    return _("离岗报备"), _("已为您报备离岗：%(reason)s，预计%(back)s返回。返回岗位后请点“销假”。") % words


_TEXTS = {
    Purpose.DUTY_PUBLISHED: _published,
    Purpose.DUTY_CHANGED: _changed,
    Purpose.DUTY_WITHDRAWN: _withdrawn,
    Purpose.ROSTER_RETURNED: _returned,
    Purpose.FILING_DUE: _filing_due,
    Purpose.FILING_MOVED: _filing_moved,
    Purpose.FILING_URGED: _filing_urged,
    Purpose.TODO_DIGEST: _todo_digest,
    Purpose.SWAP_REQUESTED: change_words.swap_requested,
    Purpose.SWAP_TO_DECIDE: change_words.swap_to_decide,
    Purpose.SWAP_MOVED: change_words.swap_moved,
    Purpose.COVER_ASKED: change_words.cover_asked,
    Purpose.COVER_UNFILLED: change_words.cover_unfilled,
    Purpose.COVER_ENDED: change_words.cover_ended,
    Purpose.RING_PROPOSED: change_words.ring_proposed,
    Purpose.RING_TO_DECIDE: change_words.ring_to_decide,
    Purpose.RING_ENDED: change_words.ring_ended,
    Purpose.CHECK: _check,
    Purpose.CHECK_ESCALATED: _check_escalated,
    Purpose.CHECK_ENDED: _check_ended,
    Purpose.SUMMONS: emergency_words.summons,
    Purpose.SUMMONS_ESCALATED: emergency_words.summons_escalated,
    Purpose.SUMMONS_OVERDUE: emergency_words.summons_overdue,
    Purpose.SUMMONS_RELEASED: emergency_words.summons_released,
    Purpose.WARNING_RECEIVED: emergency_words.warning_received,
    Purpose.WARNING: emergency_words.warning,
    Purpose.WARNING_UNANSWERED: emergency_words.warning_unanswered,
    Purpose.WARNING_ENDED: emergency_words.warning_ended,
    Purpose.REPORT_DUE: emergency_words.report_due,
    Purpose.POSTURE_RAISED: emergency_words.posture_raised,
    Purpose.POSTURE_LIFTED: emergency_words.posture_lifted,
    Purpose.STAFF_ORDERED: emergency_words.staff_ordered,
    Purpose.WHISTLE: emergency_words.whistle,
    Purpose.CONTACT_PROOF: account_words.contact_proof,
    Purpose.REVIEW_STEP: _review_step,
    Purpose.NOTICE: notice,
    Purpose.DUTY_CONFLICT: _duty_conflict,
    Purpose.DUTY_REMINDER: digest_words.reminder,
    Purpose.UNIT_TOMORROW: digest_words.unit_tomorrow,
    Purpose.WEEKLY_GAPS: digest_words.weekly_gaps,
    Purpose.TIER_NEEDS: _tier_needs,
    Purpose.ACCOUNT_INVITED: account_words.account_invited,
    Purpose.ACCOUNT_RECOVERY: account_words.account_recovery,
    Purpose.ACCOUNT_FACTOR_RESET: account_words.account_factor_reset,
    Purpose.ACCOUNT_NEW_DEVICE: account_words.account_new_device,
    Purpose.LEAVE_OPEN: _leave_open,
    Purpose.TASK_DUE: _task_due,
    Purpose.TASK_OVERDUE: _task_overdue,
    Purpose.COMPLAINT_OVERDUE: _complaint_overdue,
}
