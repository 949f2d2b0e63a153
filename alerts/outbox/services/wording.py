"""The registered texts of messages: purpose and parameters in, title and text out, in the county's language."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from alerts.enums import CheckState, Purpose
from alerts.labels import COMPLAINT_KIND_LABELS
from alerts.outbox.services import digest_words
from alerts.outbox.services.duty_words import day_text, duties_text, instant_text, seats_text
from alerts.outbox.services.notice_words import notice
from rostering.enums import SwapKind
from rostering.labels import (
    COVER_STATE_LABELS,
    POST_LABELS,
    POSTURE_LABELS,
    RING_STATE_LABELS,
    SWAP_KIND_LABELS,
    SWAP_STATE_LABELS,
)
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


def _days(params: dict[str, Any]) -> str:
    days = params["days"]
    return seats_text(days, params["posts"], params.get("parts") or [None] * len(days))


def _owed(params: dict[str, Any]) -> str:
    """What is owed; messages written before the duties were gathered name the seats alone."""
    return duties_text(params["duties"]) if "duties" in params else _days(params)


def _published(params: dict[str, Any]) -> tuple[str, str]:
    words = {**params, "duties": _owed(params), "count": len(params["days"])}
    return _("值班通知"), _("%(period)s您值班%(count)d次：%(duties)s。请点“收到”。") % words


def _changed(params: dict[str, Any]) -> tuple[str, str]:
    words = {**params, "duties": _owed(params)}
    if "order" in params:
        return _("增派通知"), _("%(order)s。请您值班：%(duties)s。请点“收到”。") % words
    return _("调班通知"), _("%(period)s调班，请您值班：%(duties)s。请点“收到”。") % words


def _withdrawn(params: dict[str, Any]) -> tuple[str, str]:
    words = {**params, "days": _days(params), "successor": params.get("successor", "")}
    if "order" in params:
        return _("撤班通知"), _("%(order)s。您不再承担%(days)s。") % words
    if words["successor"]:
        return _("撤班通知"), _("%(period)s调班：您不再承担%(days)s，由%(successor)s接替。") % words
    return _("撤班通知"), _("%(period)s调班：您不再承担%(days)s。") % words


def _returned(params: dict[str, Any]) -> tuple[str, str]:
    return _("值班表退回"), _until(_("%(period)s值班表已退回：%(reason)s") % params, params)


def _until(text: str, params: dict[str, Any]) -> str:
    """With the time by which something is to be done; messages of earlier versions don't know it."""
    if "until" not in params:
        return text
    return f"{text.rstrip('。')}。" + _("时限：%(until)s。") % {"until": _moment(params["until"])}


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


def _swap_requested(params: dict[str, Any]) -> tuple[str, str]:
    if params["kind"] == SwapKind.SWAP:
        taken, given = (_days(_only(params, number)) for number in (0, 1))
        words = params | {"taken": taken, "given": given}
        text = _("%(person)s请您换班：您承担%(taken)s，对方承担%(given)s。请答复是否同意。") % words
        return _("换班请求"), _until(text, params)
    return _("代班请求"), _until(_("%(person)s请您代班：%(days)s。请答复是否同意。") % _swap_words(params), params)


def _only(params: dict[str, Any], number: int) -> dict[str, Any]:
    """The parameters as if only one of the duties were meant."""
    return {name: [params[name][number]] for name in ("days", "posts", "parts")}


def _swap_to_decide(params: dict[str, Any]) -> tuple[str, str]:
    words = _swap_words(params)
    if params["kind"] == SwapKind.EMERGENCY_COVER:
        return _("紧急顶班待复核"), _("%(counterpart)s已顶%(person)s的%(days)s，请复核。") % words
    return _("换班待审批"), _until(_("%(person)s与%(counterpart)s%(kind)s：%(days)s，请审批。") % words, params)


def _swap_moved(params: dict[str, Any]) -> tuple[str, str]:
    return _("换班进展"), _("%(person)s与%(counterpart)s%(kind)s（%(days)s）：%(state)s。") % _swap_words(params)


def _swap_words(params: dict[str, Any]) -> dict[str, Any]:
    words = {"kind": SWAP_KIND_LABELS[params["kind"]], "state": SWAP_STATE_LABELS[params["state"]]}
    return params | words | {"days": _days(params)}


def _cover_asked(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"duties": duties_text(params["duties"])}
    text = _("%(person)s不能值班，征询谁能顶班：%(unit)s%(duties)s。能顶班的请答复，先答复者顶班。")
    return _("征询顶班"), _until(text % words, params)


def _cover_unfilled(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"day": day_text(params["day"])}
    return _("无人顶班"), _("%(person)s%(day)s%(post)s班次征询顶班，尚无人应征，请安排人员。") % words


def _cover_ended(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"day": day_text(params["day"]), "state": COVER_STATE_LABELS[params["state"]]}
    if params["taker"]:
        return _("顶班征询结束"), _("%(person)s%(day)s%(post)s班次由%(taker)s顶班，无需再答复。") % words
    return _("顶班征询结束"), _("%(person)s%(day)s%(post)s班次征询顶班：%(state)s，无需再答复。") % words


def _ring_proposed(params: dict[str, Any]) -> tuple[str, str]:
    gives, takes = (
        _("%(day)s%(post)s") % {"day": day_text(one["day"]), "post": one["post"]}
        for one in (params["gives"], params["takes"])
    )
    count = len(params["people"])
    words = {"count": count, "gives": gives, "takes": takes}
    text = ngettext(
        "%(count)d人换班：您交出%(gives)s，改值%(takes)s。各方都同意才换，请答复是否同意。",
        "%(count)d人换班：您交出%(gives)s，改值%(takes)s。各方都同意才换，请答复是否同意。",
        count,
    )
    return _("多人换班征求同意"), _until(text % words, params)


def _ring_to_decide(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"people": _("、").join(params["people"])}
    return _("多人换班待审批"), _until(_("%(unit)s%(people)s换班，各方已同意，请审批。") % words, params)


def _ring_ended(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"people": _("、").join(params["people"]), "state": RING_STATE_LABELS[params["state"]]}
    return _("多人换班结束"), _("%(unit)s%(people)s换班：%(state)s，各人的班次不变。") % words


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


def _summons(params: dict[str, Any]) -> tuple[str, str]:
    prefix = _("【演练】") if params["is_drill"] else ""
    title = prefix + _("紧急召集")
    given = {"minutes": 30} | params
    if given["minutes"] == 0:
        return title, prefix + _("%(matter)s。请立即确认，并立即赶到%(place)s。") % given
    return title, prefix + _("%(matter)s。请立即确认，并在%(minutes)s分钟内到%(place)s。") % given


def _summons_escalated(params: dict[str, Any]) -> tuple[str, str]:
    return _("召集未确认"), _("%(unit)s%(person)s尚未确认召集，请立即联系。") % params


def _summons_overdue(params: dict[str, Any]) -> tuple[str, str]:
    return _("到岗超时"), _("%(unit)s%(person)s已超过%(minutes)s分钟未到岗。") % ({"minutes": 30} | params)


def _summons_released(params: dict[str, Any]) -> tuple[str, str]:
    prefix = _("【演练】") if params["is_drill"] else ""
    return prefix + _("召集结束"), prefix + _("%(matter)s：召集已结束，您不必再到%(place)s。") % params


def _warning_received(params: dict[str, Any]) -> tuple[str, str]:
    if params["is_update"]:
        return _("预警待签发"), _("%(headline)s有更新，请核对后重新签发叫应。") % params
    return _("预警待签发"), _("收到%(headline)s，请核对后签发叫应。") % params


def _warning(params: dict[str, Any]) -> tuple[str, str]:
    """What it says, what is asked of the unit, and that an answer is waited for."""
    parts = [params["headline"]]
    if params["area"]:
        parts.append(_("影响范围：%(area)s") % params)
    if params["until"]:
        parts.append(_("至%(until)s") % {"until": instant_text(datetime.fromisoformat(params["until"]))})
    if params["posture"]:
        parts.append(_("请转为%(posture)s") % {"posture": POSTURE_LABELS[params["posture"]]})
    if params["extra_staff"]:
        parts.append(_("请增派%(extra_staff)s人") % params)
    return _("预警叫应"), "；".join(parts) + "。" + _("请在%(minutes)s分钟内点“收到”。") % params


def _warning_unanswered(params: dict[str, Any]) -> tuple[str, str]:
    return _("预警未叫应"), _("%(unit)s对%(headline)s尚未应答，请电话叫应。") % params


def _warning_ended(params: dict[str, Any]) -> tuple[str, str]:
    return _("预警结束"), _("%(headline)s已解除或结束，叫应随之结束。") % params


def _report_due(params: dict[str, Any]) -> tuple[str, str]:
    return _("信息报送提醒"), _("“%(title)s”%(kind)s应于%(due)s前报送。") % {
        **params,
        "due": instant_text(datetime.fromisoformat(params["due"])),
    }


TASK_DUE_TEXTS = {
    "work": _lazy("任务第%(number)d号“%(matter)s”应于%(due)s前办结，请抓紧办理并报告结果。"),
    "verdict": _lazy("任务第%(number)d号“%(matter)s”已报告办理结果，请于%(due)s前评价。"),
    "feedback": _lazy("任务第%(number)d号“%(matter)s”已办结，请于%(due)s前向反映人反馈。"),
}


def _task_due(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"due": _moment(params["due"])}
    return _("任务到期提醒"), str(TASK_DUE_TEXTS[params["what"]]) % words


def _task_overdue(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"due": _moment(params["due"])}
    return _("任务逾期"), _("%(unit)s承办的任务第%(number)d号“%(matter)s”应于%(due)s办结，已逾期，请督促办理。") % words


def _complaint_overdue(params: dict[str, Any]) -> tuple[str, str]:
    words = {"kind": COMPLAINT_KIND_LABELS[params["kind"]], "due": _moment(params["due"])}
    return _("投诉建议逾期未答复"), _("一件%(kind)s应于%(due)s前答复，已逾期，请尽快答复。") % words


def _posture_raised(params: dict[str, Any]) -> tuple[str, str]:
    if "hours" not in params:
        return _("值守升级"), _("%(reason)s：自%(start)s起，您的值守方式调整为%(posture)s。") % params
    words = params | {
        "start": _moment(params["start"]),
        "end": _moment(params["end"]),
        "hours": "、".join(_span(*hours) for hours in params["hours"]),
        "posture": POSTURE_LABELS.get(params["posture"], params["posture"]),
    }
    text = _("%(reason)s：自%(start)s起至%(end)s止提高值守要求。其间您的值班（%(hours)s）值守方式为%(posture)s。")
    return _("值守升级"), text % words


def _posture_lifted(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"span": _span(params["start"], params["end"]), "lifted": _moment(params["lifted"])}
    if params["is_withdrawn"]:
        return _("值守恢复"), _("%(reason)s：原定%(span)s的值守升级已撤销，不再执行，您的值班恢复原要求。") % words
    text = _("%(reason)s：%(span)s的值守升级已于%(lifted)s提前解除，此后您的值班恢复原要求。")
    return _("值守恢复"), text % words


def _staff_ordered(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {
        "names": "、".join(params["names"]) or _("暂无合适人选"),
        "span": _span(params["start"], params["end"]),
    }
    text = _("%(reason)s：%(span)s，%(unit)s增派%(seats)d个席位，拟派%(names)s，已通知本人。请确认或调换。")
    return _("增派待确认"), text % words


def _moment(text: str) -> str:
    return instant_text(datetime.fromisoformat(text))


def _span(start: str, end: str) -> str:
    return _("%(start)s至%(end)s") % {"start": _moment(start), "end": _moment(end)}


def _whistle(params: dict[str, Any]) -> tuple[str, str]:
    return _("吹哨报到"), _("%(unit)s吹哨：%(matter)s，地点%(place)s。") % params


def _contact_proof(params: dict[str, Any]) -> tuple[str, str]:
    return _("联系方式验证"), _("验证码%(code)s，用于值班系统确认您的联系方式。") % params


def _review_step(params: dict[str, Any]) -> tuple[str, str]:
    words = {"unit": params["unit"], "stage": STAGE_LABELS[params["stage"]]}
    if params["stage"] not in IN_HAND:
        return _("类别调整办理"), _("%(unit)s类别调整：%(stage)s。") % words
    if params["is_overdue"]:
        return _("类别调整催办"), _("%(unit)s类别调整“%(stage)s”环节已逾期，请尽快办理。") % words
    return _("类别调整办理"), _until(_("%(unit)s类别调整进入“%(stage)s”环节，请办理。") % words, params)


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


def _account_invited(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"until": _moment(params["until"])}
    text = _("%(county)s值班系统已为您开通账号，请于%(until)s前打开链接设置密码。")
    return _("开通账号"), (text + _login_text(params)) % words


def _account_recovery(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"until": _moment(params["until"])}
    text = _("请于%(until)s前打开链接重设值班系统密码。非本人申请的，请忽略本消息并告知两办。")
    return _("找回密码"), text % words


def _account_factor_reset(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"at": _moment(params["at"])}
    text = _(
        "您的值班系统账号的第二重验证已于%(at)s重置，所有登录已退出，下次登录后可重新设置。非本人要求的，请立即告知两办。"
    )
    return _("第二重验证已重置"), text % words


def _account_new_device(params: dict[str, Any]) -> tuple[str, str]:
    words = {"at": _moment(params["at"]), "device": params["device"] or _("未知设备")}
    text = _("您的值班系统账号于%(at)s在新设备上登录：%(device)s。非本人操作的，请立即修改密码并告知两办。")
    return _("新设备登录"), text % words


def _leave_open(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"back": _moment(params["back"])}
    return _("离岗报备"), _("已为您报备离岗：%(reason)s，预计%(back)s返回。返回岗位后请点“销假”。") % words


def _login_text(params: dict[str, Any]) -> str:
    return _("登录名：%(login)s。") if params["login"] else _("以本手机号登录。")


_TEXTS = {
    Purpose.DUTY_PUBLISHED: _published,
    Purpose.DUTY_CHANGED: _changed,
    Purpose.DUTY_WITHDRAWN: _withdrawn,
    Purpose.ROSTER_RETURNED: _returned,
    Purpose.FILING_DUE: _filing_due,
    Purpose.FILING_MOVED: _filing_moved,
    Purpose.FILING_URGED: _filing_urged,
    Purpose.TODO_DIGEST: _todo_digest,
    Purpose.SWAP_REQUESTED: _swap_requested,
    Purpose.SWAP_TO_DECIDE: _swap_to_decide,
    Purpose.SWAP_MOVED: _swap_moved,
    Purpose.COVER_ASKED: _cover_asked,
    Purpose.COVER_UNFILLED: _cover_unfilled,
    Purpose.COVER_ENDED: _cover_ended,
    Purpose.RING_PROPOSED: _ring_proposed,
    Purpose.RING_TO_DECIDE: _ring_to_decide,
    Purpose.RING_ENDED: _ring_ended,
    Purpose.CHECK: _check,
    Purpose.CHECK_ESCALATED: _check_escalated,
    Purpose.CHECK_ENDED: _check_ended,
    Purpose.SUMMONS: _summons,
    Purpose.SUMMONS_ESCALATED: _summons_escalated,
    Purpose.SUMMONS_OVERDUE: _summons_overdue,
    Purpose.SUMMONS_RELEASED: _summons_released,
    Purpose.WARNING_RECEIVED: _warning_received,
    Purpose.WARNING: _warning,
    Purpose.WARNING_UNANSWERED: _warning_unanswered,
    Purpose.WARNING_ENDED: _warning_ended,
    Purpose.REPORT_DUE: _report_due,
    Purpose.POSTURE_RAISED: _posture_raised,
    Purpose.POSTURE_LIFTED: _posture_lifted,
    Purpose.STAFF_ORDERED: _staff_ordered,
    Purpose.WHISTLE: _whistle,
    Purpose.CONTACT_PROOF: _contact_proof,
    Purpose.REVIEW_STEP: _review_step,
    Purpose.NOTICE: notice,
    Purpose.DUTY_CONFLICT: _duty_conflict,
    Purpose.DUTY_REMINDER: digest_words.reminder,
    Purpose.UNIT_TOMORROW: digest_words.unit_tomorrow,
    Purpose.WEEKLY_GAPS: digest_words.weekly_gaps,
    Purpose.TIER_NEEDS: _tier_needs,
    Purpose.ACCOUNT_INVITED: _account_invited,
    Purpose.ACCOUNT_RECOVERY: _account_recovery,
    Purpose.ACCOUNT_FACTOR_RESET: _account_factor_reset,
    Purpose.ACCOUNT_NEW_DEVICE: _account_new_device,
    Purpose.LEAVE_OPEN: _leave_open,
    Purpose.TASK_DUE: _task_due,
    Purpose.TASK_OVERDUE: _task_overdue,
    Purpose.COMPLAINT_OVERDUE: _complaint_overdue,
}
