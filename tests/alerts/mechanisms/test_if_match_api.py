"""If-Match holds at the instant of writing: of many who saw one version, one writes and every other one is told."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
import time_machine

from tests.alerts.conftest import NOON
from tests.api_client import Api, schema
from tests.concurrency import outcomes
from tests.factories import Cast, make_token

RACERS = 8
INCIDENT = {
    "title": "漫堤",
    "kind": "洪涝",
    "place": "城东",
    "occurred_at": "2026-07-08T11:30:00+08:00",
    "units": ["yjj"],
}
LEAVE = {"kind": "annual_leave", "start": "2026-08-03T00:00:00+08:00", "end": "2026-08-05T00:00:00+08:00"}
ENTRY = {"unit": "yjj", "matter": "来电"}
WEBHOOK = {"name": "市平台", "url": "https://93.184.216.34/", "events": ["tier.changed"]}
WHISTLE = {"unit": "dag", "kind": "routine", "matter": "塌方", "place": "县道", "wanted_units": ["yjj"]}
DRILL = {"matter": "抢险", "place": "城东", "is_drill": True, "units": ["yjj"], "required": 1}
WISH = {"kind": "gladly", "first_day": "2026-10-01", "last_day": "2026-10-02"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_of_many_who_saw_one_version_writes(cast: Cast) -> None:
    schema()
    person = {"person": str(cast.people["yjj"][1].pk)}
    table: list[tuple[str, dict[str, Any], str, str, dict[str, Any] | None]] = [
        ("incidents/", INCIDENT, "PATCH", "", {"losses": "无"}),
        ("incidents/", INCIDENT | {"title": "另一件"}, "POST", "reports/", {"kind": "initial_phone", "text": "首报"}),
        ("call-outs/", DRILL, "POST", "dispatch/", None),
        ("whistles/", WHISTLE, "POST", "reject/", {"reason": "重复"}),
        ("checks/", {"unit": "dag", "reason": "抽查", "exception": True}, "POST", "cancel/", {"reason": "误点"}),
        ("log-entries/", ENTRY, "POST", "close/", {"handled": "已办"}),
        ("absences/", LEAVE | person, "DELETE", "", None),
        ("preferences/", WISH | person, "DELETE", "", None),
        ("webhooks/", WEBHOOK, "POST", "rotate/", {}),
        ("webhooks/", WEBHOOK | {"name": "省平台"}, "PATCH", "", {"name": "省厅"}),
    ]
    key = make_token(cast.office)
    assert [found for row in table if (found := _lost(key, *row))] == []


def _lost(key: str, path: str, body: dict[str, Any], method: str, action: str, given: Any) -> str:
    """What went wrong: anything but one success, the others being told that it has changed or is over."""
    made = Api(key=key).post(path, body)
    address, headers = f"{path}{made['id']}/", {"If-Match": Api(key=key).get(f"{path}{made['id']}/").header("ETag")}
    with time_machine.travel(NOON, tick=False):
        calls = [partial(Api(key=key).call, method, address + action, given, headers=headers) for _ in range(RACERS)]
        answers = outcomes(calls)
    statuses = Counter(getattr(one, "status", repr(one)) for one in answers)
    won = sum(count for status, count in statuses.items() if status in (200, 201, 202, 204))
    told = statuses[412] + statuses[404]
    return "" if (won, told) == (1, RACERS - 1) else f"{method} {address}{action}: {statuses}"
