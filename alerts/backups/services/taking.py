"""Taking a backup: one snapshot for dump, counts and names of files, so that they agree whatever is written meanwhile."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.utils import timezone

from alerts.backups import rules
from alerts.backups.services import archives, contents, postgres
from alerts.health.models import Backup
from alerts.health.queries import last_backup
from units.db import lock_number
from units.errors import DomainError
from units.sealing.queries import heads

logger = logging.getLogger(__name__)


def take_due(*, now: datetime) -> int:
    """The backup of the night, where the settings ask for one. 1 when it was taken, else 0; a failure is a row too."""
    if not settings.BACKUP_DIR or not _is_due(now) or not _took_turn():
        return 0
    try:
        take_into(Path(settings.BACKUP_DIR), recipient=settings.BACKUP_RECIPIENT, keep=settings.BACKUP_KEEP, now=now)
    except (DomainError, OSError) as error:
        logger.exception("The backup failed")
        Backup.objects.create(taken_at=now, detail=str(error)[:300])
        return 0
    finally:
        _end_turn()
    return 1


def take_into(directory: Path, *, recipient: str, keep: int, now: datetime) -> Path:
    """Writes the archive and deletes ours beyond `keep` (0 keeps all). Raises RuleViolation, InvalidInput, OSError."""
    name = rules.archive_name(now, is_sealed=bool(recipient))
    unfinished = directory / f".{name}.unfinished"
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            take(file, recipient=recipient, now=now, beside=directory)
            os.fsync(file.fileno())
        digest = archives.digest_of(unfinished)
        unfinished.rename(directory / name)
    finally:
        unfinished.unlink(missing_ok=True)
    Backup.objects.create(
        taken_at=now, finished_at=timezone.now(), name=name, size=digest.size, sha256=digest.sha256,
        is_sealed=bool(recipient),
    )  # fmt: skip
    for old in rules.surplus((path.name for path in directory.iterdir()), keep=keep) if keep else []:
        (directory / old).unlink()
    return directory / name


def take(target: IO[bytes], *, recipient: str, now: datetime, beside: Path | None = None) -> None:
    """Writes the archive to `target`; what it is made of lies in a closed directory `beside` meanwhile."""
    with tempfile.TemporaryDirectory(prefix=".duty-", dir=beside) as workplace:
        plain = Path(workplace, "plain.tar")
        _assemble(Path(workplace), plain, now)
        if recipient:
            archives.seal(plain, target, recipient=recipient)
        else:
            archives.copy(plain, target)


def _assemble(workplace: Path, target: Path, now: datetime) -> None:
    dump = workplace / rules.DATABASE
    with _snapshot() as snapshot:
        postgres.dump(dump, snapshot=snapshot)
        files = list(contents.stored_files())
        manifest = rules.Manifest(
            taken_at=now,
            release=contents.release(),
            postgres=contents.server_version(),
            extensions=contents.extensions(),
            migrations=contents.applied_migrations(),
            rows=contents.row_counts(),
            files={},
            pepper=contents.pepper_digest(),
            chains=heads(),
        )
    archives.finish(target, replace(manifest, files=archives.pack(target, _members(dump, files))))


def _members(dump: Path, files: list[tuple[str, Storage]]) -> Iterator[tuple[str, IO[bytes], int]]:
    with dump.open("rb") as file:
        yield rules.DATABASE, file, dump.stat().st_size
    dump.unlink()
    for name, storage in files:
        with storage.open(name) as file:
            yield f"{rules.FILES}{name}", file, file.size


@contextmanager
def _snapshot() -> Iterator[str]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _is_due(now: datetime) -> bool:
    made, tried = last_backup(), Backup.objects.attempts().order_by("-taken_at").first()
    return rules.is_due(
        timezone.localtime(now),
        hour=settings.BACKUP_HOUR,
        last_made=made.taken_at if made else None,
        last_tried=tried.taken_at if tried else None,
    )


def _took_turn() -> bool:
    """One at a time, however many workers tick."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock_number("backup")])
        return bool(cursor.fetchone()[0])


def _end_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock_number("backup")])
