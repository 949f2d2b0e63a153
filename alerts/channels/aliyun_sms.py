"""Aliyun SMS (dysmsapi 2017-05-25): SendSms with our key as OutId, QuerySendDetails to find it again."""

import json
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from alerts.channels import http
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.registered import Registered
from alerts.channels.signing import acs3_headers, acs3_query
from alerts.channels.sms import Sms, found, unreadable
from alerts.enums import ChannelCode, ReceiptStatus
from rostering.policies.queries.published import zone

VERSION = "2017-05-25"
# Limits per minute, hour, day and month: the same request may pass later. Every other `isv.` code is about the request.
LIMITS = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL")
FINAL = ("isv.", "isp.RAM_PERMISSION_DENY", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden", "NoPermission")
WAITING, FAILED, DELIVERED = 1, 2, 3


class AliyunSms(Sms):
    code: str = ChannelCode.ALIYUN_SMS
    needs: ClassVar = ("ALIYUN_ACCESS_KEY_ID", "ALIYUN_ACCESS_KEY_SECRET", "ALIYUN_SMS_SIGN", "ALIYUN_SMS_TEMPLATES")
    templates_setting = "ALIYUN_SMS_TEMPLATES"
    longest_parameter = 35

    def _submit(self, message: Outgoing, number: str, text: Registered) -> Receipt:
        reply = _call(
            "SendSms",
            {
                "PhoneNumbers": _as_aliyun(number),
                "SignName": settings.ALIYUN_SMS_SIGN,
                "TemplateCode": text.code,
                "TemplateParam": json.dumps(text.values, ensure_ascii=False),
                "OutId": message.key,
            },
        )
        answer = reply.json()
        if "Code" not in answer:
            return unreadable(reply)
        return _receipt(str(answer["Code"]), str(answer.get("BizId", "")))

    def _query(self, message: Outgoing, number: str) -> Receipt:
        """Records are kept by Beijing day; a key sent just before midnight stands under yesterday."""
        now = timezone.now().astimezone(zone())
        for day in sorted({now.date(), (now - timedelta(minutes=15)).date()}, reverse=True):
            rows = found(_records(number, f"{day:%Y%m%d}"), "OutId", message.key)
            if any(row.get("SendStatus") in {WAITING, DELIVERED} for row in rows):
                return Receipt(ReceiptStatus.ACCEPTED, detail="found in the provider's records")
            if rows:
                return Receipt(ReceiptStatus.FAILED, detail=str(rows[0].get("ErrCode", ""))[:60])
        return Receipt(ReceiptStatus.UNKNOWN, detail="not in the provider's records")


def _records(number: str, day: str) -> list[dict[str, Any]]:
    wanted = {"PhoneNumber": _as_aliyun(number), "SendDate": day, "PageSize": "50", "CurrentPage": "1"}
    details = _call("QuerySendDetails", wanted).json().get("SmsSendDetailDTOs") or {}
    rows = details.get("SmsSendDetailDTO") if isinstance(details, dict) else None
    return [row for row in rows or [] if isinstance(row, dict)]


def _call(action: str, query: dict[str, str]) -> http.Reply:
    headers = acs3_headers(
        host=urlsplit(settings.ALIYUN_SMS_ENDPOINT).netloc,
        action=action,
        version=VERSION,
        query=query,
        key_id=settings.ALIYUN_ACCESS_KEY_ID,
        secret=settings.ALIYUN_ACCESS_KEY_SECRET,
        nonce=uuid4().hex,
        now=timezone.now(),
    )
    return http.call("POST", f"{settings.ALIYUN_SMS_ENDPOINT}/?{acs3_query(query)}", headers=headers)


def _receipt(code: str, biz_id: str) -> Receipt:
    if code == "OK":
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=biz_id)
    final = code.startswith(FINAL) and code not in LIMITS
    return Receipt(ReceiptStatus.REFUSED if final else ReceiptStatus.FAILED, detail=code[:80])


def _as_aliyun(number: str) -> str:
    """Mainland numbers bare, others with their country code, never a plus."""
    return number.removeprefix("+86") if number.startswith("+86") else number.removeprefix("+")
