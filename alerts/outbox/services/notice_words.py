"""What a message about an event says: (title, text) by the event's code (alerts/notices/services/events.py)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.enums import InspectionState, Verdict
from alerts.labels import COMPLAINT_KIND_LABELS, INCIDENT_LEVEL_LABELS, WHISTLE_STATE_LABELS
from alerts.outbox.services.duty_words import day_text, instant_text
from rostering.labels import ABSENCE_KIND_LABELS


def notice(params: dict[str, Any]) -> tuple[str, str]:
    title, text = _TEXTS[params["event"]](params)
    if params.get("unreached"):
        count, named = params["unreached_count"], params["unreached"].count("、") + 1
        more = _("等%(count)d个单位") % {"count": count} if count > named else ""
        text += _("%(unreached)s%(more)s负责人的账号未关联人员，收不到消息，请电话告知。") % (params | {"more": more})
    return title, text


def _instant(text: str) -> str:
    return instant_text(datetime.fromisoformat(text))


def _away(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"back": _instant(params["back"])}
    if params["cover"]:
        return _("离岗报备"), _("%(unit)s%(person)s离岗：%(reason)s，预计%(back)s返回，由%(cover)s代守。") % words
    return _("离岗报备"), _("%(unit)s%(person)s离岗：%(reason)s，预计%(back)s返回。") % words


def _back(params: dict[str, Any]) -> tuple[str, str]:
    return _("离岗销假"), _("%(unit)s%(person)s已返回岗位。") % params


def _incident(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"level": INCIDENT_LEVEL_LABELS[params["level"]], "at": _instant(params["at"])}
    return _("突发事件"), _("%(level)s突发事件“%(title)s”，%(at)s发生，地点%(place)s。请跟踪处置。") % words


def _whistle(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"state": WHISTLE_STATE_LABELS[params["state"]]}
    if params["answer"]:
        return _("吹哨办理"), _("%(unit)s吹哨“%(matter)s”%(state)s：%(answer)s") % words
    return _("吹哨办理"), _("%(unit)s吹哨“%(matter)s”%(state)s。") % words


def _task_given(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"due": _instant(params["due"]), "number": int(params["number"])}
    return _("任务交办"), _("任务第%(number)d号“%(matter)s”由%(unit)s承办，请于%(due)s前办结并报告结果。") % words


def _task_reported(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"number": int(params["number"]), "due": _instant(params["due"])}
    return _("任务待评价"), _(
        "%(unit)s报告任务第%(number)d号“%(matter)s”办理结果：%(text)s。请于%(due)s前评价。"
    ) % words


def _task_judged(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"number": int(params["number"])}
    if params["verdict"] == Verdict.DISSATISFIED:
        words["due"] = _instant(params["due"])
        return _("任务退回"), _("任务第%(number)d号“%(matter)s”退回重办：%(text)s。请于%(due)s前办结。") % words
    if params["due"]:
        words["due"] = _instant(params["due"])
        return _("任务办结"), _("任务第%(number)d号“%(matter)s”已办结，请于%(due)s前向反映人反馈。") % words
    return _("任务办结"), _("任务第%(number)d号“%(matter)s”已办结。") % words


def _task_more_asked(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"number": int(params["number"]), "days": int(params["days"])}
    return _("任务申请延期"), ngettext(
        "%(unit)s承办的任务第%(number)d号“%(matter)s”申请延期%(days)d个工作日：%(text)s。请答复。",
        "%(unit)s承办的任务第%(number)d号“%(matter)s”申请延期%(days)d个工作日：%(text)s。请答复。",
        words["days"],
    ) % words


def _task_extended(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"number": int(params["number"]), "due": _instant(params["due"])}
    return _("任务延期"), _("任务第%(number)d号“%(matter)s”同意延期，请于%(due)s前办结。") % words


def _task_not_extended(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"number": int(params["number"]), "due": _instant(params["due"])}
    return _("任务不予延期"), _("任务第%(number)d号“%(matter)s”不予延期：%(text)s。请于%(due)s前办结。") % words


def _task_lapsed(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"number": int(params["number"])}
    return _("任务办结"), _("任务第%(number)d号“%(matter)s”：%(text)s。") % words


def _task_withdrawn(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"number": int(params["number"])}
    return _("任务撤销"), _("任务第%(number)d号“%(matter)s”已撤销：%(text)s。") % words


def _inspection_asked(params: dict[str, Any]) -> tuple[str, str]:
    text = _("%(department)s申请计划外检查（%(days)s）：%(reason)s。请审批。")
    return _("计划外检查待审批"), text % (params | {"days": _days(params)})


def _inspection_decided(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"days": _days(params)}
    if params["state"] == InspectionState.APPROVED:
        return _("计划外检查已批准"), _("%(department)s计划外检查（%(days)s）已批准：%(decision)s。") % words
    return _("计划外检查未批准"), _("%(department)s计划外检查（%(days)s）未批准：%(decision)s。") % words


def _inspection_cancelled(params: dict[str, Any]) -> tuple[str, str]:
    return _("检查取消"), _("%(department)s计划外检查（%(days)s）已取消。") % (params | {"days": _days(params)})


def _days(params: dict[str, Any]) -> str:
    first, last = day_text(params["first"]), day_text(params["last"])
    return first if first == last else _("%(first)s至%(last)s") % {"first": first, "last": last}


def _offered(params: dict[str, Any]) -> tuple[str, str]:
    count = int(params["items"])
    words = params | {"end": _instant(params["end"]), "count": count}
    text = ngettext(
        "%(unit)s%(outgoing)s已交班，%(end)s下班，待办事项%(count)d项。请到值班办理中接班。",
        "%(unit)s%(outgoing)s已交班，%(end)s下班，待办事项%(count)d项。请到值班办理中接班。",
        count,
    )
    return _("交班待接"), text % words


def _withdrawn(params: dict[str, Any]) -> tuple[str, str]:
    return _("交班撤回"), _("%(unit)s%(outgoing)s已撤回交班，此前的交班不再有效，请等候重新交班。") % params


def _taken(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"end": _instant(params["end"])}
    if not params["incoming"]:
        return _("已接班"), _("您在%(unit)s%(end)s下班的班，已有人接班。") % words
    return _("已接班"), _("%(unit)s%(incoming)s已接您%(end)s下班的班。") % words


def _untaken(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"end": _instant(params["end"])}
    return _("接班撤回"), _("您在%(unit)s%(end)s下班的班，接班已撤回，请继续值守并重新交接。") % words


def _absence(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {
        "kind": ABSENCE_KIND_LABELS[params["kind"]],
        "start": _instant(params["start"]),
        "end": _instant(params["end"]),
    }
    return _("请假待审批"), _("%(person)s申请%(kind)s：%(start)s至%(end)s，请审批。") % words


def _period(params: dict[str, Any]) -> tuple[str, str]:
    if not params["deadline"]:
        return _("值班表填报"), _("%(period)s值班表已开始填报，请确认报送。") % params
    words = params | {"deadline": _instant(params["deadline"])}
    return _("值班表填报"), _("%(period)s值班表已开始填报，请于%(deadline)s前确认报送。") % words


def _round(params: dict[str, Any]) -> tuple[str, str]:
    return _("制度征求意见"), _("“%(policy)s”开始征求意见，请提出意见。") % params


def _moved(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"day": day_text(params["day"])}
    if not params["left"]:
        return _("人员调动"), _("%(person)s自%(day)s起在%(unit)s，请核对可任岗位和值班安排。") % words
    return _("人员调动"), _("%(person)s自%(day)s起由%(left)s调往%(unit)s，请核对可任岗位和值班安排。") % words


def _stays(params: dict[str, Any]) -> tuple[str, str]:
    return _("调动撤销"), _("%(person)s调往%(left)s的安排已撤销，仍在%(unit)s。") % params


def _complaint(params: dict[str, Any]) -> tuple[str, str]:
    words = {"kind": COMPLAINT_KIND_LABELS[params["kind"]], "answer": params["answer"]}
    return _("投诉建议答复"), _("您提出的%(kind)s，两办答复：%(answer)s") % words


_TEXTS = {
    "complaint.answered": _complaint,
    "leave.reported": _away,
    "leave.returned": _back,
    "handover.offered": _offered,
    "handover.withdrawn": _withdrawn,
    "handover.accepted": _taken,
    "handover.undone": _untaken,
    "incident.recorded": _incident,
    "whistle.dispatched": _whistle,
    "whistle.answered": _whistle,
    "whistle.rejected": _whistle,
    "whistle.settled": _whistle,
    "task.given": _task_given,
    "task.forwarded": _task_given,
    "task.reported": _task_reported,
    "task.judged": _task_judged,
    "task.extension_asked": _task_more_asked,
    "task.extended": _task_extended,
    "task.extension_refused": _task_not_extended,
    "task.lapsed": _task_lapsed,
    "task.withdrawn": _task_withdrawn,
    "inspection.planned": _inspection_asked,
    "inspection.decided": _inspection_decided,
    "inspection.cancelled": _inspection_cancelled,
    "absence.recorded": _absence,
    "period.opened": _period,
    "person.moved": _moved,
    "person.move_taken_back": _stays,
    "policy.round_opened": _round,
}
