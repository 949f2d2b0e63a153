"""Sheets of the small county's rosters, as its offices would send them."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from rostering.models import DutyPeriod
from tests.factories import Cast
from units.imports.models import SheetImport
from units.imports.services.handing_in import hand_in
from units.models import Person, Unit, User


def workbook(rows: Sequence[Sequence[Any]], name: str = "Sheet1") -> BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def unit_roster(unit: Unit, lines: Sequence[tuple[date, Person | str, Person | str]]) -> BytesIO:
    """日期, 带班领导 with phone, 值班人员 with phone."""
    rows: list[list[Any]] = [
        [f"{unit.name}2026年端午节值班表"],
        ["日期", "带班领导", "联系电话", "值班人员", "联系电话"],
    ]
    for day, lead, staff in lines:
        rows.append([f"{day.month}月{day.day}日", *_person(lead), *_person(staff)])
    return workbook(rows)


def _person(one: Person | str) -> tuple[str, str]:
    return (one.name, one.mobile) if isinstance(one, Person) else (one, "")


def handed_in(file: BytesIO, by: User, period: DutyPeriod | None = None, **options: Any) -> SheetImport:
    given = {"period": str(period.pk)} if period else {}
    return hand_in(kind="roster", file=file, name="值班表.xlsx", by=by, options=given, **options)


def people_of(cast: Cast, unit: Unit, *, leads: bool) -> list[Person]:
    rows = Person.objects.filter(unit=unit).order_by("pk")
    return [one for one in rows if ("leader" in one.eligible_posts) == leads]
