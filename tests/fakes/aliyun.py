"""Aliyun SMS: checks the ACS3 signature of what really came over the wire, takes SendSms, answers QuerySendDetails."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import quote, urlsplit

from tests.fakes.faults import Mode
from tests.fakes.server import Answer, Call, FakeHttp, Taken

KEY_ID, SECRET = "test-key-id", "test-key-secret"
BEIJING = timezone(timedelta(hours=8))


class FakeAliyun(FakeHttp):
    def take(self, call: Call) -> Answer:
        if not _is_signed(call):
            return Answer({"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched."}, 403)
        if call.headers["x-acs-action"] == "QuerySendDetails":
            return self._details(call)
        query = call.query
        params = json.loads(query["TemplateParam"])
        self.taken.append(Taken(query["OutId"], query["PhoneNumbers"], template=query["TemplateCode"], params=params))
        return Answer({"Code": "OK", "Message": "OK", "BizId": f"9000^{len(self.taken)}", "RequestId": "R"})

    def refusal(self, call: Call) -> Answer:
        return Answer({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": f"{call.query['PhoneNumbers']} invalid"})

    def throttled(self, call: Call) -> Answer:
        return Answer({"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控Permits:1"})

    def _details(self, call: Call) -> Answer:
        """SendStatus 1 is waiting for the carrier, as for any message just sent."""
        today = call.query["SendDate"] == datetime.now(BEIJING).strftime("%Y%m%d")
        rows = [
            {"OutId": taken.key, "PhoneNum": taken.address, "SendStatus": 1, "TemplateCode": taken.template}
            for taken in self.taken
            if today and taken.address == call.query["PhoneNumber"]
        ]
        return Answer({"Code": "OK", "TotalCount": len(rows), "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}})

    def answer(self, call: Call) -> Answer | None:
        """Faults hit sending alone, so that a test of queries need not count calls."""
        if call.headers.get("x-acs-action") == "QuerySendDetails" and call.mode != Mode.UNAVAILABLE:
            return self.take(call)
        return super().answer(call)


def _is_signed(call: Call) -> bool:
    """The signature recomputed from the request alone, so that what the HTTP client changes shows."""
    parts = dict(part.split("=", 1) for part in call.headers["authorization"].partition(" ")[2].split(","))
    names = parts["SignedHeaders"].split(";")
    fields = "".join(f"{name}:{call.headers[name].strip()}\n" for name in names)
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(call.query.items()))
    body = hashlib.sha256(call.body).hexdigest()
    canonical = "\n".join((call.method, urlsplit(call.target).path, query, fields, parts["SignedHeaders"], body))
    signed = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    expected = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    age = datetime.now(UTC) - datetime.fromisoformat(call.headers["x-acs-date"])
    return parts["Credential"] == KEY_ID and parts["Signature"] == expected and abs(age) < timedelta(minutes=15)


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
