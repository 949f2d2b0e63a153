"""Tencent Cloud SMS: checks the TC3 signature of what really came over the wire, takes SendSms, answers status pulls."""

import hashlib
import hmac
import time
from datetime import UTC, datetime
from typing import Any

from tests.fakes.faults import Mode
from tests.fakes.server import Answer, Call, FakeHttp, Taken

SECRET_ID, SECRET_KEY, APP_ID = "test-secret-id", "test-secret-key", "1400006666"
PULL = "PullSmsSendStatusByPhoneNumber"


class FakeTencent(FakeHttp):
    def take(self, call: Call) -> Answer:
        if not _is_signed(call):
            return _error("AuthFailure.SignatureFailure")
        if call.headers["x-tc-action"] == PULL:
            return self._pulled(call)
        wanted = call.json
        number = wanted["PhoneNumberSet"][0]
        self.taken.append(
            Taken(wanted["SessionContext"], number, template=wanted["TemplateId"], params=wanted["TemplateParamSet"])
        )
        return self._status(call, "Ok")

    def refusal(self, call: Call) -> Answer:
        return self._status(call, "InvalidParameterValue.IncorrectPhoneNumber")

    def throttled(self, call: Call) -> Answer:
        return self._status(call, "LimitExceeded.PhoneNumberThirtySecondLimit")

    def answer(self, call: Call) -> Answer | None:
        """Faults hit sending alone, so that a test of queries need not count calls."""
        if call.headers.get("x-tc-action") == PULL and call.mode != Mode.UNAVAILABLE:
            return self.take(call)
        return super().answer(call)

    def _status(self, call: Call, code: str) -> Answer:
        wanted = call.json
        status = {
            "SerialNo": f"5000:{len(self.taken)}",
            "PhoneNumber": wanted["PhoneNumberSet"][0],
            "SessionContext": wanted["SessionContext"],
            "Code": code,
            "Message": "",
        }
        return _response({"SendStatusSet": [status]})

    def _pulled(self, call: Call) -> Answer:
        rows = [
            {"SessionContext": taken.key, "PhoneNumber": taken.address, "ReportStatus": "SUCCESS", "SerialNo": "5000:1"}
            for taken in self.taken
            if taken.address == call.json["PhoneNumber"]
        ]
        return _response({"PullSmsSendStatusSet": rows})


def _response(content: dict[str, Any]) -> Answer:
    return Answer({"Response": {**content, "RequestId": "R"}})


def _error(code: str) -> Answer:
    return _response({"Error": {"Code": code, "Message": ""}})


def _is_signed(call: Call) -> bool:
    """The signature recomputed from the request alone, so that what the HTTP client changes shows."""
    parts = dict(part.strip().split("=", 1) for part in call.headers["authorization"].partition(" ")[2].split(","))
    stamp = int(call.headers["x-tc-timestamp"])
    day = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d")
    names = parts["SignedHeaders"].split(";")
    fields = "".join(f"{name}:{call.headers[name].strip().lower()}\n" for name in names)
    canonical = f"POST\n/\n\n{fields}\n{parts['SignedHeaders']}\n{hashlib.sha256(call.body).hexdigest()}"
    signed = f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{SECRET_KEY}".encode()
    for step in (day, "sms", "tc3_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()
    is_fresh = abs(time.time() - stamp) < 300
    return parts["Credential"] == f"{SECRET_ID}/{day}/sms/tc3_request" and parts["Signature"] == expected and is_fresh
