"""Voice calls through any provider behind a small HTTP bridge (docs/channels.md describes what it must answer)."""

import json
from typing import ClassVar
from urllib.parse import quote

from django.conf import settings

from alerts.channels import http
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.registered import Registered
from alerts.channels.sms import Sms, unreadable
from alerts.enums import ChannelCode, ReceiptStatus

TAKEN = ("accepted", "ringing", "answered", "ended")


class Voice(Sms):
    """The bridge promises one call per key: it answers a repeat with what it did the first time."""

    code: str = ChannelCode.VOICE
    needs: ClassVar = ("VOICE_URL", "VOICE_TOKEN", "VOICE_TEMPLATES")
    templates_setting = "VOICE_TEMPLATES"
    longest_parameter = 60
    idempotent = True

    def _submit(self, message: Outgoing, number: str, text: Registered) -> Receipt:
        wanted = {"key": message.key, "to": number, "template": text.code, "params": text.values}
        reply = http.call("POST", settings.VOICE_URL, body=json.dumps(wanted).encode(), headers=_headers(message.key))
        return _receipt(reply)

    def _query(self, message: Outgoing, number: str) -> Receipt:
        reply = http.call("GET", f"{settings.VOICE_URL}/{quote(message.key, safe='')}", headers=_headers(message.key))
        if reply.status == 404:
            return Receipt(ReceiptStatus.UNKNOWN, detail="not in the provider's records")
        return _receipt(reply)


def _headers(key: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {settings.VOICE_TOKEN}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }


def _receipt(reply: http.Reply) -> Receipt:
    refusal = http.verdict(reply.status)
    if refusal is not None:
        return refusal
    answer = reply.json()
    if answer.get("state") in TAKEN:
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=str(answer.get("id", "")))
    if answer.get("state") == "failed":
        return Receipt(ReceiptStatus.FAILED, detail="the call failed")
    return unreadable(reply)
