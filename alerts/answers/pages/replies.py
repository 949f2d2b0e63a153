"""Where providers report what came back: keys pressed in a call, and text messages (docs/channels.md has the protocol).

A secret of the installation stands for the sender; without one nothing is taken. The answer says what came of it, so that
the voice bridge can speak it, and telling the same twice changes nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alerts.answers.services.replies import by_phone, by_text_message, can_be_declined, event_of, said_already
from alerts.enums import ChannelCode, Heard, ReplyOutcome
from alerts.labels import REPLY_OUTCOME_LABELS
from alerts.outbox.models import Reply
from units.errors import InvalidInput, RuleViolation

LONGEST = 64 * 1024
LONGEST_WORDS = 500
SHORTEST_SECRET = 24
BY_PHONE = tuple(heard for heard in Heard if heard != Heard.TEXT)


@csrf_exempt
@never_cache
@login_not_required
@require_POST
def voice(request: HttpRequest) -> JsonResponse:
    """`{"id", "key", "heard", "digits"}` of one call → `{"outcome", "say", "again"}`; `again`: ask for a key once more."""
    now = timezone.now()
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    _check_secret(settings.VOICE_REPLY_TOKEN, given if scheme.lower() == "bearer" else "")
    try:
        body = _object(_body(request))
        reply = by_phone(
            message=_uuid(body, "key"),
            event=event_of(_text(body, "id")),
            heard=_heard(body),
            digits=_text(body, "digits", required=False),
            now=now,
        )
    except InvalidInput as error:
        return _refused(error)
    except RuleViolation as error:
        return _later(error)
    outcome = ReplyOutcome(reply.outcome)
    return JsonResponse(
        {"outcome": outcome, "say": _spoken(reply, outcome, now), "again": outcome == ReplyOutcome.UNCLEAR},
    )


@dataclass(frozen=True, slots=True)
class Provider:
    """`messages(body)` gives (number, text, what names the event) of each; `thanks` is the answer that ends its repeats."""

    channel: ChannelCode
    messages: Callable[[Any], Iterator[tuple[str, str, str]]]
    thanks: dict[str, Any]


@csrf_exempt
@never_cache
@login_not_required
@require_POST
def text_message(request: HttpRequest, provider: str, secret: str) -> JsonResponse:
    """Text messages as the provider pushes them; none of the providers signs them, so the address holds the secret."""
    known = PROVIDERS.get(provider)
    if known is None:
        raise Http404
    _check_secret(settings.SMS_REPLY_TOKEN, secret)
    now = timezone.now()
    try:
        received = list(known.messages(_body(request)))
        for number, text, event in received:
            by_text_message(channel=known.channel, number=number, text=text, event=event, now=now)
    except InvalidInput as error:
        return _refused(error)
    except RuleViolation as error:
        return _later(error)
    return JsonResponse(known.thanks)


def _of_aliyun(body: Any) -> Iterator[tuple[str, str, str]]:
    """SmsUp: a list of `{"phone_number", "content", "send_time", "sequence_id", …}`."""
    if not isinstance(body, list):
        raise _invalid("body", _("应为列表"))
    for one in map(_object, body):
        number, text = _text(one, "phone_number"), _text(one, "content")
        yield number, text, event_of(number, text, _text(one, "send_time"), str(one.get("sequence_id", "")))


def _of_tencent(body: Any) -> Iterator[tuple[str, str, str]]:
    """短信回复通知: one `{"nationcode", "mobile", "text", "time", …}`."""
    one = _object(body)
    nation, mobile, text = _text(one, "nationcode"), _text(one, "mobile"), _text(one, "text")
    yield f"+{nation.lstrip('+')}{mobile}", text, event_of(nation, mobile, text, str(one.get("time", "")))


PROVIDERS = {
    "aliyun": Provider(ChannelCode.ALIYUN_SMS, _of_aliyun, {"code": 0, "msg": "成功"}),
    "tencent": Provider(ChannelCode.TENCENT_SMS, _of_tencent, {"result": 0, "errmsg": "OK"}),
}


def _check_secret(wanted: str, given: str) -> None:
    """404 for whoever hasn't the secret, as if there were nothing here. One that could be guessed counts as none."""
    if len(wanted) < SHORTEST_SECRET or not compare_digest(wanted.encode(), given.encode()):
        raise Http404


def _spoken(reply: Reply, outcome: ReplyOutcome, now: datetime) -> str:
    """What the bridge reads out after the key."""
    if outcome == ReplyOutcome.UNCLEAR:
        return _("按键无效。能应答请按1，不能请按2。") if can_be_declined(reply) else _("按键无效。应答请按1。")
    if outcome == ReplyOutcome.COUNTED:
        return _("已记录，谢谢。")
    already = said_already(reply, now) if outcome == ReplyOutcome.ALREADY else ""
    return already or str(REPLY_OUTCOME_LABELS[outcome])


def _body(request: HttpRequest) -> Any:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        raise _invalid("body", _("内容过长"))
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _invalid("body", _("不是 JSON")) from error


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise _invalid("body", _("应为对象"))
    return body


def _text(body: dict[str, Any], name: str, *, required: bool = True) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or (required and not value) or len(value) > LONGEST_WORDS or "\x00" in value:
        raise _invalid(name, _("应为文字"))
    return value


def _uuid(body: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(_text(body, name))
    except ValueError as error:
        raise _invalid(name, _("应为消息的编号")) from error


def _heard(body: dict[str, Any]) -> Heard:
    value = _text(body, "heard")
    if value not in BY_PHONE:
        raise _invalid("heard", _("可选：%(choices)s") % {"choices": "、".join(BY_PHONE)})
    return Heard(value)


def _invalid(field: str, sentence: str) -> InvalidInput:
    return InvalidInput("invalid", sentence, field=field)


def _refused(error: InvalidInput) -> JsonResponse:
    return JsonResponse({"code": error.code, "detail": str(error), "field": error.field}, status=400)


def _later(error: RuleViolation) -> JsonResponse:
    """Nothing has been kept: the sender tells it once more."""
    answer = {"code": error.code, "detail": str(error)}
    return JsonResponse(answer, status=503, headers={"Retry-After": "1"})
