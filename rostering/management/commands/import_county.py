"""Units and people of a real county from a filled-in form; says first what it would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from rostering.labels import POST_LABELS
from rostering.policy_lab.services.county_import import Outcome, import_county, post_options
from units.counties.queries import county_named
from units.imports.rules.differences import PersonStep, Plan, UnitStep
from units.imports.rules.sheets import UNIT_COLUMNS, person_columns
from units.imports.services.sentences import sentence
from units.imports.services.template import write_template
from units.labels import RANK_LABELS, TIER_LABELS
from units.management.endings import SentenceCommand
from units.spelling.phones import mask_phone

HEADS = {column.field: column.head for column in (*UNIT_COLUMNS, *person_columns({}))}
NUMBERS = {"mobile", "office_phone"}


class Command(SentenceCommand):
    help = (
        "Imports units and people from FILE (.xlsx, .xls, .et or .csv; docs/import.md). Without --apply it only says what would change."
        " Nothing is written unless every row is right. --template FILE.xlsx writes the empty form."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--county", metavar="CODE", help="may be left out when there is one county")
        parser.add_argument("--county-name", metavar="NAME", default="", help="creates the county if it is new")
        parser.add_argument("--apply", action="store_true", help="write, instead of only saying what would change")
        parser.add_argument("--template", type=Path, metavar="FILE.xlsx", help="write the empty form and stop")

    def handle(self, *_args: str, **options: Any) -> None:
        if options["template"]:
            self._write_template(options["template"], options["county"])
        elif options["file"] is None:
            raise CommandError(_("请写明要导入的表格文件，或用 --template 取空表"))
        else:
            self._import(options)

    def _write_template(self, path: Path, code: str | None) -> None:
        posts = post_options(county_named(code) if code else None)
        with path.open("xb") as file:
            write_template(file, posts)
        self.stdout.write(_("空表已写入 %(path)s") % {"path": path})

    def _import(self, options: dict[str, Any]) -> None:
        path, code = options["file"], options["county"] or county_named(None).code
        with path.open("rb") as file:
            outcome = import_county(
                code=code,
                name=options["county_name"],
                file=file,
                by=None,
                today=timezone.localdate(),
                apply=options["apply"],
                source=path.name[:100],
            )
        self._refuse_problems(outcome.plan)
        self._report(outcome)

    def _refuse_problems(self, plan: Plan) -> None:
        if not plan.problems:
            return
        for problem in plan.problems:
            self.stderr.write(sentence(problem))
        raise CommandError(_("共 %(count)d 处错误，什么都没有写入") % {"count": len(plan.problems)})

    def _report(self, outcome: Outcome) -> None:
        plan = outcome.plan
        for remark in plan.remarks:
            self.stdout.write(sentence(remark))
        for step in plan.units:
            self.stdout.write(_unit_line(step))
        for person in plan.people:
            self.stdout.write(_person_line(person))
        if plan.lead_office:
            self.stdout.write(_("牵头办公室：%(code)s") % {"code": plan.lead_office})
        self.stdout.write(
            _("单位：新增 %(new)d，修改 %(changed)d，不变 %(same)d") % _counts(plan.units, plan.unchanged_units)
        )
        self.stdout.write(
            _("人员：新增 %(new)d，修改 %(changed)d，不变 %(same)d") % _counts(plan.people, plan.unchanged_people)
        )
        self._report_touched(outcome)
        self.stdout.write(self._ending(outcome))

    def _report_touched(self, outcome: Outcome) -> None:
        """What doesn't hold any more with it, and what its new tiers lack: before it is written and after."""
        if outcome.affected:
            self.stdout.write(_("影响 %(count)d 个班次：") % {"count": len(outcome.affected)})
        for one in outcome.affected:
            self.stdout.write(f"  {one.period_name} {one.text}")
        for unit, need in outcome.needs:
            self.stdout.write(_("%(unit)s新类别尚缺：%(need)s") % {"unit": unit, "need": need.text})

    def _ending(self, outcome: Outcome) -> str:
        if outcome.written:
            return _("已写入。") if not outcome.plan.is_empty else _("与系统一致，没有需要写入的内容。")
        if outcome.county is None:
            return _("试运行：什么都没有写入。加 --apply 将新建该县，装入值守制度和日历，并写入以上内容。")
        return _("试运行：什么都没有写入。加 --apply 写入。")


def _counts(steps: list[UnitStep] | list[PersonStep], same: int) -> dict[str, int]:
    new = sum(step.is_new for step in steps)
    return {"new": new, "changed": len(steps) - new, "same": same}


def _unit_line(step: UnitStep) -> str:
    if step.is_new:
        return _("新增单位 %(code)s %(name)s") % {"code": step.code, "name": step.values["name"]}
    changes = _changes(step.values)
    if step.tier:
        changes = "，".join(filter(None, [changes, f"{HEADS['tier']}→{TIER_LABELS[step.tier]}（{step.tier_from}）"]))
    return _("修改单位 %(code)s：%(changes)s") % {"code": step.code, "changes": changes}


def _person_line(step: PersonStep) -> str:
    who = {"code": step.unit_code, "name": step.name}
    if step.is_new:
        return _("新增人员 %(code)s %(name)s") % who
    return _("修改人员 %(code)s %(name)s：%(changes)s") % {**who, "changes": _changes(step.values)}


def _changes(values: Any) -> str:
    """New values by head; numbers masked, because the output ends up in logs."""
    return "，".join(f"{HEADS[name]}→{_shown(name, value)}" for name, value in values.items())


def _shown(name: str, value: Any) -> str:
    if value in (None, "", []):
        return _("无")
    if name in NUMBERS:
        return mask_phone(value)
    if name == "eligible_posts":
        return "、".join(str(POST_LABELS.get(post, post)) for post in value)
    return str(RANK_LABELS[value] if name == "rank" else value)
