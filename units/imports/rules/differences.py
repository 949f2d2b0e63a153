"""What an import would change: the records of the form beside what is stored, and every contradiction between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from units.counties.rules import PostOption, usual_posts
from units.enums import Rank, Tier
from units.imports.rules.identity import NO_IDS, StoredPerson, match_people, no_name, person_values
from units.imports.rules.sheets import UNIT_SHEET, Problem, Record
from units.spelling.names import name_key
from units.spelling.years import JOINING, LEAVING, TIER, possible_days

UNIT_FIELDS = (
    "name",
    "short_name",
    "protocol_order",
    "duty_phone",
    "fax",
    "address",
    "latitude",
    "longitude",
    "parent",
)
UNIT_DEFAULTS = {
    "short_name": "", "duty_phone": "", "fax": "", "address": "", "latitude": None, "longitude": None, "parent": "",
}  # fmt: skip
PERSON_DEFAULTS = {"position": "", "mobile": "", "office_phone": "", "travel_minutes": None, "valid_to": None}
# Field → its column, and how many years back and ahead it may be.
DAYS = {"tier_from": ("类别起始日期", TIER), "valid_from": ("到任日期", JOINING), "valid_to": ("离任日期", LEAVING)}
ORDER_STEP = 10
FAR_FUTURE = date.max


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """`tier` and `tier_from` are the last entry of its tier history, None without one. Among the values `parent` is the code
    of the unit above, "" without one."""

    values: Mapping[str, Any]
    tier: str | None = None
    tier_from: date | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the county has now. `lead_office` is the unit's code."""

    units: Mapping[str, StoredUnit] = field(default_factory=dict)
    people: Sequence[StoredPerson] = ()
    lead_office: str | None = None


@dataclass(frozen=True, slots=True)
class UnitStep:
    """A unit to add or change: `values` is the whole of a new one, only the changes of a stored one.

    `tier` and `tier_from` come together: always for a new unit, for a stored one when its tier changes.
    """

    code: str
    is_new: bool
    values: Mapping[str, Any]
    tier: str | None = None
    tier_from: date | None = None


@dataclass(frozen=True, slots=True)
class PersonStep:
    """A person to add (`key` None) or change; `values` as in UnitStep."""

    key: Any
    unit_code: str
    name: str
    values: Mapping[str, Any]

    @property
    def is_new(self) -> bool:
        return self.key is None


@dataclass(slots=True)
class Plan:
    """Steps to take, problems that forbid all of them, and remarks on what was passed over."""

    units: list[UnitStep] = field(default_factory=list)
    people: list[PersonStep] = field(default_factory=list)
    unchanged_units: int = 0
    unchanged_people: int = 0
    lead_office: str | None = None
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.people or self.lead_office)


@dataclass(frozen=True, slots=True)
class _Held:
    """A person as they will be, with the row that says so (None = stored, not in the file)."""

    unit_code: str
    values: Mapping[str, Any]
    record: Record | None


def plan_import(
    units: Sequence[Record],
    people: Sequence[Record],
    stored: Stored,
    posts: Sequence[PostOption],
    today: date,
    doubtful: Iterable[str] = (),
    ids: Mapping[int, str] = NO_IDS,
) -> Plan:
    """Compares complete records (no cell problems) with what is stored.

    `ids` are those of people by row, where the file has them. `doubtful` are units whose own rows have problems: nothing that follows from their absence is reported again.
    """
    plan = Plan()
    plan.problems += _repeated_units(units)
    plan.problems += _implausible_days([*units, *people], today)
    tiers = {code: unit.tier for code, unit in stored.units.items()}
    new_year = date(today.year, 1, 1)
    for code in doubtful:
        tiers.setdefault(code, None)
    highest = max((unit.values["protocol_order"] for unit in stored.units.values()), default=0)
    for position, record in enumerate(units, start=1):
        _plan_unit(plan, record, stored, highest + position * ORDER_STEP, new_year)
        tiers[record.values["code"]] = record.values["tier"]
    plan.problems += _taken_names(units, stored)
    plan.problems += _parents(units, stored, tiers)
    lead = _plan_lead_office(plan, units, stored, tiers)
    held = _plan_people(plan, people, stored, tiers, posts, new_year, ids)
    plan.problems += _check_people(held, lead, posts)
    return plan


def _plan_unit(plan: Plan, record: Record, stored: Stored, order: int, new_year: date) -> None:
    values = {name: record.values[name] for name in UNIT_FIELDS if name in record.values}
    code, tier, since = record.values["code"], record.values["tier"], record.values.get("tier_from")
    before = stored.units.get(code)
    if before is None:
        values = {**UNIT_DEFAULTS, "protocol_order": order, **values}
        plan.units.append(UnitStep(code, True, values, tier, since or new_year))
        merged: Mapping[str, Any] = values
    else:
        merged = {**before.values, **values}
        changes = {name: value for name, value in values.items() if before.values[name] != value}
        moved = before.tier != tier
        if moved:
            plan.problems += _tier_problems(record, before, since)
        if changes or moved:
            plan.units.append(UnitStep(code, False, changes, tier if moved else None, since if moved else None))
        else:
            plan.unchanged_units += 1
    if (merged["latitude"] is None) != (merged["longitude"] is None):
        plan.problems.append(record.problem("纬度" if merged["latitude"] is None else "经度", "half_coordinates"))


def _tier_problems(record: Record, before: StoredUnit, since: date | None) -> Iterator[Problem]:
    if since is None:
        yield record.problem("类别起始日期", "tier_change_needs_date")
    elif before.tier_from is not None and since <= before.tier_from:
        yield record.problem("类别起始日期", "tier_in_past", day=str(before.tier_from))


def _repeated_units(units: Iterable[Record]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for record in units:
        for head, name in (("单位代码", "code"), ("单位名称", "name")):
            first = seen.setdefault((name, record.values[name]), record.row)
            if first != record.row:
                yield record.problem(head, "repeated_in_file", value=record.values[name], first=first)


def _implausible_days(records: Iterable[Record], today: date) -> Iterator[Problem]:
    for record in records:
        for name, (head, years) in DAYS.items():
            first, last = possible_days(years, today)
            day = record.values.get(name)
            if day is not None and not first <= day <= last:
                yield record.problem(head, "year_out_of_range", least=first.year, most=last.year)


def _taken_names(units: Iterable[Record], stored: Stored) -> Iterator[Problem]:
    """A name that another unit keeps, whose own row doesn't rename it."""
    in_file = {record.values["code"] for record in units}
    kept = {unit.values["name"]: code for code, unit in stored.units.items() if code not in in_file}
    for record in units:
        owner = kept.get(record.values["name"])
        if owner is not None:
            yield record.problem("单位名称", "name_taken", value=record.values["name"], unit=owner)


def _parents(units: Iterable[Record], stored: Stored, known: Mapping[str, Any]) -> Iterator[Problem]:
    """Units above that aren't there, or are themselves below another as it will be."""
    above = {code: unit.values["parent"] for code, unit in stored.units.items()}
    above |= {record.values["code"]: record.values["parent"] for record in units if "parent" in record.values}
    for record in units:
        code = record.values["code"]
        parent = above.get(code)
        if not parent:
            continue
        if parent not in known or parent == code:
            yield record.problem("上级单位代码", "unknown_parent", value=parent)
        elif above.get(parent) or code in above.values():
            yield record.problem("上级单位代码", "parent_is_below", value=parent)


def _plan_lead_office(
    plan: Plan, units: Sequence[Record], stored: Stored, tiers: Mapping[str, str | None]
) -> str | None:
    """The code of the lead office as it will be; None with a problem when nothing names one."""
    marked = [record for record in units if record.values.get("is_lead_office")]
    plan.problems += [record.problem("牵头办公室", "second_lead_office", first=marked[0].row) for record in marked[1:]]
    lead = str(marked[0].values["code"]) if marked else stored.lead_office
    if lead is None:
        plan.problems.append(Problem(UNIT_SHEET, 0, "牵头办公室", "no_lead_office"))
    elif tiers.get(lead) != Tier.HUB:
        row = next((record.row for record in units if record.values["code"] == lead), 0)
        plan.problems.append(Problem(UNIT_SHEET, row, "值守类别", "lead_office_not_hub"))
    if lead != stored.lead_office:
        plan.lead_office = lead
    return lead


def _plan_people(
    plan: Plan,
    people: Sequence[Record],
    stored: Stored,
    tiers: Mapping[str, str | None],
    posts: Sequence[PostOption],
    new_year: date,
    ids: Mapping[int, str],
) -> list[_Held]:
    """Adds the steps; returns everybody as they will be, those the file doesn't name included."""
    matches, problems = match_people(people, stored.people, ids)
    plan.problems += problems
    offices = _office_keys(plan, stored)
    held = [_Held(p.unit_code, p.values, None) for p in stored.people if p.key not in {m.key for m in matches.values()}]
    for record in people:
        code = record.values["unit_code"]
        if code not in tiers:
            plan.problems.append(record.problem("单位代码", "unknown_unit", value=code))
            continue
        match = matches.get(record.row)
        renamed = match is None or name_key(match.values["name"]) != name_key(record.values["name"])
        refused = no_name(record, offices) if renamed else None
        if refused is not None:
            plan.problems.append(refused)
            continue
        values = person_values(record, match)
        if match is None:
            defaults = {"eligible_posts": usual_posts(tiers[code], values["rank"], posts), "valid_from": new_year}
            merged = {**PERSON_DEFAULTS, **defaults, **values}
            # A joining date that the file doesn't say stays unknown; the default only orders it beside the leaving date.
            known = merged if "valid_from" in values else {n: v for n, v in merged.items() if n != "valid_from"}
            plan.people.append(PersonStep(None, code, values["name"], known))
        else:
            merged = {**match.values, **values}
            changes = {name: value for name, value in values.items() if match.values[name] != value}
            if changes:
                plan.people.append(PersonStep(match.key, code, values["name"], changes))
            else:
                plan.unchanged_people += 1
        held.append(_Held(code, merged, record))
    return held


def _office_keys(plan: Plan, stored: Stored) -> frozenset[str]:
    """What units are called, those of the file included, to tell a department from a person."""
    known = [*(unit.values for unit in stored.units.values()), *(step.values for step in plan.units)]
    names = [values.get(field) for values in known for field in ("name", "short_name")]
    return frozenset(name_key(name) for name in names if name)


def _check_people(held: Sequence[_Held], lead_office: str | None, posts: Sequence[PostOption]) -> Iterator[Problem]:
    """Contradictions within a row, and mobiles that two people would have at the same time."""
    ranks: dict[str, int] = {}
    names: dict[str, str] = {}
    for post in posts:
        ranks[post.code] = min(post.min_rank, ranks.get(post.code, post.min_rank))
        names[post.code] = post.name
    for person in held:
        if person.record is not None:
            yield from _check_person(person.record, person, lead_office, ranks, names)
    yield from _shared_mobiles(held)


def _check_person(
    record: Record, person: _Held, lead_office: str | None, ranks: Mapping[str, int], names: Mapping[str, str]
) -> Iterator[Problem]:
    values = person.values
    if values["valid_to"] is not None and values["valid_to"] <= values["valid_from"]:
        yield record.problem("离任日期", "leaves_before_coming", day=str(values["valid_from"]))
    if values["rank"] == Rank.COUNTY_LEADER and person.unit_code != lead_office:
        yield record.problem("单位代码", "county_leader_elsewhere", unit=lead_office or "")
    for post in values["eligible_posts"]:
        if values["rank"] < ranks.get(post, 0):
            yield record.problem("可任岗位", "rank_too_low", post=names[post])


def _shared_mobiles(held: Sequence[_Held]) -> Iterator[Problem]:
    by_mobile: dict[str, list[_Held]] = defaultdict(list)
    for person in held:
        if person.values["mobile"]:
            by_mobile[person.values["mobile"]].append(person)
    for sharers in by_mobile.values():
        for index, later in enumerate(sharers):
            for earlier in sharers[:index]:
                if later.record is not None and _at_the_same_time(earlier.values, later.values):
                    yield _shared_mobile(later.record, earlier)
                    break


def _shared_mobile(record: Record, other: _Held) -> Problem:
    if other.record is not None:
        return record.problem("手机", "repeated_in_file", value=record.values["mobile"], first=other.record.row)
    return record.problem("手机", "mobile_taken", name=other.values["name"], unit=other.unit_code)


def _at_the_same_time(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    starts: tuple[date, date] = one["valid_from"], other["valid_from"]
    ends: tuple[date, date] = one["valid_to"] or FAR_FUTURE, other["valid_to"] or FAR_FUTURE
    return max(starts) < min(ends)
