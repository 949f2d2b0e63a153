"""What an import looks like to a program."""

from typing import Any

from rest_framework import serializers

from units.api.fields import InstantField, instant_text, optional_instant
from units.counties.models.user import User
from units.enums import Scope
from units.imports.models import SheetImport
from units.imports.rules.changes import Column, Difference, Line
from units.imports.rules.layouts.grids import Mark, Read, letter
from units.reading_advice import advice


class MarkShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    level = serializers.ChoiceField(choices=["doubt", "wrong", "note"])
    text = serializers.CharField()


class CellShape(serializers.Serializer[Any]):
    sheet = serializers.CharField()
    cell = serializers.CharField()
    raw = serializers.CharField()
    field = serializers.CharField()
    value = serializers.CharField()
    marks = MarkShape(many=True)


class LineShape(serializers.Serializer[Any]):
    """`level`: "" is taken with the rest, `doubt` only when named, `wrong` never, `same` is there already."""

    key = serializers.CharField()
    sheet = serializers.CharField()
    row = serializers.IntegerField()
    cell = serializers.CharField()
    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    level = serializers.CharField()
    marks = MarkShape(many=True)
    cells = CellShape(many=True)
    choices = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    chosen = serializers.CharField()


class ColumnShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    sheet = serializers.CharField()
    column = serializers.CharField()
    head = serializers.CharField()
    meaning = serializers.CharField()


class ImportShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    file_name = serializers.CharField()
    unit = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=["waiting", "accepted", "undone"])
    created_at = InstantField()
    expires_at = InstantField()
    accepted_at = InstantField(allow_null=True)
    version = serializers.IntegerField()


class ImportDetailShape(ImportShape):
    """With what was understood, while it waits: `columns`, the `lines` it would change, and what was `passed_over`."""

    counts = serializers.DictField(child=serializers.IntegerField())
    columns = ColumnShape(many=True)
    lines = LineShape(many=True)
    passed_over = CellShape(many=True)


def import_shape(sheet: SheetImport) -> dict[str, Any]:
    return {
        "id": str(sheet.pk), "kind": sheet.kind, "file_name": sheet.file_name, "unit": sheet.unit.code if sheet.unit else None,
        "state": sheet.state, "created_at": instant_text(sheet.created_at), "expires_at": instant_text(sheet.expires_at),
        "accepted_at": optional_instant(sheet.accepted_at), "version": sheet.version,
    }  # fmt: skip


def detail_shape(sheet: SheetImport, found: Difference | None, user: User) -> dict[str, Any]:
    sees = user.has_scope(Scope.CONTACTS_READ)
    found = found or Difference()
    return import_shape(sheet) | {
        "counts": found.counts,
        "columns": [_column(column) for column in found.columns],
        "lines": [_line(line, sees=sees) for line in found.lines],
        "passed_over": [_cell(read, sees=sees) for read in found.passed_over],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key, "sheet": column.sheet, "column": column.letter, "head": column.head, "meaning": column.meaning,
    }  # fmt: skip


def _line(line: Line, *, sees: bool) -> dict[str, Any]:
    return {
        "key": line.key, "sheet": line.sheet, "row": line.row, "cell": line.address, "what": line.what, "before": line.before,
        "after": line.after, "level": line.level, "marks": [_mark(mark) for mark in line.marks],
        "cells": [_cell(read, sees=sees) for read in line.cells],
        "choices": [{"value": value, "label": label} for value, label in line.choices], "chosen": line.chosen,
    }  # fmt: skip


def _cell(read: Read, *, sees: bool) -> dict[str, Any]:
    """Without the scope for numbers what may hold one isn't shown."""
    shown = sees or not any(char.isdigit() for char in read.raw) or read.field in ("day", "unit", "mark")
    return {
        "sheet": read.sheet, "cell": f"{letter(read.column) if read.column else ''}{read.row}", "raw": read.raw if shown else "",
        "field": read.field, "value": read.value if shown else "", "marks": [_mark(mark) for mark in read.marks],
    }  # fmt: skip


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "code": mark.code,
        "level": mark.level,
        "text": advice(mark.code, {"value": "", "suggestion": "", **mark.params}),
    }
