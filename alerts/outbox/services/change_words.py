"""Swaps, covers and rings in words, from plain JSON as they were gathered."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.outbox.services.duty_words import day_text, days_text, duties_text, until_text
from rostering.enums import SwapKind
from rostering.labels import COVER_STATE_LABELS, RING_STATE_LABELS, SWAP_KIND_LABELS, SWAP_STATE_LABELS


def swap_requested(params: dict[str, Any]) -> tuple[str, str]:
    if params["kind"] == SwapKind.SWAP:
        taken, given = (days_text(_only(params, number)) for number in (0, 1))
        words = params | {"taken": taken, "given": given}
        text = _("%(person)s请您换班：您承担%(taken)s，对方承担%(given)s。请答复是否同意。") % words
        return _("换班请求"), until_text(text, params)
    return _("代班请求"), until_text(_("%(person)s请您代班：%(days)s。请答复是否同意。") % _swap_words(params), params)


def _only(params: dict[str, Any], number: int) -> dict[str, Any]:
    """The parameters as if only one of the duties were meant."""
    return {name: [params[name][number]] for name in ("days", "posts", "parts")}


def swap_to_decide(params: dict[str, Any]) -> tuple[str, str]:
    words = _swap_words(params)
    if params["kind"] == SwapKind.EMERGENCY_COVER:
        return _("紧急顶班待复核"), _("%(counterpart)s已顶%(person)s的%(days)s，请复核。") % words
    return _("换班待审批"), until_text(_("%(person)s与%(counterpart)s%(kind)s：%(days)s，请审批。") % words, params)


def swap_moved(params: dict[str, Any]) -> tuple[str, str]:
    return _("换班进展"), _("%(person)s与%(counterpart)s%(kind)s（%(days)s）：%(state)s。") % _swap_words(params)


def _swap_words(params: dict[str, Any]) -> dict[str, Any]:
    words = {"kind": SWAP_KIND_LABELS[params["kind"]], "state": SWAP_STATE_LABELS[params["state"]]}
    return params | words | {"days": days_text(params)}


def cover_asked(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"duties": duties_text(params["duties"])}
    text = _("%(person)s不能值班，征询谁能顶班：%(unit)s%(duties)s。能顶班的请答复，先答复者顶班。")
    return _("征询顶班"), until_text(text % words, params)


def cover_unfilled(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"day": day_text(params["day"])}
    return _("无人顶班"), _("%(person)s%(day)s%(post)s班次征询顶班，尚无人应征，请安排人员。") % words


def cover_ended(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"day": day_text(params["day"]), "state": COVER_STATE_LABELS[params["state"]]}
    if params["taker"]:
        return _("顶班征询结束"), _("%(person)s%(day)s%(post)s班次由%(taker)s顶班，无需再答复。") % words
    return _("顶班征询结束"), _("%(person)s%(day)s%(post)s班次征询顶班：%(state)s，无需再答复。") % words


def ring_proposed(params: dict[str, Any]) -> tuple[str, str]:
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
    return _("多人换班征求同意"), until_text(text % words, params)


def ring_to_decide(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"people": _("、").join(params["people"])}
    return _("多人换班待审批"), until_text(_("%(unit)s%(people)s换班，各方已同意，请审批。") % words, params)


def ring_ended(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"people": _("、").join(params["people"]), "state": RING_STATE_LABELS[params["state"]]}
    return _("多人换班结束"), _("%(unit)s%(people)s换班：%(state)s，各人的班次不变。") % words
