"""Putting a backup back: everything is checked before anything is touched, and compared when it is done."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.backups import rules
from alerts.backups.rules import Manifest, Mismatch
from alerts.backups.services import archives, contents, postgres, silence
from alerts.health.models import Backup
from units.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    rows: int
    files: int
    silenced: int
    same_pepper: bool


def restore(
    archive: Path, *, identity: str, is_replacing: bool, now: datetime, work_off: Callable[[], None]
) -> Restored:
    """Raises RuleViolation `backup_mismatch`, `sealed`, `wrong_key`, `database_in_use`, `database_not_empty`, `pg_failed`.

    The database is as it was when this fails before it is loaded; afterwards the sentence says what differs.
    """
    with tempfile.TemporaryDirectory(prefix="duty-restore-") as directory:
        try:
            manifest = _checked(archive, Path(directory), identity)
            _check_target(is_replacing=is_replacing)
            _load(Path(directory), manifest, is_replacing=is_replacing)
        except Mismatch as error:
            raise RuleViolation("backup_mismatch", _("该备份不能恢复：%(why)s") % {"why": error}) from error
    call_command("migrate", verbosity=0, interactive=False)
    ContentType.objects.clear_cache()
    silenced = silence.fall_silent(work_off, now=now)
    Backup.objects.create(
        taken_at=manifest.taken_at, finished_at=timezone.now(), name=archive.name[:200], is_restore=True,
        detail=silence.RESTORED,
    )  # fmt: skip
    rows, files = sum(manifest.rows.values()), len(manifest.files) - 1
    return Restored(manifest, rows, files, silenced, manifest.pepper == contents.pepper_digest())


def _checked(archive: Path, into: Path, identity: str) -> Manifest:
    manifest = archives.unpack(archive, into, identity=identity)
    unknown = rules.unknown_migrations(manifest, contents.known_migrations())
    if unknown:
        raise Mismatch(f"it was written by a newer release ({manifest.release}, {unknown[0]}); install that one first")
    return manifest


def _check_target(*, is_replacing: bool) -> None:
    with connection.cursor() as cursor:
        # What kind of process it is isn't shown to the owner where another role, the application's, is connected; the
        # database's own processes have no user.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usesysid IS NOT NULL"
        )
        (others,) = cursor.fetchone()
        if others:
            raise RuleViolation(
                "database_in_use", _("还有 %(count)d 个连接在用数据库，请先停止全部服务") % {"count": others}
            )
    if not is_replacing and contents.row_counts():
        raise RuleViolation("database_not_empty", _("数据库不是空的；要用备份替换其中全部内容，请加 --replace"))


def _load(directory: Path, manifest: Manifest, *, is_replacing: bool) -> None:
    with connection.cursor() as cursor:
        for name in sorted(set(manifest.extensions) - set(contents.extensions())):
            cursor.execute(f"CREATE EXTENSION {connection.ops.quote_name(name)}")
    # Its connection has plans of tables that go.
    connection.close()
    postgres.load(directory / rules.DATABASE, is_replacing=is_replacing)
    wrong = rules.differing(manifest.rows, contents.row_counts())
    if wrong:
        raise Mismatch(f"rows differ after loading, the first table is {wrong[0]}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _put_files(directory, manifest)


def _put_files(directory: Path, manifest: Manifest) -> None:
    """Under the very names that rows have for them; what already lies there is replaced."""
    storages = dict(contents.stored_files())
    for member, digest in manifest.files.items():
        if member == rules.DATABASE:
            continue
        name = member.removeprefix(rules.FILES)
        storage = storages[name]
        storage.delete(name)
        with (directory / member).open("rb") as file:
            kept = storage.save(name, File(file))
        with storage.open(kept) as back:
            if kept != name or archives.digest_of_stream(back) != digest:
                raise Mismatch(f"a file differs after writing: {name}")
