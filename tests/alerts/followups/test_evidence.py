"""佐证材料 of a task: what is taken comes back as an attachment to those who see the task; nothing else is taken."""

from typing import Any

from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alerts.backups.services.contents import stored_files
from alerts.enums import TaskKind
from alerts.followups.services import giving, working
from alerts.models import TaskFile
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, make_token
from tests.units.reviews.cast import pdf, upload
from units.models import AuditEvent

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def test_evidence_is_handed_in_read_and_taken_back_until_the_task_is_done(
    watched: Cast, settings: LazySettings
) -> None:
    settings.EVIDENCE_LIMIT = 1024**2
    cast = watched
    task = giving.give_task(unit=cast.emergency, kind=TaskKind.OTHER, matter="清淤", by=cast.office)
    page, leader, office = f"/tasks/{task.pk}/", browser_of(cast.leader), browser_of(cast.office)
    other = browser_of(cast.routine_leader)
    for name, content in (("a.svg", SVG), ("a.pdf", pdf()[:80]), ("照片.png", pdf()), ("空.txt", b"")):
        refused = leader.post(f"{page}files/", {"file": SimpleUploadedFile(name, content)})
        assert refused.status_code == 400
    huge = leader.post(
        f"{page}files/", {"file": SimpleUploadedFile("大.txt", b"a" * (settings.EVIDENCE_LIMIT + 70_000))}
    )
    assert (huge.status_code, "文件不能超过 1 MB" in huge.content.decode()) == (400, True)
    assert not TaskFile.objects.exists()

    content = pdf("检测单")
    assert leader.post(f"{page}files/", {"file": upload(content, "检测单.pdf")}).status_code == 302
    assert leader.post(f"{page}files/", {"file": upload(content, "又一份.pdf")}).status_code == 400
    row = TaskFile.objects.get()
    assert "检测单.pdf" in office.get(page).content.decode()
    got: Any = office.get(f"{page}files/{row.pk}/")
    assert b"".join(got.streaming_content) == content
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert other.get(f"{page}files/{row.pk}/").status_code == 404
    assert other.post(f"{page}files/", {"file": upload(content)}).status_code == 404
    # By a name of our own, and in the backup.
    assert row.file.name == f"tasks/{task.pk}/{row.pk}.pdf"
    assert row.file.name in dict(stored_files())

    sent = Client().post(
        f"/api/v1/tasks/{task.pk}/files/",
        {"file": upload(b"list", "清单.txt")},
        headers={"Authorization": f"Bearer {make_token(cast.office)}"},
    )
    assert sent.status_code == 201, sent.content
    listed = Api(key=make_token(cast.leader)).get(f"tasks/{task.pk}/files/")["results"]
    # Both came in the same moment of the test.
    assert {one["file_name"] for one in listed} == {"检测单.pdf", "清单.txt"}
    assert leader.post(f"{page}files/{sent.json()['id']}/retract/").status_code == 403
    assert leader.post(f"{page}files/{row.pk}/retract/").status_code == 302
    assert office.get(f"{page}files/{row.pk}/").status_code == 404

    working.report(task=task, result="已清", by=cast.leader)
    working.judge(task=task, is_satisfied=True, by=cast.office)
    assert leader.post(f"{page}files/", {"file": upload(content)}).status_code == 400
    assert AuditEvent.objects.filter(action__startswith="task.file").count() == 3
