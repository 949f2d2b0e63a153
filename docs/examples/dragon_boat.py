#!/usr/bin/env python3
"""The Dragon Boat holiday 2026 through the REST API alone: from the calendar to an amended roster.

    python3 docs/examples/dragon_boat.py http://127.0.0.1:8000 --office KEY --leader KEY --leader KEY

Keys come from `python3 dev.py manage create_token USERNAME --scope …`; docs/api-session.md has the commands. Standard
library only. May be run again: it goes on from where the period stands.
"""

import argparse
import json
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

FIRST_DAY, LAST_DAY = "2026-06-19", "2026-06-21"
BEFORE_NIGHT, NIGHT = "2026-06-19T19:59:59+08:00", "2026-06-19T20:00:00+08:00"
PATIENCE = 120


class Refused(Exception):
    """The API said no; the problem is its reason."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status = status
        self.problem = problem


class Client:
    """One token's view of the API."""

    def __init__(self, base: str, key: str) -> None:
        self.base = base.rstrip("/") + "/api/v1/"
        self.key = key

    def get(self, path: str, **query: str) -> Any:
        return self._call("GET", path + ("?" + urlencode(query) if query else ""))

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._call("POST", path, body or {})

    def every(self, path: str, **query: str) -> Iterator[Any]:
        """All rows of a list, page by page."""
        page = self.get(path, page_size="200", **query)
        yield from page["results"]
        while page["next"]:
            page = self.get(page["next"])
            yield from page["results"]

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Language": "en"}
        if body is not None:
            # A repeated request, say after a lost answer, would get the same answer and do nothing twice.
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        address = urlsplit(urljoin(self.base, path))
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        connection = kind(address.netloc, timeout=30)
        try:
            target = urlunsplit(("", "", address.path, address.query, ""))
            connection.request(method, target, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            answer = json.load(response)
        finally:
            connection.close()
        if response.status >= 400:
            raise Refused(response.status, answer)
        return answer


def find_or_create(office: Client) -> Any:
    for period in office.every("duty-periods/", kind="holiday"):
        if (period["first_day"], period["last_day"]) == (FIRST_DAY, LAST_DAY):
            return period
    body = {"name": "2026年端午假期", "kind": "holiday", "first_day": FIRST_DAY, "last_day": LAST_DAY}
    return office.post("duty-periods/", body)


def generate(office: Client, path: str) -> None:
    job = office.post(f"{path}generate/")
    deadline = time.monotonic() + PATIENCE
    while job["state"] in ("queued", "running"):
        print(f"  {job['state']}: {job['done']}/{job['total']} units")
        if time.monotonic() > deadline:
            sys.exit("The job does not end: is a worker running?")
        time.sleep(1)
        job = office.get(f"jobs/{job['id']}/")
    print(f"  {job['state']}: {job['message']}")
    if job["state"] != "succeeded":
        sys.exit(1)


def confirm_as_leaders(leaders: list[Client], period: str) -> None:
    for leader in leaders:
        for found in leader.every("rosters/", period=period):
            waiting = found["state"] in ("draft", "returned")
            roster = leader.post(f"rosters/{found['id']}/confirm/") if waiting else found
            print(f"  {roster['unit']['name']}: {roster['state']} by {roster['confirmed_by']}")


def accept_all(office: Client, period: str) -> None:
    for roster in list(office.every("rosters/", period=period)):
        try:
            if roster["state"] in ("draft", "returned"):
                office.post(f"rosters/{roster['id']}/confirm/")
            if roster["state"] != "accepted":
                office.post(f"rosters/{roster['id']}/accept/")
        except Refused as refusal:
            print(f"  {roster['unit']['name']}: {refusal}")
    states = Counter(roster["state"] for roster in office.every("rosters/", period=period))
    print("  " + ", ".join(f"{count} {state}" for state, count in states.items()))


def publish(office: Client, path: str) -> None:
    coverage = office.get(f"{path}coverage/")
    print(f"  {coverage['filled']} of {coverage['seats']} seats filled, {len(coverage['gaps'])} gaps")
    for gap in coverage["gaps"]:
        print(f"    {gap['text']}")
    settled = coverage["complete"] and not coverage["unconfirmed"]
    body = {} if settled else {"exception_reason": "Gaps and silent units known to the county office"}
    period = office.post(f"{path}publish/", body)
    print(f"  {period['name']}: {period['state']}, revision {period['revision']}")


def show_postures(office: Client) -> None:
    for at in (BEFORE_NIGHT, NIGHT):
        rows = list(office.every("on-duty/", at=at))
        counts = Counter((row["tier"], row["post"], row["posture"]) for row in rows)
        units = len({row["unit"]["code"] for row in rows})
        print(f"  {at}: {len(rows)} people of {units} units")
        for (tier, post, posture), count in counts.items():
            print(f"    {tier:<20}{post:<18}{posture:<15}{count:>4}")


def amend_one_seat(office: Client, period: str, path: str) -> None:
    for seat in office.every("assignments/", period=period, vacant="false"):
        candidates = office.every(f"assignments/{seat['id']}/candidates/")
        for candidate in candidates:
            if candidate["allowed"] and candidate["person"]["id"] != seat["person"]["id"]:
                change = {"assignment": seat["id"], "person": candidate["person"]["id"], "version": seat["version"]}
                revision = office.post(f"{path}amend/", {"reason": "Called to a meeting", "changes": [change]})
                show_diff(office.get(f"{path}revisions/{revision['number']}/diff/"))
                return
    print("  nobody is free to take a seat")


def show_diff(diff: Any) -> None:
    print(f"  revision {diff['number']} against {diff['against']}:")
    for change in diff["changes"]:
        before, after = (
            ", ".join(holder["person"]["name"] if holder["person"] else "vacant" for holder in change[side])
            for side in ("before", "after")
        )
        print(f"    {change['unit']['name']} {change['day']} {change['post']}: {before} -> {after}")


def main() -> None:
    parser = argparse.ArgumentParser(description="The Dragon Boat holiday 2026 through the API.")
    parser.add_argument("base", help="e.g. http://127.0.0.1:8000")
    parser.add_argument("--office", required=True, metavar="KEY", help="a token of the county office")
    parser.add_argument("--leader", action="append", default=[], metavar="KEY", help="a unit leader's; may be repeated")
    options = parser.parse_args()
    office = Client(options.base, options.office)
    leaders = [Client(options.base, key) for key in options.leader]

    print("Calendar")
    for day in office.every("calendar-days/", **{"from": FIRST_DAY, "to": "2026-06-22"}):
        print(f"  {day['date']} {day['kind']} {day['name']}")
    period = find_or_create(office)
    path = f"duty-periods/{period['id']}/"
    print(f"Period {period['name']}: {period['state']}, to be filed by {period['filing_deadline']}")
    if period["state"] in ("draft", "open"):
        print("Generate")
        generate(office, path)
        print("Confirm as unit leaders")
        confirm_as_leaders(leaders, period["id"])
        print("Confirm on behalf of the others, and accept")
        accept_all(office, period["id"])
        print("Coverage and publication")
        publish(office, path)
    print("On duty")
    show_postures(office)
    print("Amend one seat")
    amend_one_seat(office, period["id"], path)


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        sys.exit(str(refusal))
