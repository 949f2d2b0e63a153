"""The voice bridge of docs/channels.md: one call per key, whatever is repeated."""

from tests.fakes.server import Answer, Call, FakeHttp, Taken

TOKEN = "test-voice-token"


class FakeVoice(FakeHttp):
    def take(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer({"error": "unauthorised"}, 401)
        if call.method == "GET":
            return self._known(call.path.rpartition("/")[2])
        wanted = call.json
        if wanted["key"] not in self.keys:
            self.taken.append(Taken(wanted["key"], wanted["to"], template=wanted["template"], params=wanted["params"]))
        return self._known(wanted["key"])

    def _known(self, key: str) -> Answer:
        if key not in self.keys:
            return Answer({"error": "unknown key"}, 404)
        return Answer({"id": f"call-{self.keys.index(key)}", "state": "ringing"})

    def refusal(self, call: Call) -> Answer:
        return Answer({"error": "number not in service"}, 422)

    def throttled(self, call: Call) -> Answer:
        return Answer({"error": "too many calls"}, 429)
