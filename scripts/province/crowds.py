"""Viewers and people called out at the same time: what both got, and what there was too little of."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from alerts.call_outs.services.call_outs import call_out
from alerts.enums import NotificationState
from alerts.models import Notification
from scripts.bench.counties import county_of, in_force, office, period_of
from scripts.province.bridge import Bridge
from scripts.province.processes import CORES, Meter
from scripts.province.running import Running
from scripts.province.viewers import Answered, Crowd
from units.enums import Rank, Role
from units.models import County, Person, User

HEAD = (
    "| Viewers | requests | a second | p50 ms | p99 ms | errors | first sends p50 s | p99 s | last s | never sent |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)
# Until the round of polls is even, nobody is called.
CALM = 15.0
SETTLED_WITHIN = 180.0
GOOD = frozenset({200, 204})
# Above this share of a part, it has no more to give.
FULL = 0.9
SENDERS = 4 * 8


@dataclass(frozen=True, slots=True)
class Called:
    """Seconds from the press of the button to each first send; `shares` of a core while viewers watched."""

    sent: list[float]
    number: int
    shares: dict[str, float]


def lines(running: Running, viewers: Sequence[int], called: int, seconds: int) -> Iterator[str]:
    county = _county()
    crowd = _people(county, called)
    cookies = [_cookie(user) for user in User.objects.filter(county=county).order_by("pk")]
    yield HEAD
    for number in viewers:
        watching = Crowd(running.port, number, cookies)
        found = asyncio.run(_both(running, watching, county, crowd, seconds))
        yield _row(number, watching.answers, found, seconds)
        yield _saturated(found.shares)


def _county() -> County:
    """41 units with a month of duty around today, each with a leader who may look at the board."""
    county = county_of(1)
    in_force(period_of(county, timezone.localdate() - timedelta(days=3), 30))
    User.objects.bulk_create(
        User(county=county, unit=unit, role=Role.UNIT_LEADER, username=f"leader-{unit.code}")
        for unit in county.units.all()
    )
    return county


def _people(county: County, number: int) -> list[Person]:
    units = list(county.units.all())
    return Person.objects.bulk_create(
        Person(
            unit=units[index % len(units)],
            name=f"民兵{index}",
            rank=Rank.STAFF,
            position="队员",
            mobile=f"137{index:08d}",
            travel_minutes=10,
            valid_from=timezone.localdate(),
        )
        for index in range(number)
    )


def _cookie(user: User) -> str:
    client = Client()
    client.force_login(user, backend="units.accounts.backends.Accounts")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


async def _both(running: Running, watching: Crowd, county: County, crowd: list[Person], seconds: int) -> Called:
    bridge = Bridge()
    server = await bridge.serve(running.bridge_port)
    async with server:
        viewing = asyncio.create_task(watching.watch(CALM + seconds))
        await asyncio.sleep(CALM)
        meter, pressed = Meter(running.pid), timezone.now()
        await asyncio.to_thread(_call, county, crowd)
        await asyncio.sleep(seconds - (timezone.now() - pressed).total_seconds())
        shares = meter.shares()
        await viewing
        await asyncio.to_thread(_settle)
        server.close()
    return Called(sorted(at - pressed.timestamp() for at in bridge.taken.values()), len(crowd), shares)


def _call(county: County, crowd: list[Person]) -> None:
    try:
        call_out(
            county=county,
            matter=f"演练 {timezone.now():%H:%M:%S}",
            place="体育场",
            required=500,
            by=office(county),
            people=crowd,
            is_drill=True,
        )
    finally:
        connection.close()


def _settle() -> None:
    """Waits until nothing is pending any more."""
    ends = time.monotonic() + SETTLED_WITHIN
    try:
        while time.monotonic() < ends and _pending(timezone.now()):
            time.sleep(0.5)
    finally:
        connection.close()


def _pending(now: datetime) -> bool:
    return Notification.objects.filter(state=NotificationState.PENDING, due_at__lte=now).exists()


def _row(viewers: int, answers: Sequence[Answered], called: Called, seconds: int) -> str:
    waits = [1000 * one.seconds for one in answers if one.status in GOOD]
    wrong = Counter(one.status for one in answers if one.status not in GOOD)
    told = ", ".join(f"{count} × {status or 'no answer'}" for status, count in wrong.items()) or "0"
    sent = called.sent
    return (
        f"| {viewers:,} | {len(answers):,} | {len(answers) / (CALM + seconds):.1f} | {_at(waits, 50):.0f}"
        f" | {_at(waits, 99):.0f} | {told} | {_at(sent, 50):.1f} | {_at(sent, 99):.1f}"
        f" | {max(sent, default=0):.1f} | {called.number - len(sent)} |"
    )


def _at(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else 0.0


def _saturated(shares: dict[str, float]) -> str:
    """Names what there was too little of: the processor, and who took most of it, or nothing."""
    told = ", ".join(f"{part} {share:.2f}" for part, share in sorted(shares.items(), key=lambda one: -one[1]))
    most = max((part for part in shares if part not in {"nobody", "others", "viewers"}), key=lambda part: shares[part])
    busy = 1 - shares["nobody"] / CORES
    verdict = f"first: the processor, by {most}" if busy > FULL else "nothing: the processor had time left"
    return f"\nOf {CORES} cores: {told}. Saturated {verdict}.\n"
