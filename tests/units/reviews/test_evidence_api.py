"""Files of evidence over the API: what is taken, what is refused, how it comes back."""

import uuid
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests.api_client import BASE
from tests.factories import make_token
from tests.units.reviews.cast import RESCUE, Case, api, pdf, send_file, upload, zipped
from units.enums import Stage
from units.models import FunctionTransfer


def test_the_same_named_upload_makes_one_document(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    headers = {"Authorization": f"Bearer {make_token(case.leader)}", "Idempotency-Key": str(uuid.uuid4())}

    def send(content: bytes) -> Any:
        data = {
            "document_number": "1号", "document_date": "2019-03-20", "function": RESCUE, "from_unit": "mzj",
            "to_unit": "yjj", "file": upload(content),
        }  # fmt: skip
        return Client().post(f"{BASE}tier-reviews/{review.pk}/evidence/", data, headers=headers)

    answers = [send(pdf()), send(pdf()), send(pdf("anders"))]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[0].json() == answers[1].json()
    assert review.transfers.count() == 1


TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.%s.main+xml"/></Types>'
DOCX = {"[Content_Types].xml": TYPES % b"wordprocessingml.document", "word/document.xml": b"<w/>"}
XLSX = {"[Content_Types].xml": TYPES % b"spreadsheetml.sheet", "xl/workbook.xml": b"<w/>"}


def image(kind: str) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (1, 1)).save(drawn, kind)
    return drawn.getvalue()


PNG, JPEG = image("PNG"), image("JPEG")


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("划转.pdf", pdf(), "application/pdf"),
        ("扫描件.PNG", PNG, "image/png"),
        ("扫描件.jpg", JPEG, "image/jpeg"),
        ("通知.docx", zipped(DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("表.xlsx", zipped(XLSX), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("通知.ofd", zipped({"OFD.xml": b"<ofd/>"}), "application/ofd"),
        ("说明.txt", "救灾职能划出".encode("gb18030"), "text/plain; charset=utf-8"),
    ],
)
def test_what_is_taken_comes_back_as_an_attachment(case: Case, name: str, content: bytes, content_type: str) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    sent = send_file(case.leader, f"tier-reviews/{review.pk}/evidence/", content, name)
    assert sent.status_code == 201, sent.content

    client = Client()
    client.force_login(case.office)
    got: Any = client.get(sent.json()["file"])

    assert b"".join(got.streaming_content) == content
    assert got["Content-Type"] == content_type
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    stored = str(FunctionTransfer.objects.get(review=review).file.name)
    assert stored.isascii()
    assert ".." not in stored


BOMB = zipped({**DOCX, "word/media/a.xml": b"\0" * 50_000_000})
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ATTACKS = {
    "svg": ("a.svg", SVG, "file_markup"),
    "svg named png": ("a.png", SVG, "file_markup"),
    "svg behind xml": ("a.svg", b'<?xml version="1.0"?>' + SVG, "file_markup"),
    "html": ("a.html", b"<!DOCTYPE html><script>alert(1)</script>", "file_markup"),
    "html named txt": ("a.txt", "\ufeff<html><body onload=alert(1)>".encode(), "file_markup"),
    "html behind text": ("a.txt", b"hello\n<script>alert(1)</script>", "file_markup"),
    "utf-16 html": ("a.txt", "<script>alert(1)</script>".encode("utf-16"), "file_unknown"),
    "pdf and html": ("a.pdf", b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF", "file_two_things"),
    "pdf and zip": ("a.pdf", pdf() + zipped(DOCX), "file_two_things"),
    "html before pdf": ("a.pdf", b"<html>" + pdf(), "file_markup"),
    "png and html": ("a.png", PNG + b"<html>", "file_two_things"),
    "jpeg and zip": ("a.jpg", JPEG + zipped(DOCX), "file_two_things"),
    "a pdf's name": ("a.pdf", b"%PDF-1.4 %%EOF", "file_cut_off"),
    "half a pdf": ("a.pdf", pdf()[:80], "file_cut_off"),
    "half a png": ("a.png", PNG[:40], "file_cut_off"),
    "a jpeg's start and end": ("a.jpg", b"\xff\xd8\xff\xe0\xff\xd9", "file_cut_off"),
    "huge png": (
        "a.png",
        PNG.replace(b"\x00\x00\x00\x01\x00\x00\x00\x01", b"\x00\xff\xff\xff\x00\xff\xff\xff"),
        "file_bomb",
    ),
    "zip": ("a.zip", zipped({"a.txt": b"a"}), "file_unknown"),
    "zip named docx": ("a.docx", zipped({"a.txt": b"a"}), "file_unknown"),
    "docx with macros": ("a.docx", zipped({**DOCX, "word/vbaProject.bin": b"\0"}), "file_runs"),
    "docx bomb": ("a.docx", BOMB, "file_bomb"),
    "docx with a way out": ("a.docx", zipped({**DOCX, "../../etc/passwd": b"a"}), "file_unknown"),
    "page in a docx's comment": ("a.docx", zipped(DOCX, comment=b"<script>"), "file_two_things"),
    "broken docx": ("a.docx", zipped(DOCX)[:60], "file_cut_off"),
    "exe": ("a.exe", b"MZ\x90\x00", "file_runs"),
    "exe named pdf": ("a.pdf", b"MZ\x90\x00", "file_runs"),
    "script": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "file_runs"),
    "pdf named html": ("a.html", pdf(), "file_name_differs"),
    "pdf with a second name": ("a.pdf.exe", pdf(), "file_name_differs"),
    "without a name for it": ("a", pdf(), "file_name_differs"),
    "nothing": ("a.pdf", b"", "file_empty"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_files_that_could_do_something_are_refused_with_a_sentence(case: Case, attack: str) -> None:
    name, content, code = ATTACKS[attack]
    review = case.at(Stage.DOCUMENT_CHECK)

    refused = send_file(case.leader, f"tier-reviews/{review.pk}/evidence/", content, name)

    assert refused.status_code == 400, refused.content
    assert refused.json()["code"] == code
    assert refused.json()["errors"][0]["pointer"] == "#/file"
    assert not review.transfers.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/cron.d/a.pdf", "a.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("政" * 300 + ".pdf", None),
        ("a\r\nSet-Cookie: x=1.pdf", None),
        ("a\u202efdp.exe\u200b.pdf", "afdp.exe.pdf"),
        ('";alert(1)//.pdf', None),
        ("𠮷𬱖😀.pdf", "𠮷𬱖😀.pdf"),
        ("....pdf", None),
    ],
)
def test_names_reach_neither_the_disk_nor_a_header_as_they_are(case: Case, name: str, shown: str | None) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    sent = send_file(case.leader, f"tier-reviews/{review.pk}/evidence/", pdf(), name)
    assert sent.status_code in (201, 400), sent.content
    if sent.status_code == 400:
        return

    kept = sent.json()["file_name"]
    got = Client()
    got.force_login(case.office)
    header = got.get(sent.json()["file"])["Content-Disposition"]
    assert len(kept.encode()) <= 200
    assert not set(kept) & set('/\\\r\n"')
    assert "\r" not in header
    assert "\n" not in header
    assert shown is None or kept == shown


def test_a_file_is_no_larger_than_the_settings_say(case: Case, settings: Any) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    settings.EVIDENCE_LIMIT = 2000
    path = f"tier-reviews/{review.pk}/evidence/"

    assert send_file(case.leader, path, pdf("x" * 3000)).json()["code"] == "file_too_large"


def test_fifty_megabytes_are_refused_before_they_are_read(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)

    assert (
        send_file(case.leader, f"tier-reviews/{review.pk}/evidence/", b"%PDF-" + b"0" * 50_000_000).status_code == 413
    )


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"document_date": "2999-01-01"}, "#/document_date"),
        ({"document_date": "0000-00-00"}, "#/document_date"),
        ({"to_unit": "mzj"}, "#/to_unit"),
        ({"to_unit": "nowhere"}, "#/to_unit"),
        ({"from_unit": "dag"}, "#/from_unit"),
        ({"document_number": "\x00"}, "#/document_number"),
        ({"function": "x" * 201}, "#/function"),
        ({"rank": "1"}, "#/rank"),
        ({"file": "text"}, "#/file"),
    ],
)
def test_a_document_is_whole(case: Case, fields: dict[str, str], pointer: str) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)

    refused = send_file(case.leader, f"tier-reviews/{review.pk}/evidence/", pdf(), **fields)

    assert refused.status_code == 400, refused.content
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_a_document_is_taken_back_until_it_has_been_checked(case: Case) -> None:
    review = case.at(Stage.DOCUMENT_CHECK)
    first, second = case.add_document(review), case.add_document(review, function="老龄工作")
    path = f"tier-reviews/{review.pk}/evidence/"

    assert api(case.leader).delete(f"{path}{first.pk}/").status == 204
    assert api(case.leader).get(f"{path}{first.pk}/file/").status == 404
    assert api(case.office).post(f"tier-reviews/{review.pk}/advance/").status == 200
    assert api(case.leader).delete(f"{path}{second.pk}/").status == 409
