"""`manage.py verify_sheet FILE`: whether a sheet of 值守回溯 is as it was signed, without a database where there is none."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.past.rules import Flaw, examine
from alerts.past.services import differences, is_in_trail, public_keys
from units.management.endings import SentenceCommand
from units.models import County

SENTENCES = {
    Flaw.NO_SHEET: gettext_lazy("这不是值守回溯凭单"),
    Flaw.HEAD_CHANGED: gettext_lazy("凭单抬头被改动"),
    Flaw.LINES_MISSING: gettext_lazy("凭单行数不符，有行被删去或添加"),
    Flaw.BAD_SIGNATURE: gettext_lazy("签名与内容不符"),
    Flaw.UNKNOWN_KEY: gettext_lazy("签名公钥不是本县的，请用 --key 给出公布的公钥"),
}
# What a line says, as the page heads it; what stands under no head there says its own name.
NAMES = {
    "person": gettext_lazy("人员"),
    "position": gettext_lazy("职务"),
    "posture": gettext_lazy("值守方式"),
    "policy": gettext_lazy("依据"),
    "orders": gettext_lazy("升级令"),
    "revision": gettext_lazy("版次"),
    "revised_at": gettext_lazy("发布时间"),
    "told_at": gettext_lazy("通知"),
    "acknowledged_at": gettext_lazy("收到"),
    "states": gettext_lazy("状态"),
    "state": gettext_lazy("状态"),
    "is_overdue": gettext_lazy("超时"),
    "asked": gettext_lazy("应答"),
    "from": gettext_lazy("开始"),
    "to": gettext_lazy("结束"),
}


class Command(SentenceCommand):
    help = (
        "Checks a signed sheet of 值守回溯 against the public key. With a database also whether its lines and the county's"
        " sealed trail still say the same. Ends with status 1 and names every line that has been changed."
    )
    # Runs where there is no database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--key", action="append", default=[], metavar="HEX", help="a public key to trust, repeatable"
        )
        parser.add_argument("--offline", action="store_true", help="don't ask the database")

    def handle(self, *_args: str, **options: Any) -> None:
        sheet = _read(options["file"])
        trusted = {"".join(key.split()).lower() for key in options["key"]} | set(public_keys())
        flaws = examine(sheet, trusted)
        if flaws:
            raise CommandError("\n".join(_sentence(one.flaw, one.line, sheet) for one in flaws))
        self.stdout.write(_("签名有效，凭单未改动：%(what)s") % {"what": _what(sheet["head"])})
        if options["offline"]:
            return
        try:
            problems = list(_against_database(sheet))
        except DatabaseError:
            self.stdout.write(_("未连接数据库，只核对了签名。"))
            return
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(_("数据库中的记录和审计链与凭单一致。"))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise CommandError(SENTENCES[Flaw.NO_SHEET]) from error


def _sentence(flaw: Flaw, line: int | None, sheet: Any) -> str:
    if line is None:
        return str(SENTENCES[flaw])
    return _("第 %(line)d 行被改动：%(what)s") % {"line": line, "what": _line_words(sheet["lines"][line - 1])}


def _line_words(line: Any) -> str:
    names = ("unit", "post", "person", "number", "reason", "place", "headline")
    return " ".join(str(line[name]) for name in names if line.get(name)) if isinstance(line, dict) else str(line)


def _names(names: Iterable[str]) -> str:
    return "、".join(str(NAMES.get(name, name)) for name in names)


def _what(head: dict[str, Any]) -> str:
    valid, known, made = (_moment(head[name]) for name in ("valid", "known", "made_at"))
    return _("%(where)s，%(valid)s 的值守，已知截至 %(known)s，%(lines)d 行，%(by)s于 %(made)s 签出") % {
        "where": head["unit_name"] or head["county"], "valid": valid, "known": known, "lines": head["lines"],
        "by": head["made_by"], "made": made,
    }  # fmt: skip


def _moment(text: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"


def _against_database(sheet: dict[str, Any]) -> Iterator[str]:
    if not County.objects.filter(pk=sheet["head"]["county_id"]).exists():
        yield _("数据库中没有凭单上的县")
        return
    if not is_in_trail(sheet):
        number = sheet["head"]["trail"]["links"]
        yield _("审计链第 %(number)d 条与凭单不符，请运行 manage.py verify_audit") % {"number": number}
    for one in differences(sheet):
        if one.line is None:
            yield _("数据库中多出凭单没有的行")
        else:
            words = {"line": one.line, "what": _line_words(sheet["lines"][one.line - 1]), "names": _names(one.names)}
            yield _("第 %(line)d 行的记录已被改动：%(what)s（%(names)s）") % words
