"""A sheet on its way: handed in, its columns put right, accepted as a whole or in part, taken back."""

from collections.abc import Collection, Mapping
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import lock, prune, write
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.imports.models import KEPT_FOR, LONGEST_NAME, ImportState, RememberedColumns, SheetImport
from units.imports.permissions import check_import
from units.imports.rules.changes import SAME, Difference, Line, keyed
from units.imports.rules.layouts.grids import WRONG
from units.imports.services.kinds import Asked, Kind, kind_of, kinds_for
from units.imports.services.workbook import content_of, read_all

MOST_COLUMNS = 2000


@write
def hand_in(
    *,
    kind: str,
    file: IO[bytes],
    name: str,
    by: User,
    unit: Unit | None = None,
    options: Mapping[str, Any] | None = None,
) -> SheetImport:
    """Reads the file and keeps it with what was understood; nothing else is written.

    A leader's sheet is one of the own unit. Raises NotAllowed, InvalidInput `unknown_kind` and what `read_all` raises.
    """
    check_import(by)
    chosen = checked_kind(kind, by)
    unit = _checked_unit(unit, by)
    if by.county is None:
        raise NotAllowed("no_county", _("您的账号没有所属的县"))
    content = content_of(file)
    made = SheetImport(
        county=by.county,
        unit=unit,
        kind=kind,
        file_name=name[:LONGEST_NAME] or kind,
        content=content,
        options=dict(options or {}),
        columns=remembered(by, unit, kind),
        created_by=by,
        expires_at=timezone.now() + KEPT_FOR,
    )
    made.understood = chosen.understand(made, read_all(content))
    made.save(force_insert=True)
    prune(SheetImport.objects.filter(expires_at__lt=timezone.now()).order_by("expires_at"))
    return made


def checked_kind(code: str, by: User) -> Kind:
    found = next((kind for kind in kinds_for(by) if kind.code == code), None)
    if found is None:
        raise InvalidInput("unknown_kind", _("请选择表格的内容"), field="kind")
    return found


def _checked_unit(unit: Unit | None, by: User) -> Unit | None:
    """The office may bring one for the county; a leader's is of the own unit."""
    if by.sees_whole_county:
        if unit is not None and unit.county_id != by.county_id:
            raise InvalidInput("unknown_unit", _("没有这个单位"), field="unit")
        return unit
    own = list(Unit.objects.filter(pk__in=by.unit_ids or ()))
    if unit is None and len(own) == 1:
        return own[0]
    if unit is None or unit not in own:
        raise InvalidInput("unknown_unit", _("没有这个单位"), field="unit")
    return unit


def remembered(by: User, unit: Unit | None, kind: str) -> dict[str, str]:
    row = RememberedColumns.objects.filter(county=by.county_id, unit=unit, kind=kind).first()
    return dict(row.columns) if row else {}


@write
def map_columns(*, sheet: SheetImport, columns: Mapping[str, str], by: User) -> SheetImport:
    """The clerk's word on what columns hold ("" = nothing that is wanted), read again and remembered for the unit.

    Raises InvalidInput `unknown_meaning`, RuleViolation `import_settled`.
    """
    sheet = _locked(sheet, by, ImportState.WAITING)
    kind = kind_of(sheet.kind)
    if any(code and code not in kind.meanings for code in columns.values()) or len(columns) > MOST_COLUMNS:
        raise InvalidInput("unknown_meaning", _("没有这种列"), field="columns")
    sheet.columns = {**sheet.columns, **{key[:300]: code for key, code in columns.items()}}
    sheet.understood = kind.understand(sheet, read_all(bytes(sheet.content)))
    sheet.version += 1
    sheet.save(update_fields=["columns", "understood", "version"])
    row, _made = RememberedColumns.objects.get_or_create(county=sheet.county, unit=sheet.unit, kind=sheet.kind)
    row.columns = {**row.columns, **sheet.columns}
    row.save(update_fields=["columns"])
    return sheet


def difference(sheet: SheetImport, by: User, asked: Asked | None = None) -> Difference:
    """What accepting it would change as things are now; nothing is written."""
    return kind_of(sheet.kind).compare(sheet, by, asked or Asked())


@write
def accept(
    *, sheet: SheetImport, by: User, keys: Collection[str] | None = None, asked: Asked | None = None
) -> SheetImport:
    """Takes the lines of `keys`, None = all that are neither doubtful nor wrong, in one step with one event of the trail.

    Raises InvalidInput `nothing_to_accept`, `line_wrong`, `unknown_line`, and what the rules of the matter raise: then
    nothing is written.
    """
    sheet = _locked(sheet, by, ImportState.WAITING)
    kind, asked = kind_of(sheet.kind), asked or Asked()
    lines = _chosen(kind.compare(sheet, by, asked), keys)
    with audit.one_act() as act:
        sheet.outcome = kind.accept(sheet, lines, by, asked)
    sheet.state = ImportState.ACCEPTED
    sheet.accepted_at = timezone.now()
    sheet.version += 1
    sheet.save(update_fields=["outcome", "state", "accepted_at", "version"])
    audit.record_act(
        act, by=by, action="import.accepted", row=sheet, county=sheet.county, unit=sheet.unit, after={"lines": len(lines)},
        reason=sheet.file_name,
    )  # fmt: skip
    return sheet


def _chosen(found: Difference, keys: Collection[str] | None) -> list[Line]:
    if keys is None:
        lines = found.at("")
    else:
        known = keyed(found.lines)
        if not set(keys) <= set(known):
            raise InvalidInput("unknown_line", _("内容已有变化，请重新核对"), field="lines")
        lines = [line for line in found.lines if line.key in keys and line.level != SAME]
    wrong = [line for line in lines if line.level == WRONG]
    if wrong:
        sentence = _now("“%(sheet)s”表 %(cell)s 有错误，改正后方可接受") % {
            "sheet": wrong[0].sheet,
            "cell": wrong[0].address,
        }
        raise InvalidInput("line_wrong", sentence, field="lines")
    if not lines:
        raise InvalidInput("nothing_to_accept", _("没有选中可以写入的内容"), field="lines")
    return lines


@write
def undo(*, sheet: SheetImport, by: User) -> SheetImport:
    """Takes back what accepting it has changed. Raises RuleViolation `changed_since` when later changes stand on it."""
    sheet = _locked(sheet, by, ImportState.ACCEPTED)
    with audit.one_act() as act:
        kind_of(sheet.kind).undo(sheet, by)
    sheet.state = ImportState.UNDONE
    sheet.undone_at = timezone.now()
    sheet.version += 1
    sheet.save(update_fields=["state", "undone_at", "version"])
    audit.record_act(
        act, by=by, action="import.undone", row=sheet, county=sheet.county, unit=sheet.unit, reason=sheet.file_name
    )
    return sheet


@write
def discard(*, sheet: SheetImport, by: User) -> None:
    """Throws away what nobody has accepted."""
    _locked(sheet, by, ImportState.WAITING).delete()


def _locked(sheet: SheetImport, by: User, state: ImportState) -> SheetImport:
    check_import(by)
    lock(sheet)
    fresh = SheetImport.objects.select_related("county", "unit").filter(pk=sheet.pk).first()
    if fresh is None or fresh.state != state:
        raise RuleViolation("import_settled", _("该导入已经办理，请刷新后查看"))
    return fresh
