"""Chat robots and the WeCom application, whose verdict stands in the body of a plain 200.

apprise looks at the status alone and would take each refusal for a delivery, so these few calls are ours
(docs/decisions/0007). Addresses are written as apprise writes them: `dingtalk://[secret@]token`,
`feishu://[secret@]token`, `wecombot://key`; `wecom://userid` is a person reached by the installation's application.
"""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from alerts.channels import http
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.registry import not_configured
from alerts.channels.sms import unreadable
from alerts.enums import ReceiptStatus

ADDRESS = re.compile(r"(?P<robot>[a-z]+)://(?:(?P<secret>[A-Za-z0-9_-]{1,128})@)?(?P<token>[A-Za-z0-9._-]{1,128})/?")
# Answer codes that mean "later"; every other code but 0 will be the same next time.
DINGTALK_LATER = (-1, 130101, 410100, 400105)
FEISHU_LATER = (11232, 11233, 99991400)
WECOM_LATER = (-1, 45009, 45033, 50001)
WECOM_TOKEN_OVER = (40001, 40014, 42001)
WECOM_NEEDS = ("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET")


@dataclass(frozen=True, slots=True)
class Robot:
    """Where a robot's calls go: the name in an address, its secret and its token."""

    name: str
    token: str
    secret: str = ""


def robot_of(address: str) -> Robot | None:
    """The robot an address names, None when it names none of ours."""
    found = ADDRESS.fullmatch(address)
    if found is None or found["robot"] not in SENDERS:
        return None
    return Robot(found["robot"], found["token"], found["secret"] or "")


def group_robot(url: str) -> Robot | None:
    """The robot behind an address as a group's settings show it (https://…/send?key=…), None for any other address."""
    base, _, query = url.partition("?")
    given = dict(parse_qsl(query))
    if base == settings.DINGTALK_ENDPOINT:
        found = Robot("dingtalk", given.get("access_token", ""))
    elif base == f"{settings.WECOM_ENDPOINT}/cgi-bin/webhook/send":
        found = Robot("wecombot", given.get("key", ""))
    elif base.startswith(f"{settings.FEISHU_ENDPOINT}/"):
        found = Robot("feishu", base.rpartition("/")[2])
    else:
        return None
    return found if found.token else None


def send(robot: Robot, message: Outgoing) -> Receipt:
    """One attempt."""
    try:
        return SENDERS[robot.name](robot, words(message))
    except http.NoReply as silence:
        return silence.receipt


def words(message: Outgoing) -> str:
    """Title, text and link as one text; chats show no subject."""
    return "\n".join(part for part in (message.title, message.text[:600], message.link) if part)


def _dingtalk(robot: Robot, text: str) -> Receipt:
    query = {"access_token": robot.token}
    if robot.secret:
        stamp = str(round(time.time() * 1000))
        query |= {"timestamp": stamp, "sign": _sign(robot.secret, f"{stamp}\n{robot.secret}")}
    reply = _post(settings.DINGTALK_ENDPOINT, {"msgtype": "text", "text": {"content": text}}, query)
    return _verdict(reply, "errcode", DINGTALK_LATER)


def _feishu(robot: Robot, text: str) -> Receipt:
    wanted: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        stamp = str(int(time.time()))
        # Feishu signs nothing with the text as the key.
        wanted |= {"timestamp": stamp, "sign": _sign(f"{stamp}\n{robot.secret}", "")}
    reply = _post(f"{settings.FEISHU_ENDPOINT}/{robot.token}", wanted)
    return _verdict(reply, "code", FEISHU_LATER)


def _wecom_bot(robot: Robot, text: str) -> Receipt:
    wanted = {"msgtype": "text", "text": {"content": text}}
    reply = _post(f"{settings.WECOM_ENDPOINT}/cgi-bin/webhook/send", wanted, {"key": robot.token})
    return _verdict(reply, "errcode", WECOM_LATER)


class WeComApp:
    """Messages of the installation's own application to one member. Its access token is kept while it lasts."""

    def __init__(self) -> None:
        self._token = ""
        self._until = 0.0

    def __call__(self, robot: Robot, text: str) -> Receipt:
        unready = not_configured(WECOM_NEEDS)
        if unready is not None:
            return unready
        token, trouble = self._access()
        return trouble or self._send(robot.token, text, token)

    def _access(self) -> tuple[str, Receipt | None]:
        if time.monotonic() < self._until:
            return self._token, None
        query = {"corpid": settings.WECOM_CORP_ID, "corpsecret": settings.WECOM_SECRET}
        reply = http.call("GET", f"{settings.WECOM_ENDPOINT}/cgi-bin/gettoken", query=query)
        answer = reply.json()
        if not answer.get("access_token"):
            verdict = _verdict(reply, "errcode", WECOM_LATER)
            # Nothing has been sent yet: whatever went wrong, the message did not go out.
            refused = verdict.status == ReceiptStatus.REFUSED
            return "", verdict if refused else Receipt(ReceiptStatus.FAILED, detail=verdict.detail)
        self._token = str(answer["access_token"])
        # Some minutes less than promised, so that it cannot run out on its way.
        self._until = time.monotonic() + int(answer.get("expires_in", 7200)) - 300
        return self._token, None

    def _send(self, member: str, text: str, token: str) -> Receipt:
        wanted = {
            "touser": member,
            "msgtype": "text",
            "agentid": int(settings.WECOM_AGENT_ID),
            "text": {"content": text},
            "enable_duplicate_check": 1,
        }
        reply = _post(f"{settings.WECOM_ENDPOINT}/cgi-bin/message/send", wanted, {"access_token": token})
        answer = reply.json()
        if answer.get("errcode") in WECOM_TOKEN_OVER:
            self._until = 0.0
            return Receipt(ReceiptStatus.FAILED, detail=f"code {answer['errcode']}")
        if answer.get("errcode") == 0 and answer.get("invaliduser"):
            return Receipt(ReceiptStatus.REFUSED, detail="no such member")
        return _verdict(reply, "errcode", WECOM_LATER)


SENDERS: dict[str, Callable[[Robot, str], Receipt]] = {
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "wecombot": _wecom_bot,
    "wecom": WeComApp(),
}


def _post(url: str, wanted: dict[str, Any], query: dict[str, str] | None = None) -> http.Reply:
    body = json.dumps(wanted, ensure_ascii=False).encode()
    return http.call("POST", url, body=body, headers={"Content-Type": "application/json; charset=utf-8"}, query=query)


def _verdict(reply: http.Reply, field: str, later: tuple[int, ...]) -> Receipt:
    refusal = http.verdict(reply.status)
    if refusal is not None:
        return refusal
    answer = reply.json()
    code = answer.get(field)
    if not isinstance(code, int):
        return unreadable(reply)
    if code == 0:
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=str(answer.get("msgid", "")))
    return Receipt(ReceiptStatus.FAILED if code in later else ReceiptStatus.REFUSED, detail=f"code {code}")


def _sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
