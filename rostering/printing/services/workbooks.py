"""The printed roster as a spreadsheet: the same cells as the page and the PDF."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rostering.documents.sheets import HEAD_FILL, landscape, put, saved, sheet_name
from rostering.printing.queries.parts import CountyPaper, CountySheet, Head, PaperRow, PaperSeat, UnitPaper
from units.imports.rules.layouts.stored import ID_SHEET, WORD
from units.models import CountySettings
from units.when import full_minute, long_day, month_day, short_day, weekday

DAY_WIDTHS, NAME_WIDTH, ABOUT_WIDTH, POSTURE_WIDTH, NOTE_WIDTH = (12, 14), 14, 16, 34, 10
# Of the merged row that says how the roster was published, in points and characters.
LINE_HEIGHT, LINE_LENGTH = 15, 80
COLUMN_WORDS = {"lead": gettext_lazy("带班领导"), "duty": gettext_lazy("值班人员"), "all": gettext_lazy("带班、值班")}


def unit_workbook(paper: Callable[[], UnitPaper]) -> tuple[str, bytes]:
    """Its title, and the file. Heads in rows 4 and 5, a day's date merged over its lines."""
    return _that_comes_back(lambda: _of_unit(paper()))


def county_workbook(paper: Callable[[], CountyPaper]) -> tuple[str, bytes]:
    """Its title, and the file. A sheet per week: tiers as rows of their own, a cell per unit, day and post."""
    return _that_comes_back(lambda: _of_county(paper()))


# Sheet, row, column, and the one seat that stands there.
Numbered = tuple[str, int, int, PaperSeat]
Made = tuple[str, Workbook, list[Numbered]]


def _that_comes_back(make: Callable[[], Made]) -> tuple[str, bytes]:
    """With a hidden sheet by which an edited copy is read exactly when it is brought back (units/imports): the seats by cell,
    and what its words are in Chinese where they are in another language."""
    title, workbook, ids = make()
    words: dict[str, str] = {}
    if not (get_language() or settings.LANGUAGE_CODE).startswith("zh"):
        with override(settings.LANGUAGE_CODE):
            words = _words(workbook, make()[1])
    hidden = workbook.create_sheet(ID_SHEET)
    hidden.sheet_state = "hidden"
    rows: list[tuple[Any, ...]] = [("sheet", "row", "column", "seat", "person", "name")]
    rows += [(name, row, column, seat.seat_id, seat.person_id, seat.called) for name, row, column, seat in ids]
    rows += [(WORD, text, chinese) for text, chinese in words.items()]
    for at, row in enumerate(rows, start=1):
        for number, value in enumerate(row, start=1):
            put(hidden, at, number, value)
    return title, saved(workbook)


def _words(workbook: Workbook, chinese: Workbook) -> dict[str, str]:
    """Each text of the one as it stands in the other, names of sheets among them."""
    found = {}
    for one, other in zip(workbook.worksheets, chinese.worksheets, strict=True):
        found[one.title] = other.title
        for cells, others in zip(one.iter_rows(values_only=True), other.iter_rows(values_only=True), strict=True):
            pairs = zip(cells, others, strict=True)
            found |= {str(text): str(same) for text, same in pairs if text and same and text != same}
    return found


def _of_unit(paper: UnitPaper) -> Made:
    workbook, sheet = _new(_("值班安排表"))
    form = paper.head.form
    widths = _unit_widths(form, paper.person_columns)
    _write_top(sheet, paper.head, len(widths), paper.check_code)
    filed = [(_("填报单位："), paper.unit.name), (_("类别："), str(paper.tier)), *paper.signatures]
    put(sheet, 3, 1, "　".join(f"{label}{value}" for label, value in filed))
    sheet.merge_cells(start_row=3, end_row=3, start_column=1, end_column=len(widths))
    _write_unit_heads(sheet, form, paper.person_columns)
    at = 6
    ids: list[Numbered] = []
    for day in paper.days:
        for row in day.rows:
            for column, text in enumerate(_unit_line(row, form), start=3):
                put(sheet, at, column, text, boxed=True)
            places = ((3, row.lead), (3 + paper.person_columns, row.staff))
            ids += [(sheet.title, at, column, seat) for column, seat in places if seat]
            at += 1
        first = at - len(day.rows)
        festival = f"\n{day.festival}" if day.festival else ""
        _merged(sheet, first, at - 1, 1, month_day(day.day, paper.head.period.first_day))
        _merged(sheet, first, at - 1, 2, f"{weekday(day.day)}{festival}")
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    landscape(sheet, heads="4:5", paper=form.paper)
    return paper.head.title, workbook, ids


def _of_county(paper: CountyPaper) -> Made:
    workbook, first = _new(_("值班安排表"))
    ids: list[Numbered] = []
    for number, one in enumerate(paper.sheets):
        days = "-".join(month_day(day, paper.head.period.first_day) for day in (one.days[0][0], one.days[-1][0]))
        sheet = first if number == 0 else workbook.create_sheet(sheet_name(days))
        sheet.title = sheet_name(days)
        ids += _write_county(sheet, paper, one)
    return paper.head.title, workbook, ids


def _new(name: str) -> tuple[Workbook, Worksheet]:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = sheet_name(name)
    return workbook, sheet


def _write_top(sheet: Worksheet, head: Head, columns: int, code: str) -> None:
    put(sheet, 1, 1, head.title, bold=True).font = Font(bold=True, size=18)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    version = _("%(at)s 发布第 %(number)s 版") % {"at": full_minute(head.published_at), "number": head.revision}
    first, last = head.period.first_day, head.period.last_day
    words = [
        _("%(first)s至%(last)s") % {"first": long_day(first), "last": short_day(last, first)},
        f"{_('值班电话：')}{head.phone}",
        f"{_('传真：')}{head.fax}",
        version if head.revision else _("草案，尚未发布"),
        f"{_('校验码')} {code}",
    ]
    lines = [*filter(None, [head.form.letterhead]), "　".join(words), *head.remarks]
    put(sheet, 2, 1, "\n".join(lines)).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = LINE_HEIGHT * sum(1 + len(line) // LINE_LENGTH for line in lines)
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def _unit_widths(form: CountySettings, person_columns: int) -> list[int]:
    person = [NAME_WIDTH, *[ABOUT_WIDTH] * (person_columns - 1)]
    rest = [POSTURE_WIDTH] * form.print_posture + [NOTE_WIDTH] * form.print_note
    return [*DAY_WIDTHS, *person, *person, *rest]


def _write_unit_heads(sheet: Worksheet, form: CountySettings, person_columns: int) -> None:
    person = [_("姓名"), *[_("职务")] * form.print_position, *[_("手机")] * form.print_phone]
    blank = [""] * (person_columns - 1)
    rest = [_("值守方式")] * form.print_posture + [_("备注")] * form.print_note
    upper = [_("日期"), _("星期/节日"), _("带班领导"), *blank, _("值班人员"), *blank, *rest]
    lower = ["", "", *person, *person, *[""] * len(rest)]
    for row, texts in ((4, upper), (5, lower)):
        for column, text in enumerate(texts, start=1):
            put(sheet, row, column, text, bold=True, boxed=True).fill = HEAD_FILL
    for column, upper_text in enumerate(upper, start=1):
        if upper_text and column not in (3, 3 + person_columns):
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    for first in (3, 3 + person_columns):
        if person_columns > 1:
            sheet.merge_cells(start_row=4, end_row=4, start_column=first, end_column=first + person_columns - 1)
    sheet.freeze_panes = "A6"


def _unit_line(row: PaperRow, form: CountySettings) -> Iterator[str]:
    for seat in (row.lead, row.staff):
        yield from _person(seat, form)
    if form.print_posture:
        yield row.posture
    if form.print_note:
        yield row.note


def _person(seat: PaperSeat | None, form: CountySettings) -> Iterator[str]:
    yield seat.lines[0] if seat else ""
    if form.print_position:
        yield seat.position if seat else ""
    if form.print_phone:
        yield seat.phone if seat else ""


def _merged(sheet: Worksheet, first: int, last: int, column: int, text: str) -> None:
    put(sheet, first, column, text, boxed=True)
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def _write_county(sheet: Worksheet, paper: CountyPaper, one: CountySheet) -> list[Numbered]:
    """Returns which seats stand in which cells."""
    ids: list[Numbered] = []
    form = paper.head.form
    columns = len(one.columns) + 2 + form.print_posture
    _write_top(sheet, paper.head, columns, paper.check_code)
    _write_county_heads(sheet, one, paper)
    at = 5
    for group in one.tiers:
        words = _("（共 %(n)s 个单位）") % {"n": group.units}
        put(sheet, at, 1, f"{group.numeral}、{group.tier}{words}", bold=True, boxed=True).fill = HEAD_FILL
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=columns)
        for number, row in enumerate(group.rows, start=at + 1):
            texts = [row.number, row.name, *(cell.text for cell in row.cells), *[row.posture] * form.print_posture]
            for column, text in enumerate(texts, start=1):
                put(sheet, number, column, text, boxed=True)
            ids += [
                (sheet.title, number, column, cell.seats[0])
                for column, cell in enumerate(row.cells, start=3)
                if len(cell.seats) == 1
            ]
        at += 1 + len(group.rows)
    for number in range(1, columns + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 18
    sheet.column_dimensions["A"].width = 6
    sheet.column_dimensions["B"].width = 28
    if form.print_posture:
        sheet.column_dimensions[get_column_letter(columns)].width = POSTURE_WIDTH
    landscape(sheet, heads="3:4", paper=paper.head.form.paper)
    return ids


def _write_county_heads(sheet: Worksheet, one: CountySheet, paper: CountyPaper) -> None:
    first_day = paper.head.period.first_day
    posture = [(len(one.columns) + 3, _("值守方式"))] * paper.head.form.print_posture
    fixed = ((1, _("序号")), (2, _("单位")), *posture)
    for column, text in fixed:
        for row in (3, 4):
            put(sheet, row, column, text, bold=True, boxed=True).fill = HEAD_FILL
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    at = 3
    for day, festival, columns in one.days:
        put(sheet, 3, at, f"{short_day(day, first_day)} {festival}".strip(), bold=True, boxed=True).fill = HEAD_FILL
        if columns > 1:
            sheet.merge_cells(start_row=3, end_row=3, start_column=at, end_column=at + columns - 1)
        at += columns
    for number, under in enumerate(one.columns, start=3):
        put(sheet, 4, number, str(COLUMN_WORDS[under.key]), bold=True, boxed=True).fill = HEAD_FILL
    sheet.freeze_panes = "C5"
