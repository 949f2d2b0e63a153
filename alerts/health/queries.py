"""Is the engine of messages and sweeps running: from rows alone, so that any process can tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min

from alerts.health.models import Backup, Finding, Sweep
from alerts.outbox.models import Notification
from alerts.outbox.queries import dead_letters

SWEEP_TOO_OLD = timedelta(seconds=30)
DUE_TOO_OLD = timedelta(seconds=60)
# A night that was missed shows on the next morning.
BACKUP_TOO_OLD = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """Ages are None when there is nothing to be old. `problems` are stable codes; empty = healthy."""

    sweeps: tuple[Sweep, ...]
    newest_sweep_age: timedelta | None
    oldest_due_age: timedelta | None
    due: int
    dead: int
    findings: tuple[Finding, ...]
    # Of the newest backup; of the first attempt where none was ever made; None without any.
    backup_age: timedelta | None

    @property
    def problems(self) -> tuple[str, ...]:
        found = []
        if self.newest_sweep_age is None or self.newest_sweep_age > SWEEP_TOO_OLD:
            found.append("sweeps_silent")
        if self.oldest_due_age is not None and self.oldest_due_age > DUE_TOO_OLD:
            found.append("messages_late")
        if self.dead:
            found.append("dead_letters")
        if self.findings:
            found.append("invariant_broken")
        if self.is_backup_late:
            found.append("backup_late")
        return tuple(found)

    @property
    def is_backup_late(self) -> bool:
        """Where the installation makes its own; one that somebody else makes is theirs to watch."""
        is_old = self.backup_age is not None and self.backup_age > BACKUP_TOO_OLD
        return bool(settings.BACKUP_DIR) and is_old

    @property
    def is_healthy(self) -> bool:
        return not self.problems


def engine_health(*, now: datetime) -> EngineHealth:
    """Five queries, each on an index of what is open; nothing grows with history."""
    sweeps, backup = tuple(Sweep.objects.order_by("name")), last_backup() or _first_attempt()
    pending = Notification.objects.pending().filter(due_at__lte=now)
    oldest = pending.aggregate(oldest=Min("due_at"))["oldest"]
    return EngineHealth(
        sweeps=sweeps,
        newest_sweep_age=now - max(sweep.ran_at for sweep in sweeps) if sweeps else None,
        oldest_due_age=now - oldest if oldest else None,
        due=pending.count(),
        dead=dead_letters(now).count(),
        findings=tuple(Finding.objects.order_by("invariant", "object_id")[:100]),
        backup_age=now - backup.taken_at if backup else None,
    )


def last_backup() -> Backup | None:
    return Backup.objects.made().order_by("-taken_at").first()


def _first_attempt() -> Backup | None:
    return Backup.objects.attempts().order_by("taken_at").first()


def recent_backups() -> list[Backup]:
    return list(Backup.objects.order_by("-taken_at", "-pk")[:10])
