"""What is followed up in the demo county, as rows: the whistle catalogue, tasks in every state, a round, the year's checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db.models import Max
from django.utils import timezone

from alerts.enums import InspectionState, SupervisionState, TaskAct, TaskGrade, TaskKind, TaskState, Verdict
from alerts.followups.models import Task, TaskStep
from alerts.followups.rules import Limit, days_after, due_of, warn_of
from alerts.followups.services.steps import lines_of
from alerts.incidents.models import Incident
from alerts.inspections.models import Inspection
from alerts.supervision.models import Supervision, Visit
from alerts.whistles.services.topics import lay_out
from alerts.who_answers import county_leaders
from rostering.calendar.queries.workdays import workdays_of
from units.models import County, Person, Unit, User

BEGAN = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Matter:
    """`ago` days it was given, `result` what has been reported; `verdict` where it is judged; `hours` a limit of its own."""

    kind: TaskKind
    grade: TaskGrade
    unit: str
    matter: str
    ago: float
    place: str = ""
    measure: str = ""
    raised_by: str = ""
    result: str = ""
    verdict: str = ""
    hours: int | None = None


MATTERS = (
    Matter(TaskKind.HAZARD, TaskGrade.GENERAL, "slj", "二号水闸启闭机锈蚀，汛期启闭不灵", 11, "城东堤段二号闸", "更换启闭机并试运行", result="已更换启闭机，试运行正常", verdict=Verdict.SATISFIED),
    Matter(TaskKind.HAZARD, TaskGrade.SIMPLE, "xfjy", "南安大道商住楼疏散通道堆放杂物", 9, "南安大道 16 号", "清理杂物，张贴告示", result="杂物已清理，物业已承诺每日巡查", verdict=Verdict.SATISFIED),
    Matter(TaskKind.HAZARD, TaskGrade.GENERAL, "lyj", "封山口护林员夜间无人值守", 6, "金莲山入山口", "调整排班，补充护林员"),
    Matter(TaskKind.INSTRUCTION, TaskGrade.GENERAL, "yjj", "复盘汛前演练，补齐抢险物资", 8, result="物资已补齐，清单附后", verdict=Verdict.CONSENTED),
    Matter(TaskKind.INSTRUCTION, TaskGrade.HARD, "zrj", "对城东滑坡点开展专项勘查并提出治理方案", 4, "城东滑坡点"),
    Matter(TaskKind.OTHER, TaskGrade.SIMPLE, "cgj", "水城大道窨井盖缺失", 3, "水城大道", raised_by="余西社区居民", result="已更换井盖"),
    Matter(TaskKind.OTHER, TaskGrade.SIMPLE, "jtj", "县道落石影响通行", 6, "县道 X101"),
    Matter(TaskKind.CHECK, TaskGrade.SIMPLE, "wjw", "节假日值班电话无人接听，查明原因并整改", 1),
)  # fmt: skip
ROUND_FOUND = (("gaj", ""), ("xfjy", ""), ("slj", "值班台账登记不全"))
PLANNED = (
    ("章江县应急管理局", "安全生产综合检查", 3),
    ("章江县审计局", "专项资金使用", 5),
    ("章江生态环境局", "排污单位随机抽查", 9),
    ("章江县消防救援大队", "节前消防安全", 12),
)


def add_followups(county: County, _rng: Random, now: datetime) -> list[str]:
    """Nothing in a county that follows something up already, or has no office."""
    office = User.objects.filter(county=county, username="office").first()
    if office is None or Task.objects.filter(county=county).exists():
        return []
    units = {unit.code: unit for unit in Unit.objects.filter(county=county)}
    leader = county_leaders(county, now).first()
    told = [f"{add_matters(county, office, now, MATTERS, leader=leader)} tasks are followed up"]
    if not county.whistle_topics.exists():
        told.append(f"{len(lay_out(county=county, by=None))} matters stand in the whistle catalogue")
    if leader is not None:
        row = Supervision.objects.create(
            county=county, unit_id=leader.unit_id, leader=leader, route="城区重点单位", recorded_by=office,
            state=SupervisionState.ENDED, started_at=now - BEGAN, ended_at=now - BEGAN + timedelta(hours=2),
        )  # fmt: skip
        Visit.objects.bulk_create(
            Visit(supervision=row, unit=units[code], at=row.started_at + timedelta(minutes=30 * place), found=found)
            for place, (code, found) in enumerate(ROUND_FOUND)
        )
    year = timezone.localdate(now).year
    Inspection.objects.bulk_create(
        Inspection(
            county=county, year=year, department=body, subject=subject, state=InspectionState.APPROVED, asked_by=office,
            first_day=timezone.localdate(now).replace(month=month, day=10), asked_at=now - BEGAN,
            last_day=timezone.localdate(now).replace(month=month, day=20),
        )
        for body, subject, month in PLANNED
    )  # fmt: skip
    return [*told, f"one round and {len(PLANNED)} departments' checks of {year}"]


def add_matters(
    county: County,
    office: User,
    now: datetime,
    matters: Sequence[Matter],
    *,
    leader: Person | None,
    incident: Incident | None = None,
) -> int:
    """Tasks with their steps, numbered on; instructions are `leader`'s. Returns how many."""
    units = {unit.code: unit for unit in Unit.objects.filter(county=county)}
    last = Task.objects.filter(county=county).aggregate(last=Max("number"))["last"] or 0
    made = [_task(number, one, units[one.unit], office, now) for number, one in enumerate(matters, start=last + 1)]
    for task in made:
        task.asker = leader if task.kind == TaskKind.INSTRUCTION else None
        task.incident = incident
    Task.objects.bulk_create(made)
    TaskStep.objects.bulk_create(step for task in made for step in _steps(task, office))
    return len(made)


def _task(number: int, one: Matter, unit: Unit, office: User, now: datetime) -> Task:
    given = now - timedelta(days=one.ago)
    lines, is_workday = lines_of(unit.county_id), workdays_of(unit.county_id, timezone.localdate(given))
    due = due_of(one.grade, Limit(hours=one.hours), given, is_workday, lines)
    task = Task(
        county_id=unit.county_id, number=number, kind=one.kind, grade=one.grade, matter=one.matter, place=one.place,
        measure=one.measure, raised_by=one.raised_by, asked_by=office, unit=unit, asked_at=given, due_at=due,
        limit_hours=one.hours,
        warn_at=warn_of(given, due, lines), state=TaskState.UNDER_WAY, result=one.result,
    )  # fmt: skip
    if one.result:
        task.reported_at = min(given + (due - given) / 2, now - timedelta(hours=3))
        task.verdict_due_at = days_after(now, lines.verdict, is_workday, lines)
        task.state = TaskState.REPORTED
    if one.verdict and task.reported_at is not None:
        after = timedelta(minutes=20) if one.hours else timedelta(hours=2)
        task.state, task.verdict, task.closed_at = TaskState.DONE, one.verdict, task.reported_at + after
    return task


def _steps(task: Task, office: User) -> list[TaskStep]:
    steps = [TaskStep(task=task, at=task.asked_at, act=TaskAct.GIVE, unit=task.unit, by=office)]
    if task.reported_at is not None:
        steps.append(
            TaskStep(task=task, at=task.reported_at, act=TaskAct.REPORT, text=task.result, unit=task.unit, by=office)
        )
    if task.closed_at is not None:
        is_silent = task.verdict == Verdict.CONSENTED
        act = TaskAct.LAPSE if is_silent else TaskAct.SATISFY
        steps.append(TaskStep(task=task, at=task.closed_at, act=act, unit=task.unit, by=None if is_silent else office))
    return steps
