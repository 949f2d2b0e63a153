"""No word that only a program knows reaches a reader: not in labels, pages, exports or the audit trail, in either language."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

import pytest
from django.test import Client
from django.utils import translation
from django.utils.functional import Promise
from openpyxl import load_workbook

import alerts.labels
import rostering.labels
import units.labels
from rostering.models import DutyPeriod
from tests.factories import Cast, published
from units.vocabulary import Vocabulary

LANGUAGES = ("zh-hans", "en")
HAN = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"(?<![\w./@?&=-])[a-z]+(?:_[a-z]+)+(?![\w./-])|\+00:00|\bUTC\b")
LABELS = {
    f"{module.__name__}.{name}": words
    for module in (units.labels, rostering.labels, alerts.labels)
    for name, words in vars(module).items()
    # What a county's policy adds to a vocabulary stands in the database, in the county's own words.
    if isinstance(words, Vocabulary)
    or (isinstance(words, Mapping) and all(isinstance(word, Promise) for word in words.values()))
}


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_label_is_a_word_in_both_languages(name: str) -> None:
    words = LABELS[name]
    for code in words.shipped if isinstance(words, Vocabulary) else words:
        label = words[code]
        with translation.override("zh-hans"):
            assert HAN.search(str(label)), f"{name}[{code}]"
        with translation.override("en"):
            assert not HAN.search(str(label)), f"{name}[{code}]"
            assert not CODE.search(str(label)), f"{name}[{code}]"


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return published(cast)


@pytest.mark.parametrize("language", LANGUAGES)
def test_exports_carry_no_code(client: Client, cast: Cast, period: DutyPeriod, language: str) -> None:
    client.force_login(cast.office)
    client.cookies["django_language"] = language
    roster = period.rosters.get(unit=cast.emergency)
    for path in (
        f"/rosters/periods/{period.pk}/roster.xlsx",
        f"/rosters/{roster.pk}/roster.xlsx",
        "/analysis/statistics.xlsx?first_day=2026-06-19&last_day=2026-06-21",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        texts = list(_cells(b"".join(answer) if answer.streaming else answer.content))
        assert len(texts) > 20
        assert not [text for text in texts if CODE.search(text)], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_carry_no_code(client: Client, cast: Cast, period: DutyPeriod, language: str) -> None:
    client.force_login(cast.office)
    client.cookies["django_language"] = language
    for path in ("/", "/rosters/", f"/rosters/periods/{period.pk}/", "/audit/", "/people/", "/units/", "/incidents/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        found = CODE.findall(_visible(answer.content.decode()))
        assert not found, f"{path}: {found}"


def _cells(workbook: bytes) -> Iterator[str]:
    for sheet in load_workbook(BytesIO(workbook)):
        yield sheet.title
        yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def _visible(html: str) -> str:
    """What a reader sees or hears."""
    spoken = " ".join(re.findall(r'(?:title|aria-label|placeholder|alt)="([^"]*)"', html))
    without_code = re.sub(r"(?s)<(script|style|svg|head)\b.*?</\1>", " ", html)
    return re.sub(r"<[^>]+>", " ", without_code) + spoken
