"""Tier reviews through the API: the same gates, the same sentences, and files that cannot do anything."""

import uuid
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tests.api_client import BASE, Api
from tests.factories import Cast, at, drafted, make_token, published, roster_of
from tests.units.reviews.cast import RESCUE, Case, pdf, upload, zipped
from units.enums import Stage
from units.models import FunctionTransfer, TierReview
from units.reviews.services import effects as review_effects
from units.reviews.services import records as review_records

NOW = at("2026-06-10 09:00")
DECISION = {
    "decision": "approve",
    "document_number": "余办〔2026〕8号",
    "reason": "职能已划出",
    "effective_date": "2026-06-11",
}


@pytest.fixture
def case(cast: Cast) -> Iterator[Case]:
    with time_machine.travel(NOW, tick=False):
        yield Case(cast)


def api(user: Any) -> Api:
    return Api(key=make_token(user))


def send_file(user: Any, path: str, content: bytes, name: str = "划转.pdf", **fields: Any) -> Any:
    """multipart/form-data with everything a document needs."""
    data = {
        "document_number": "余编〔2019〕12号",
        "document_date": "2019-03-20",
        "function": RESCUE,
        "from_unit": "mzj",
        "to_unit": "yjj",
        "file": upload(content, name),
    }
    headers = {"Authorization": f"Bearer {make_token(user)}"}
    client = Client(raise_request_exception=False)
    return client.post(BASE + path, {**data, **fields}, headers=headers)


def test_dayu_civil_affairs(case: Case) -> None:
    present = published(case.cast)
    drafted(case.cast, date(2026, 9, 25), date(2026, 9, 27), name="2026年中秋假期")
    unit, office, receiver = api(case.leader), api(case.office), api(case.receiving_leader)

    made = unit.post("tier-reviews/", {"unit": "mzj", "wanted_tier": "routine_support", "reason": "救灾职能已划出"})
    assert made.status == 201, made
    review = f"tier-reviews/{made['id']}/"
    assert receiver.get(review).status == 404
    assert office.post(f"{review}advance/")["stage"] == "document_check"
    assert send_file(case.leader, f"{review}evidence/", pdf()).status_code == 201
    assert office.post(f"{review}advance/")["stage"] == "consultation"
    assert [one["code"] for one in receiver.get(review)["missing"]] == ["not_consulted", "cover_unconfirmed"]
    word = {"kind": "consultation", "unit": "yjj", "person_name": "陈局长", "opinion": "由我局承接", "covers": True}
    assert receiver.post(f"{review}evidence/", word).status == 201
    assert office.post(f"{review}advance/")["stage"] == "record_review"
    review_records.compile_waiting(now=timezone.now())
    record = office.get(f"{review}record/")
    assert (record["body"]["total"]["incident"], record["body"]["total"]["call_out"]) == (0, 0)
    assert office.post(f"{review}advance/")["stage"] == "deliberation"
    assert office.get(f"{review}record/")["state"] == "frozen"
    for number in (1, 2):
        assert office.post(f"{review}rounds/", {"question": "夜间谁接电话？"})["number"] == number
        closed = office.post(f"{review}rounds/{number}/close/", {"finding": "应急管理局", "open_points": ""})
        assert closed.status == 200
    decided = office.post(f"{review}decide/", DECISION | {"effective_date": "2026-09-25"})
    assert (decided.status, decided["stage"]) == (200, "decided")
    with time_machine.travel(at("2026-09-25 00:05"), tick=False):
        review_effects.take_effect(now=timezone.now())

    assert unit.get(review)["stage"] == "effective"
    assert [one["tier"] for one in unit.get("units/mzj/tiers/").results] == ["emergency_response", "routine_support"]
    assert roster_of(present, case.unit).tier == "emergency_response"


IN_HAND = (Stage.SUBMITTED, Stage.DOCUMENT_CHECK, Stage.CONSULTATION, Stage.RECORD_REVIEW, Stage.DELIBERATION)
FIRST_MISSING = {
    Stage.DOCUMENT_CHECK: "缺少职能划转文件",
    Stage.CONSULTATION: "缺少应急管理局的走访意见",
    Stage.RECORD_REVIEW: "缺少历年值班记录",
    Stage.DELIBERATION: "缺少至少一轮已结束的论证",
}


@pytest.mark.parametrize("stage", FIRST_MISSING)
def test_no_stage_is_left_without_its_evidence(case: Case, stage: Stage) -> None:
    review = case.at(stage)
    path = f"tier-reviews/{review.pk}/"
    step, body = ("decide/", DECISION) if stage == Stage.DELIBERATION else ("advance/", None)

    refused = api(case.office).call("POST", path + step, body, headers={"Accept-Language": "zh-hans"})

    assert (refused.status, refused["code"]) == (409, "evidence_missing")
    assert FIRST_MISSING[stage] in refused["detail"]
    assert refused["details"]["missing"]
    assert api(case.office).get(path)["stage"] == stage


@pytest.mark.parametrize("stage", IN_HAND)
@pytest.mark.parametrize(("who", "status"), [("own", 403), ("duty", 403), ("auditor", 403), ("routine_leader", 404)])
def test_nobody_else_moves_a_review_on(case: Case, stage: Stage, who: str, status: int) -> None:
    review = case.at(stage, complete=True)
    caller = api(case.leader if who == "own" else getattr(case.cast, who))

    for step, body in (("advance/", None), ("decide/", DECISION), ("decide/", DECISION | {"decision": "reject"})):
        assert caller.post(f"tier-reviews/{review.pk}/{step}", body).status == status
    review.refresh_from_db()
    assert review.stage == stage


def test_the_second_officer_is_told(case: Case) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)
    office = api(case.office)
    seen = office.get(f"tier-reviews/{review.pk}/").header("ETag")

    assert office.post(f"tier-reviews/{review.pk}/decide/", DECISION).status == 200
    assert office.post(f"tier-reviews/{review.pk}/decide/", DECISION).status == 409
    late = office.post(f"tier-reviews/{review.pk}/decide/", DECISION, headers={"If-Match": seen})
    assert late.status == 412


def test_a_unit_that_is_asked_sees_what_concerns_it_and_no_more(case: Case) -> None:
    review = case.at(Stage.DELIBERATION, complete=True)
    path = f"tier-reviews/{review.pk}/"
    asked, stranger = api(case.receiving_leader), api(case.cast.routine_leader)

    assert asked.get(path).status == 200
    assert {one["kind"] for one in asked.get(f"{path}evidence/").results} == {"function_transfer", "consultation"}
    assert [asked.get(path + part).status for part in ("record/", "rounds/")] == [404, 404]
    assert [stranger.get(path + part).status for part in ("", "evidence/", "record/", "rounds/")] == [404] * 4
    assert [one["id"] for one in asked.get("tier-reviews/").results] == [str(review.pk)]
    assert stranger.get("tier-reviews/").results == []


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


def test_after_a_rejection_the_new_document_comes_with_the_application(case: Case) -> None:
    rejected = case.at(Stage.DELIBERATION, complete=True)
    office, unit = api(case.office), api(case.leader)
    body = {"unit": "mzj", "wanted_tier": "routine_support", "reason": "再次申请"}
    assert unit.post("tier-reviews/", body)["code"] == "review_open"
    assert office.post(f"tier-reviews/{rejected.pk}/decide/", DECISION | {"decision": "reject"})["stage"] == "rejected"

    assert unit.post("tier-reviews/", body)["code"] == "evidence_missing"
    assert send_file(case.leader, "tier-reviews/", pdf(), **body).json()["code"] == "evidence_missing"
    again = send_file(case.leader, "tier-reviews/", pdf("新"), document_number="余编〔2026〕1号", **body)
    assert again.status_code == 201, again.content
    assert TierReview.objects.filter(unit=case.unit).count() == 2


def test_lists_cost_the_same_however_long(case: Case) -> None:
    key = make_token(case.office)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Api(key=key).get(path).status == 200
        return len(caught)

    review = case.at(Stage.DOCUMENT_CHECK)
    case.add_document(review)
    paths = ["tier-reviews/", f"tier-reviews/{review.pk}/", f"tier-reviews/{review.pk}/evidence/"]
    cost(paths[0])
    before = [cost(path) for path in paths]
    case.add_document(review, function="老龄工作")
    case.apply(unit=case.cast.routine, by=case.office, wanted_tier="hub")

    assert [cost(path) for path in paths] == before
