"""导出个人数据: all that is stored about somebody, for the office and for themselves, on record, with no key to anything."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command

from alerts.enums import ChannelCode
from alerts.outbox.services.contacts import add_rule
from rostering.models import Assignment
from tests.clients import browser_of
from tests.factories import Cast, at, published
from units.models import AuditEvent, KnownDevice, RecoveryCode, SecondFactor

pytestmark = pytest.mark.django_db
NOW = at("2026-06-10 09:00")


def unpacked(content: bytes) -> tuple[dict[str, object], str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return json.loads(archive.read("person.json")), archive.read("person.html").decode()


def test_the_file_has_every_table_that_names_them_and_no_key(cast: Cast) -> None:
    published(cast)
    person = cast.duty.person
    assert person is not None
    rule = add_rule(person=person, channel=ChannelCode.EMAIL, address="own@example.cn", by=cast.office)
    rule.refresh_from_db()
    factor = SecondFactor.objects.create(id=uuid4(), user=cast.duty, created_at=NOW, last_step=1)
    RecoveryCode.objects.create(factor=factor, digest="d" * 64, used_at=NOW)
    KnownDevice.objects.create(user=cast.duty, digest="e" * 64, used_at=NOW)
    browser = browser_of(cast.duty)
    AccessAttempt.objects.create(username=cast.duty.username, ip_address="10.1.2.3", failures_since_start=2)
    answer = browser.post(f"/people/{person.pk}/export/")
    body, page = unpacked(answer.content)

    assert answer["Cache-Control"] == "no-store"
    tables = {section["table"]: section for section in body["sections"]}  # type: ignore[attr-defined]
    held = Assignment.objects.filter(person=person).count()
    assert tables["units.Person"]["rows"][0]["手机"] == person.mobile
    assert tables["alerts.ContactRule"]["rows"][0]["地址"] == "own@example.cn"
    assert tables["alerts.Notification"]["count"] == person.notifications.count() > 0
    assert held == 0 or tables["rostering.Assignment"]["count"] == held
    assert person.mobile in page
    assert person.name in page
    assert {"units.SecondFactor", "units.RecoveryCode", "units.KnownDevice"} <= tables.keys()
    assert "10.1.2.3" in str(tables["axes.AccessAttempt"])
    for digest in ("d" * 64, "e" * 64):
        assert digest not in page + json.dumps(body)
    assert rule.code not in tables["alerts.ContactRule"]["rows"][0].values()
    assert "params" not in tables["alerts.Notification"]["rows"][0]
    assert cast.duty.password not in page + json.dumps(body)
    other = cast.people["dag"][0]
    assert other.mobile not in page + json.dumps(body)
    event = AuditEvent.objects.get(action="person.exported")
    assert (event.actor, event.object_id) == (cast.duty, str(person.pk))


def test_the_administrator_writes_a_file_that_only_they_read(cast: Cast, tmp_path: Path) -> None:
    person, file = cast.people["yjj"][0], tmp_path / "somebody.zip"
    call_command("export_person", str(person.pk), str(file))

    assert unpacked(file.read_bytes())[0]["name"] == person.name
    assert file.stat().st_mode & 0o077 == 0
    assert AuditEvent.objects.get(action="person.exported").actor is None
    with pytest.raises(CommandError):
        call_command("export_person", "nobody", str(file))
