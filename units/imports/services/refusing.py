"""A file in which nobody can see a table is refused at once, with what a table needs."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from units.errors import InvalidInput
from units.imports.rules.layouts.lists import Form, Lists
from units.imports.rules.sheets import Sheet


def refuse_blank(sheets: Mapping[str, Sheet]) -> None:
    """Raises InvalidInput `no_sheet`."""
    if not any(sheet.rows for sheet in sheets.values()):
        raise InvalidInput("no_sheet", _("文件里没有内容"))


def refuse_without_table(found: Lists, forms: Iterable[Form]) -> None:
    """Raises InvalidInput `no_table`. A table whose columns fit no form may still be put right by hand."""
    if found.columns:
        return
    heads = "；".join("、".join(column.head for column in form.columns if column.required) for form in forms)
    raise InvalidInput("no_table", _("没有认出表格：须有一行表头，至少含%(heads)s") % {"heads": heads})
