"""What a scenario left behind, measured from the provider's record and the rows, and the table of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from alerts.enums import ChannelCode, NotificationState
from alerts.health.services import self_audit
from alerts.models import Finding, Notification
from tests.faults.county import USEFUL_FOR
from tests.faults.provider import Provider

HEAD = (
    f"{'scenario':<27}{'sent':>6}{'calls':>7}{'lost':>6}{'repeats':>9}{'bound':>7}{'dead':>6}{'early':>7}{'audit':>7}"
    f"{'p50 s':>8}{'p99 s':>8}{'recovery s':>12}{'restarts':>10}{'took s':>8}  verdict"
)


def due_by_use(row: Notification) -> datetime:
    """A retry moves `due_at` on; what was promised is told by when the message stops being of use."""
    return row.expires_at - USEFUL_FOR


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the fault may cost at most: `repeats` of messages, `dead` letters, seconds of lateness at p99, `restarts` of
    processes that ended by themselves. `due`: when a message was due first."""

    repeats: int = 0
    dead: int = 0
    late: float = 60.0
    restarts: int = 0
    due: Callable[[Notification], datetime] = due_by_use


@dataclass(slots=True)
class Result:
    """`sent`: messages that went out. `lost`: neither out nor a dead letter. `recovery` counts from the fault's end."""

    name: str
    allowed: Allowed
    sent: int = 0
    calls: int = 0
    lost: int = 0
    repeats: int = 0
    dead: int = 0
    early: int = 0
    findings: int = 0
    p50: float = 0.0
    p99: float = 0.0
    recovery: float = 0.0
    restarts: int = 0
    took: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        """Sentences on what did not hold; empty when everything did."""
        bounds = {
            "lost messages": (self.lost, 0),
            "sent before they were due": (self.early, 0),
            "findings of the self-audit": (self.findings, 0),
            "repeats": (self.repeats, self.allowed.repeats),
            "dead letters": (self.dead, self.allowed.dead),
            "seconds late at p99": (self.p99, self.allowed.late),
            "processes that ended by themselves": (self.restarts, self.allowed.restarts),
        }
        return [f"{what}: {found:g}, allowed {most:g}" for what, (found, most) in bounds.items() if found > most] + [
            *self.problems
        ]

    def line(self) -> str:
        return (
            f"{self.name:<27}{self.sent:>6}{self.calls:>7}{self.lost:>6}{self.repeats:>9}{self.allowed.repeats:>7}"
            f"{self.dead:>6}{self.early:>7}{self.findings:>7}{self.p50:>8.1f}{self.p99:>8.1f}{self.recovery:>12.1f}"
            f"{self.restarts:>10}{self.took:>8.0f}  {'BROKEN' if self.broken else 'held'}"
        )


def measure(name: str, allowed: Allowed, provider: Provider) -> Result:
    """Counts what the rows promise against what the provider has seen."""
    out = provider.first_taken
    rows = list(Notification.objects.exclude(channel=ChannelCode.INBOX))
    ways: dict[tuple[object, ...], list[Notification]] = {}
    for row in rows:
        ways.setdefault((row.purpose, row.object_id, row.level, row.person_id), []).append(row)
    # The clock of the first way counts: a message that had to go another way was due when the first was.
    late = [
        min(out[str(row.pk)] for row in tried if str(row.pk) in out) - allowed.due(tried[0]).timestamp()
        for tried in ways.values()
        if any(str(row.pk) in out for row in tried)
    ]
    self_audit.run(now=timezone.now())
    return Result(
        name=name,
        allowed=allowed,
        sent=len(late),
        calls=provider.sends,
        lost=sum(_is_lost(tried, out) for tried in ways.values()),
        repeats=provider.repeats,
        dead=sum(_is_dead(tried) for tried in ways.values()),
        early=sum(seconds < -0.05 for seconds in late),
        findings=Finding.objects.count(),
        p50=_quantile(late, 0.5),
        p99=_quantile(late, 0.99),
    )


def _is_lost(tried: Sequence[Notification], out: dict[str, float]) -> bool:
    """Still waiting, or said to be out while the provider knows nothing of it."""
    waiting = any(row.state == NotificationState.PENDING for row in tried)
    claimed = [row for row in tried if row.state == NotificationState.ACCEPTED]
    return waiting or (bool(claimed) and not any(str(row.pk) in out for row in claimed))


def _is_dead(tried: Sequence[Notification]) -> bool:
    states = {row.state for row in tried}
    return NotificationState.DEAD in states and NotificationState.ACCEPTED not in states


def _quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
