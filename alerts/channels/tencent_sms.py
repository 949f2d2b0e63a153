"""Tencent Cloud SMS (2021-01-11): SendSms with our key as SessionContext; delivery reports found again by number."""

import json
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from alerts.channels import http
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.registered import Registered
from alerts.channels.signing import tc3_headers
from alerts.channels.sms import Sms, found, unreadable
from alerts.enums import ChannelCode, ReceiptStatus

VERSION = "2021-01-11"
# What another try may heal: limits, and trouble on the provider's side.
LATER = (
    "LimitExceeded",
    "RequestLimitExceeded",
    "InternalError",
    "FailedOperation.FailResolvePacket",
    "ResourceUnavailable",
)
LOOK_BACK = timedelta(hours=1)


class TencentSms(Sms):
    code: str = ChannelCode.TENCENT_SMS
    needs: ClassVar = (
        "TENCENT_SECRET_ID",
        "TENCENT_SECRET_KEY",
        "TENCENT_SMS_APP_ID",
        "TENCENT_SMS_SIGN",
        "TENCENT_SMS_TEMPLATES",
    )
    templates_setting = "TENCENT_SMS_TEMPLATES"
    longest_parameter = 12

    def _submit(self, message: Outgoing, number: str, text: Registered) -> Receipt:
        wanted = {
            "PhoneNumberSet": [number],
            "SmsSdkAppId": settings.TENCENT_SMS_APP_ID,
            "SignName": settings.TENCENT_SMS_SIGN,
            "TemplateId": text.code,
            "TemplateParamSet": list(text.values.values()),
            "SessionContext": message.key,
        }
        reply = _call("SendSms", wanted, timezone.now())
        answer = _response(reply)
        if "Error" in answer:
            return _receipt(str(answer["Error"].get("Code", "")), "")
        sent = answer.get("SendStatusSet") or []
        if not sent:
            return unreadable(reply)
        return _receipt(str(sent[0].get("Code", "")), str(sent[0].get("SerialNo", "")))

    def _query(self, message: Outgoing, number: str) -> Receipt:
        """Only messages that the carrier has reported on are listed: not listed means nothing."""
        now = timezone.now()
        wanted = {
            "BeginTime": int((now - LOOK_BACK).timestamp()),
            "EndTime": int(now.timestamp()) + 1,
            "Offset": 0,
            "Limit": 100,
            "PhoneNumber": number,
            "SmsSdkAppId": settings.TENCENT_SMS_APP_ID,
        }
        answer = _response(_call("PullSmsSendStatusByPhoneNumber", wanted, now))
        rows = found(answer.get("PullSmsSendStatusSet") or [], "SessionContext", message.key)
        if any(row.get("ReportStatus") == "SUCCESS" for row in rows):
            return Receipt(ReceiptStatus.ACCEPTED, str(rows[0].get("SerialNo", "")), "found in the provider's records")
        if rows:
            return Receipt(ReceiptStatus.FAILED, detail="the carrier did not deliver it")
        return Receipt(ReceiptStatus.UNKNOWN, detail="not in the provider's records")


def _call(action: str, wanted: dict[str, Any], now: datetime) -> http.Reply:
    body = json.dumps(wanted, ensure_ascii=False).encode()
    headers = tc3_headers(
        host=urlsplit(settings.TENCENT_SMS_ENDPOINT).netloc,
        service="sms",
        action=action,
        version=VERSION,
        region=settings.TENCENT_SMS_REGION,
        secret_id=settings.TENCENT_SECRET_ID,
        secret_key=settings.TENCENT_SECRET_KEY,
        now=now,
        body=body,
    )
    return http.call("POST", f"{settings.TENCENT_SMS_ENDPOINT}/", body=body, headers=headers)


def _response(reply: http.Reply) -> dict[str, Any]:
    answer = reply.json().get("Response")
    return answer if isinstance(answer, dict) else {}


def _receipt(code: str, serial: str) -> Receipt:
    if code == "Ok":
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=serial)
    later = code.startswith(LATER) or not code
    return Receipt(ReceiptStatus.FAILED if later else ReceiptStatus.REFUSED, detail=code[:80])
