"""DingTalk, Feishu and WeCom, which refuse in the body of a 200, and Bark, which refuses by status."""

import base64
import hashlib
import hmac

from tests.fakes.server import Answer, Call, FakeHttp, Taken


def mark(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


class FakeDingTalk(FakeHttp):
    secret = "SECtest"

    def take(self, call: Call) -> Answer:
        query = call.query
        stamp = query.get("timestamp", "")
        if query.get("sign") != mark(self.secret, f"{stamp}\n{self.secret}"):
            return Answer({"errcode": 310000, "errmsg": "sign not match"})
        self.taken.append(Taken("", query["access_token"], call.json["text"]["content"]))
        return Answer({"errcode": 0, "errmsg": "ok"})

    def refusal(self, call: Call) -> Answer:
        return Answer({"errcode": 300001, "errmsg": "token is not exist"})

    def throttled(self, call: Call) -> Answer:
        return Answer({"errcode": 130101, "errmsg": "send too fast"})


class FakeFeishu(FakeHttp):
    secret = "feishu-test"

    def take(self, call: Call) -> Answer:
        sent = call.json
        if sent.get("sign") != mark(f"{sent.get('timestamp')}\n{self.secret}", ""):
            return Answer({"code": 19021, "msg": "sign match fail or timestamp is not within one hour"})
        self.taken.append(Taken("", call.path.rpartition("/")[2], sent["content"]["text"]))
        return Answer({"code": 0, "msg": "success", "data": {}, "StatusCode": 0})

    def refusal(self, call: Call) -> Answer:
        return Answer({"code": 19001, "msg": "param invalid: incoming webhook access token invalid"})

    def throttled(self, call: Call) -> Answer:
        return Answer({"code": 11232, "msg": "frequency limited psm"})


class FakeWeCom(FakeHttp):
    """Group robots and the application; `forget` makes the access tokens given out so far worthless."""

    corp_id, secret = "ww-test", "wecom-test"

    def forget(self) -> None:
        self._generation += 1

    _generation = 0

    def take(self, call: Call) -> Answer:
        if call.path == "/cgi-bin/gettoken":
            return self._token(call)
        if call.path == "/cgi-bin/message/send" and call.query["access_token"] != f"token-{self._generation}":
            return Answer({"errcode": 42001, "errmsg": "access_token expired"})
        sent = call.json
        if sent.get("touser") == "nobody":
            return Answer({"errcode": 0, "errmsg": "ok", "invaliduser": "nobody"})
        self.taken.append(Taken("", sent.get("touser") or call.query["key"], sent["text"]["content"]))
        return Answer({"errcode": 0, "errmsg": "ok", "msgid": f"m{len(self.taken)}"})

    def _token(self, call: Call) -> Answer:
        if call.query != {"corpid": self.corp_id, "corpsecret": self.secret}:
            return Answer({"errcode": 40001, "errmsg": "invalid credential"})
        return Answer({"errcode": 0, "access_token": f"token-{self._generation}", "expires_in": 7200})

    def refusal(self, call: Call) -> Answer:
        return Answer({"errcode": 93000, "errmsg": "invalid webhook url"})

    def throttled(self, call: Call) -> Answer:
        return Answer({"errcode": 45009, "errmsg": "api freq out of limit"})


class FakeBark(FakeHttp):
    def take(self, call: Call) -> Answer:
        self.taken.append(Taken("", call.json["device_key"], call.json["body"]))
        return Answer({"code": 200, "message": "success"})

    def refusal(self, call: Call) -> Answer:
        return Answer({"code": 400, "message": "failed to get device token"}, 400)

    def throttled(self, call: Call) -> Answer:
        return Answer({"code": 429, "message": "too many requests"}, 429)
