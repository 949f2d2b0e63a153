"""The web server killed at the worst instants; the client, who never got an answer, asks again with its key."""

import http.client
import json
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from alerts.models import CallOut
from scripts.stack.ports import free_port
from tests.factories import make_token
from tests.faults.doors import start_web
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage


@dataclass
class Client:
    """Repeats a request under the key of its matter until it is answered for good."""

    port: int
    token: str

    def call_out(self, matter: str) -> tuple[int, dict[str, Any]]:
        """Status and body; status 0 when the connection ended without an answer."""
        body = {"matter": matter, "place": "体育场", "units": ["yjj"], "is_drill": True, "dispatch": True}
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": matter,
            "Host": "localhost",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("POST", "/api/v1/call-outs/", json.dumps(body), headers)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        return 0, {}


@scenario()
def web_killed(stage: Stage) -> Allowed:
    """Half of the times between the commit and the reply, half of them at a random instant."""
    client = Client(free_port(), make_token(stage.place.cast.office))
    matters = [f"drill-{number}" for number in range(8)]
    heard: dict[str, str] = {}
    for number, matter in enumerate(matters):
        start_web(stage, client.port)
        asking = threading.Thread(target=_ask, args=(client, matter, heard))
        asking.start()
        if number % 2:
            stage.pause(stage.random.uniform(0, 0.3))
        else:
            stage.wait(lambda matter=matter: CallOut.objects.filter(matter=matter).exists(), 20, every=0.002)  # type: ignore[misc]
        stage.engine.kill("web")
        asking.join()
    start_web(stage, client.port)
    stage.fault_over()
    for matter in matters:
        # A claim left by a process that died holds for a minute.
        answered = stage.wait(lambda matter=matter: client.call_out(matter)[0] == 201, 90, every=1)  # type: ignore[misc]
        stage.check(answered, f"{matter} was never answered")
        status, body = client.call_out(matter)
        stage.check(status == 201 and body["id"] == _only(matter), f"{matter}: another answer ({status})")
    stage.engine.kill("web")
    made = dict(CallOut.objects.values_list("matter").annotate(Count("pk")))
    stage.check(made == dict.fromkeys(matters, 1), f"call-outs by key: {made}")
    stage.check(len(heard) < len(matters), "every request was answered: nothing was tried")
    stage.settle()
    return Allowed()


def _only(matter: str) -> str:
    return str(CallOut.objects.get(matter=matter).pk)


def _ask(client: Client, matter: str, heard: dict[str, str]) -> None:
    status, body = client.call_out(matter)
    if status == 201:
        heard[matter] = body["id"]
