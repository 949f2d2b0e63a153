"""The drill: a county is backed up, lost and restored; counts and checksums are equal, and nothing goes out twice."""

import io
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import psycopg2
import pyrage
import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from alerts.backups.services import contents, taking
from alerts.enums import NotificationState, Purpose
from alerts.models import Backup, Notification
from alerts.outbox.services import delivery
from alerts.outbox.services.outbox import Message, enqueue
from tests.factories import make_cast
from units.models import CountySettings, FunctionTransfer, Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LETTER = "reviews/letter.pdf"
FILES = FunctionTransfer.file.field.storage
# Tables in which the backup, the restore and the ticks that were worked off note themselves.
NOTES = {
    "alerts_backup",
    "alerts_sweep",
    "units_screeningnight",
    "units_unsealed",
    "units_auditlink",
    "units_chaincheck",
}


@contextmanager
def other_database() -> Iterator[None]:
    """An empty database of its own, in which this process works meanwhile."""
    usual = connection.settings_dict["NAME"]
    drill = f"{usual}_drill"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{drill}" TEMPLATE template0')
    connection.close()
    connection.settings_dict["NAME"] = drill
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{drill}"')


@contextmanager
def service_at_work(settings: LazySettings) -> Iterator[None]:
    """A connection as one of the services keeps it: of the application's role, of which the owner sees little."""
    where = connection.settings_dict
    user = settings.DATABASE_APP_ROLE or where["USER"]
    given = {"host": where["HOST"], "port": where["PORT"], "password": where["PASSWORD"]}
    with closing(psycopg2.connect(dbname=where["NAME"], user=user, **{k: v for k, v in given.items() if v})):
        yield


def lived_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small county with a file of evidence, one message unsent and one due tomorrow."""
    cast = make_cast()
    # Nobody's morning digest is due while a tick is worked off, whatever time it is.
    CountySettings.objects.create(county=cast.county, morning_at=(timezone.localtime() + timedelta(hours=12)).time())
    FILES.save(LETTER, ContentFile(b"%PDF-1.7 letter"))
    # Which review the file belongs to says nothing about backups.
    monkeypatch.setattr(contents, "stored_files", lambda: iter([(LETTER, FILES)]))
    person, now = cast.people["yjj"][0], timezone.now()
    for due in (now, now + timedelta(days=1)):
        written = Message(
            Purpose.WHISTLE,
            uuid4(),
            person.pk,
            None,
            due,
            timedelta(days=2),
            params={"unit": "甲", "matter": "乙", "place": "丙"},
        )
        enqueue([written], county_id=cast.county.pk, now=due)


def states() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("due_at", "channel").values_list("state", "detail")
    return [(state, detail) for state, detail in rows]


def test_a_county_comes_back_whole_and_sends_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# created: today\n{key}\n")
    settings.BACKUP_DIR, settings.BACKUP_RECIPIENT, settings.BACKUP_KEEP = str(tmp_path), str(key.to_public()), 1
    settings.BACKUP_HOUR = 0
    lived_in(monkeypatch)

    assert taking.take_due(now=timezone.now()) == 1
    assert taking.take_due(now=timezone.now()) == 0
    (archive,) = tmp_path.glob("duty-*.tar.age")
    assert archive.stat().st_mode & 0o077 == 0
    assert b"manifest.json" not in archive.read_bytes()
    counted, units = contents.row_counts(), list(Unit.objects.order_by("code").values_list("code", "name"))
    FILES.delete(LETTER)

    with other_database():
        with pytest.raises(CommandError, match="sealed"):
            call_command("restore", archive)
        call_command("restore", archive, key=tmp_path / "key.txt")

        assert list(Unit.objects.order_by("code").values_list("code", "name")) == units
        assert {t: n for t, n in contents.row_counts().items() if t not in NOTES} == {
            t: n for t, n in counted.items() if t not in NOTES
        }
        assert FILES.open(LETTER).read() == b"%PDF-1.7 letter"
        due = {state for state, detail in states() if detail == "restored from a backup"}
        assert due == {NotificationState.SUPPRESSED}
        _token, claimed = delivery.claim_due(now=timezone.now())
        assert claimed == []
        _token, tomorrows = delivery.claim_due(now=timezone.now() + timedelta(days=1, minutes=1))
        assert len(tomorrows) >= 1
        assert Backup.objects.get().is_restore

        with service_at_work(settings), pytest.raises(CommandError, match="database_in_use"):
            call_command("restore", archive, key=tmp_path / "key.txt", replace=True)
        with pytest.raises(CommandError, match="database_not_empty"):
            call_command("restore", archive, key=tmp_path / "key.txt")
        monkeypatch.setattr("sys.stdin", StringIO((tmp_path / "key.txt").read_text()))
        call_command("restore", archive, key="-", replace=True)
        assert Unit.objects.count() == len(units)


@pytest.mark.parametrize("damage", ["byte", "manifest", "newer", "outside", "none of ours"])
def test_what_is_not_what_was_written_is_refused_before_anything_is_touched(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive.tar"
    if damage == "newer":
        known = contents.known_migrations()
        monkeypatch.setattr(contents, "known_migrations", lambda: known | {"units": set()})
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out, write=str))
    call_command("backup", "-")
    members = {}
    with tarfile.open(fileobj=io.BytesIO(out.getvalue())) as tar:
        members = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    if damage == "byte":
        members["database.dump"] = members["database.dump"][:-1] + b"?"
    elif damage == "manifest":
        del members["manifest.json"]
    elif damage == "outside":
        members["../outside"] = b"x"
    with tarfile.open(archive, "w") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    if damage == "none of ours":
        archive.write_bytes(b"PK\x03\x04")

    with pytest.raises(CommandError, match="backup_mismatch"):
        call_command("restore", archive, replace=True)
    assert not (tmp_path.parent / "outside").exists()


def test_a_failed_night_is_told_and_a_late_one_alarms(client: Client, tmp_path: Path, settings: LazySettings) -> None:
    settings.BACKUP_DIR, settings.BACKUP_HOUR, settings.BACKUP_RECIPIENT = str(tmp_path), 0, "age1nonsense"
    now = timezone.now()
    assert taking.take_due(now=now) == 0
    assert taking.take_due(now=now) == 0
    assert list(tmp_path.iterdir()) == []
    client.force_login(make_cast().office)
    page = client.get("/engine/").content.decode()
    assert "备份公钥应以 age1 开头" in page
    # The first night isn't over yet.
    assert "超过 26 小时没有备份" not in page
    Backup.objects.update(taken_at=now - timedelta(hours=27))
    assert "超过 26 小时没有备份" in client.get("/engine/").content.decode()
    Backup.objects.create(taken_at=now, finished_at=now, name="duty-x.tar", size=1)
    assert "超过 26 小时没有备份" not in client.get("/engine/").content.decode()
    assert b"duty_backup_age_seconds" in client.get("/metrics").content
