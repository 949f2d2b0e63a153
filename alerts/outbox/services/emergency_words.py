"""Call-outs, warnings, orders and reports in words, from plain JSON as they were gathered."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.outbox.services.duty_words import instant_text, moment_text, span_text
from rostering.labels import POSTURE_LABELS


def summons(params: dict[str, Any]) -> tuple[str, str]:
    prefix = _("【演练】") if params["is_drill"] else ""
    title = prefix + _("紧急召集")
    given = {"minutes": 30} | params
    if given["minutes"] == 0:
        return title, prefix + _("%(matter)s。请立即确认，并立即赶到%(place)s。") % given
    return title, prefix + _("%(matter)s。请立即确认，并在%(minutes)s分钟内到%(place)s。") % given


def summons_escalated(params: dict[str, Any]) -> tuple[str, str]:
    return _("召集未确认"), _("%(unit)s%(person)s尚未确认召集，请立即联系。") % params


def summons_overdue(params: dict[str, Any]) -> tuple[str, str]:
    return _("到岗超时"), _("%(unit)s%(person)s已超过%(minutes)s分钟未到岗。") % ({"minutes": 30} | params)


def summons_released(params: dict[str, Any]) -> tuple[str, str]:
    prefix = _("【演练】") if params["is_drill"] else ""
    return prefix + _("召集结束"), prefix + _("%(matter)s：召集已结束，您不必再到%(place)s。") % params


def warning_received(params: dict[str, Any]) -> tuple[str, str]:
    if params["is_update"]:
        return _("预警待签发"), _("%(headline)s有更新，请核对后重新签发叫应。") % params
    return _("预警待签发"), _("收到%(headline)s，请核对后签发叫应。") % params


def warning(params: dict[str, Any]) -> tuple[str, str]:
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


def warning_unanswered(params: dict[str, Any]) -> tuple[str, str]:
    return _("预警未叫应"), _("%(unit)s对%(headline)s尚未应答，请电话叫应。") % params


def warning_ended(params: dict[str, Any]) -> tuple[str, str]:
    if "orders" in params:
        words = {"headline": params["headline"], "numbers": "、".join(str(number) for number in params["orders"])}
        return _("预警结束"), _(
            "%(headline)s已解除或结束，第%(numbers)s号值守升级令仍在执行；不再需要的，请解除。"
        ) % words
    return _("预警结束"), _("%(headline)s已解除或结束，叫应随之结束。") % params


def report_due(params: dict[str, Any]) -> tuple[str, str]:
    return _("信息报送提醒"), _("“%(title)s”%(kind)s应于%(due)s前报送。") % {
        **params,
        "due": instant_text(datetime.fromisoformat(params["due"])),
    }


def posture_raised(params: dict[str, Any]) -> tuple[str, str]:
    if "hours" not in params:
        return _("值守升级"), _("%(reason)s：自%(start)s起，您的值守方式调整为%(posture)s。") % params
    words = params | {
        "start": moment_text(params["start"]),
        "end": moment_text(params["end"]),
        "hours": "、".join(span_text(*hours) for hours in params["hours"]),
        "posture": POSTURE_LABELS.get(params["posture"], params["posture"]),
    }
    text = _("%(reason)s：自%(start)s起至%(end)s止提高值守要求。其间您的值班（%(hours)s）值守方式为%(posture)s。")
    return _("值守升级"), text % words


def posture_lifted(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"span": span_text(params["start"], params["end"]), "lifted": moment_text(params["lifted"])}
    if params["is_withdrawn"]:
        return _("值守恢复"), _("%(reason)s：原定%(span)s的值守升级已撤销，不再执行，您的值班恢复原要求。") % words
    text = _("%(reason)s：%(span)s的值守升级已于%(lifted)s提前解除，此后您的值班恢复原要求。")
    return _("值守恢复"), text % words


def staff_ordered(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {
        "names": "、".join(params["names"]) or _("暂无合适人选"),
        "span": span_text(params["start"], params["end"]),
    }
    text = _("%(reason)s：%(span)s，%(unit)s增派%(seats)d个席位，拟派%(names)s，已通知本人。请确认或调换。")
    return _("增派待确认"), text % words


def whistle(params: dict[str, Any]) -> tuple[str, str]:
    return _("吹哨报到"), _("%(unit)s吹哨：%(matter)s，地点%(place)s。") % params
