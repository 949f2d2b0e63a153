"""制度文件 in the browser: downloaded in one county, looked at and taken in by another; damaged ones refused by name."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rostering.models import PolicyVersion
from rostering.policies.rules.policy import GENERAL_CELLS, PHASE_CELLS, POST_CELLS, WEIGHT_CELLS
from rostering.policy_lab.services.publication import publish_policy
from tests.clients import browser_of
from tests.factories import Cast, at
from tests.rostering.policy_lab.exchanged import content_of, neighbour, rules_of, summed
from units.models import AuditEvent, Person, Unit

PATH = "/policies/import/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def theirs(db: None) -> Cast:
    return neighbour()


def sent(client: Client, written: bytes, **more: str) -> Any:
    return client.post(PATH, {"file": SimpleUploadedFile("policy.json", written), **more})


def written(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def test_rules_go_from_county_to_county_and_back_exactly(office: Client, cast: Cast, theirs: Cast) -> None:
    file = browser_of(theirs.duty).get("/policies/2/file/")
    assert file["Content-Disposition"].startswith("attachment")
    names = {*Person.objects.values_list("name", flat=True), *Unit.objects.values_list("code", flat=True)}
    assert [name for name in names if name in file.content.decode()] == []

    looked = sent(office, file.content)
    page = looked.content.decode()
    assert looked.status_code == 200
    for words in (
        "来自贡水县《贡水方案》第 2 版（中共贡水县委办公室）",
        "本县没有的类别：防汛专班类",
        "防汛专班类 · 巡堤员",
        "电话首报时限",
        "20 分钟内",
    ):
        assert words in page, words
    assert PolicyVersion.objects.filter(county=cast.county).count() == 1

    taken = office.post("/policies/import/take/", {"content": looked.context["form"]["content"].value()})
    assert taken["Location"] == "/policies/2/"
    draft = PolicyVersion.objects.get(county=cast.county, number=2)
    assert (draft.state, draft.name, draft.source) == ("draft", "贡水方案", "贡办字〔2026〕8号")
    assert rules_of(cast, 2) == rules_of(theirs, 2)
    assert draft.unit_staffing.count() == 0
    assert "来自贡水县" in office.get("/policies/2/").content.decode()
    entry = AuditEvent.objects.get(action="policy.imported")
    assert (entry.county, entry.after["from_county"], entry.after["from_version"]) == (cast.county, "贡水县", 2)

    publish_policy(version=draft, effective_from=date(2026, 9, 1), by=cast.office)
    again, first = json.loads(office.get("/policies/2/file/").content), json.loads(file.content)
    assert again["rules"] == first["rules"]
    assert again["origins"] == [{name: first[name] for name in again["origins"][0]}]
    assert again["county"] == {"code": cast.county.code, "name": "章江县"}
    back = sent(browser_of(theirs.office), written(again)).content.decode()
    assert "来自章江县《贡水方案》第 2 版" in back
    assert "来自贡水县《贡水方案》第 2 版" in back


def test_a_file_of_the_own_county_is_looked_at_beside_any_draft(office: Client, cast: Cast) -> None:
    own = written(content_of(cast, 1))
    page = sent(office, own).content.decode()
    assert "这是本县自己导出的文件" in page
    assert "两边都有的岗位，各项相同" in page
    office.post("/policies/new/")
    PolicyVersion.objects.filter(county=cast.county, number=2).update(night_start="21:00")
    page = sent(office, own, against="2").content.decode()
    assert "与本县第 2 版的不同" in page
    assert "21:00" in page
    assert "只有已发布的制度可以导出" in office.get("/policies/2/file/", follow=True).content.decode()


def test_units_keep_their_own_numbers_where_the_post_is(office: Client, cast: Cast) -> None:
    present = PolicyVersion.objects.get(county=cast.county, number=1)
    present.unit_staffing.create(unit=cast.emergency, post="dedicated_staff", seats=2)
    present.unit_staffing.create(unit=cast.routine, post="gone", seats=1)
    office.post("/policies/import/take/", {"content": written(content_of(cast, 1)).decode()})
    kept = PolicyVersion.objects.get(county=cast.county, number=2).unit_staffing
    assert list(kept.values_list("unit", "post", "seats")) == [(cast.emergency.pk, "dedicated_staff", 2)]


def _first(content: dict[str, Any]) -> dict[str, Any]:
    post: dict[str, Any] = content["rules"]["posts"][0]
    return post


def _set(row: dict[str, Any], **values: Any) -> None:
    row |= values


# What somebody did to the content, whether the checksum was made to fit, and what the page says.
DAMAGED: dict[str, tuple[Callable[[dict[str, Any]], Any], bool, str]] = {
    "another kind of file": (lambda c: _set(c, format="roster"), True, "这不是值守制度文件"),
    "a newer format": (lambda c: _set(c, format_version=2), True, "文件格式为第 2 版，本系统只认到第 1 版"),
    "a member gone": (lambda c: _first(c)["phases"][0].pop("posture"), True, "缺少“rules/posts/0/phases/0/posture”"),
    "a member more": (lambda c: _set(c["rules"], colour="red"), True, "不认识“rules/colour”"),
    "no checksum": (lambda c: c.pop("checksum"), False, "缺少“checksum”"),
    "a number changed": (lambda c: _set(_first(c), seats=5), False, "文件校验不符：内容已损坏或被改动"),
    "an unknown posture": (lambda c: _set(_first(c)["phases"][0], posture="flying"), True, "posture”的值不对"),
    "an hour that isn't": (lambda c: _set(c["rules"], night_start="25:00"), True, "“rules/night_start”的值不对"),
    "a number as text": (lambda c: _set(_first(c), seats="1"), True, "“rules/posts/0/seats”的值不对"),
    "points beyond all": (lambda c: _set(c["rules"]["weights"], on_site="99.000"), True, "weights/on_site”的值不对"),
    "a post twice": (lambda c: c["rules"]["posts"].append(_first(c)), True, "同一类别的岗位代码不能重复"),
    "a tier without name": (lambda c: _set(_first(c), tier="flood"), True, "新增的值守类别须写明名称"),
    "a text that can't be stored": (lambda c: _set(c, name="方案\x00"), True, "“name”的值不对"),
}
NO_FILE = {
    "truncated": (lambda whole: whole[:-40], "文件打不开"),
    "a picture": (lambda whole: b"\x89PNG\r\n\x1a\n" + whole, "文件打不开"),
    "a list": (lambda whole: b"[" + whole + b"]", "文件打不开"),
    "too large": (lambda whole: whole + b" " * 256 * 1024, "文件超过 256 KB"),
}


@pytest.mark.parametrize("name", [*DAMAGED, *NO_FILE])
def test_what_is_wrong_with_a_file_is_said(office: Client, cast: Cast, name: str) -> None:
    content = content_of(cast, 1)
    if name in DAMAGED:
        change, fits, words = DAMAGED[name]
        change(content)
        file = written(summed(content) if fits else content)
    else:
        cut, words = NO_FILE[name]
        file = cut(written(content))
    refused = sent(office, file)
    assert (refused.status_code, words in refused.content.decode()) == (400, True), refused.content.decode()
    assert PolicyVersion.objects.count() == 1


def test_another_layout_of_the_file_is_no_damage(office: Client, cast: Cast) -> None:
    content = content_of(cast, 1)
    turned = json.dumps(dict(reversed(content.items())), indent=4).encode("utf-8-sig")
    assert sent(office, turned).status_code == 200


def test_what_format_1_is_made_of() -> None:
    """Whoever adds a cell makes a new format, and says what its older files mean by leaving it out."""
    told = [cell.attribute for cells in (GENERAL_CELLS, WEIGHT_CELLS, POST_CELLS, PHASE_CELLS) for cell in cells]
    assert told == [
        "day_start", "night_start", "report_phone_minutes", "report_written_minutes", "report_city_minutes",
        "filing_days", "filing_time", "on_site", "home_standby", "phone_standby", "night_factor",
        "name", "min_rank", "seats", "scope", "exclusive", "answer_minutes",
        "starts_at", "posture", "place_limit", "leaving_rule", "response_minutes", "exception",
    ]  # fmt: skip
