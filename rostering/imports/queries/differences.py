"""A roster of a sheet beside what is stored: each line with the person, the seat and everything that speaks against it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from rostering.enums import PeriodState, RosterState
from rostering.imports.queries.past import Counted, PastDays
from rostering.imports.queries.resolving import NEW, Directory, Resolved
from rostering.imports.queries.seats import Held, Seats, seats_on
from rostering.imports.rules.placing import COUNTY_LEADER, Placed, Wanted, place
from rostering.labels import POST_LABELS
from rostering.reasons import reasons_text
from rostering.seats.queries.moves import Move, takings
from units.imports.models import SheetImport
from units.imports.rules.changes import SAME, Column, Difference, Line, level_of, read_of_json
from units.imports.rules.directory import SURE
from units.imports.rules.layouts.grids import DOUBT, NOTE, WRONG, Mark
from units.imports.services.kinds import Asked
from units.models import Person, User
from units.spelling.phones import mask_phone
from units.when import short_day

# Rules are asked of that many changes; a larger import is judged by them when it is accepted.
MOST_JUDGED = 400


@dataclass(frozen=True, slots=True)
class Payload:
    """What accepting a line does."""

    held: Held | None
    person_id: UUID | None
    newcomer: Mapping[str, Any] | None
    placed: Placed | None
    unit_id: UUID | None
    day: date
    counted: Counted | None = None


def compare(sheet: SheetImport, user: User, asked: Asked) -> Difference:
    """About a dozen queries, and some per change for its rules."""
    understood = sheet.understood
    reads = [read_of_json(one) for one in understood["reads"]]
    days = {date.fromisoformat(one["day"]) for one in understood["duties"] if one["day"]}
    found = Difference(
        columns=[Column(**{**one, "samples": tuple(one["samples"])}) for one in understood["columns"]],
        passed_over=[read_of_json(one) for one in understood["passed_over"]],
    )
    if not understood["duties"]:
        return found
    since = min(days, default=timezone.localdate())
    directory = Directory(sheet, user, asked, since)
    resolved = [directory.resolve(number, one, reads) for number, one in enumerate(understood["duties"])]
    period = sheet.options.get("period")
    seats = seats_on(sheet.county, days, UUID(period) if period else None)
    lines = _placed(resolved, seats, sheet, user)
    found.lines = _judged(lines, user)
    return found


def _placed(resolved: list[Resolved], seats: Seats, sheet: SheetImport, user: User) -> list[Line]:
    """By unit and day, so that everybody of a day is placed at once."""
    groups: dict[tuple[UUID | None, date], list[Resolved]] = defaultdict(list)
    lines: dict[str, Line] = {}
    for one in resolved:
        if one.unit is None or one.day is None:
            lines[one.key] = _line(one, None, None, None)
        else:
            groups[one.unit.key, one.day].append(one)
    past = _past_days(groups, seats, sheet)
    posts = _posts(resolved)
    for (unit_id, day), wanted in groups.items():
        leaders = [one for one in wanted if one.data["role"] == COUNTY_LEADER]
        others = [one for one in wanted if one.data["role"] != COUNTY_LEADER]
        for mine, role in ((leaders, COUNTY_LEADER), (others, "")):
            held = seats.on(unit_id, day, role)
            lines |= _of_day(mine, held, posts, past, user) if mine else {}
    return [lines[one.key] for one in resolved]


def _past_days(groups: Mapping[tuple[UUID | None, date], Any], seats: Seats, sheet: SheetImport) -> PastDays | None:
    today = timezone.localdate()
    bare = [day for unit, day in groups if day < today and not seats.on(unit, day, "") and not seats.of_county.get(day)]
    return PastDays(sheet.county, bare) if bare else None


def _posts(resolved: Iterable[Resolved]) -> dict[UUID, frozenset[str]]:
    ids = {one.person.key for one in resolved if one.person}
    rows = Person.objects.filter(pk__in=ids).values_list("pk", "eligible_posts")
    return {pk: frozenset(posts) for pk, posts in rows}


def _of_day(
    wanted: list[Resolved], held: list[Held], posts: Mapping[UUID, frozenset[str]], past: PastDays | None, user: User
) -> dict[str, Line]:
    if not held:
        return {one.key: _of_past(one, past, user) for one in wanted}
    by_key = {one.at.key: one for one in held}
    placed = place([one.at for one in held], [_wanted(one, posts) for one in wanted])
    found = {}
    for one in wanted:
        where = placed[one.key]
        seat = by_key[where.seat.key] if where.seat else None
        if where.code:
            one.marks.append(Mark(where.code, DOUBT if where.seat else WRONG, {}))
        found[one.key] = _line(one, seat, where, None)
    return found


def _wanted(one: Resolved, posts: Mapping[UUID, frozenset[str]]) -> Wanted:
    person_id = one.person.key if one.person else None
    seat = one.data.get("seat_id")
    return Wanted(
        one.key, one.data["role"], one.data["part"], person_id, bool(one.data["is_vacant"]),
        posts.get(person_id, frozenset()) if person_id else frozenset(), UUID(seat) if seat else None,
    )  # fmt: skip


def _of_past(one: Resolved, past: PastDays | None, user: User) -> Line:
    """A day without any seats: of the past it feeds the ledger, of the future it has to wait for its period."""
    if one.day is None or one.unit is None:
        raise AssertionError("only duties with a day and a unit are placed")
    if past is None or one.day >= timezone.localdate():
        one.marks.append(Mark("no_period", WRONG, {"day": str(one.day)}))
        return _line(one, None, None, None)
    rule = past.post_for(one.unit.key, one.day, one.data["role"])
    counted = past.counted(rule, one.day, one.data["part"]) if rule else None
    if rule is None:
        one.marks.append(Mark("no_such_seat", WRONG))
    elif counted is None:
        one.marks.append(Mark("no_calendar", WRONG, {"day": str(one.day)}))
    person = one.person
    if person is None and not one.data["is_vacant"] and one.chosen == NEW:
        one.marks.append(Mark("past_of_unknown", WRONG, {"value": one.data["name"]}))
    if person is not None and rule is not None and past.is_in_balance(person.key, one.day):
        one.marks.append(Mark("in_opening_balance", WRONG))
    is_same = (
        bool(person and rule and past.is_stored(person.key, one.unit.key, one.day, rule.post)) or one.data["is_vacant"]
    )
    return _line(one, None, None, counted, is_same=is_same)


def _line(
    one: Resolved, held: Held | None, placed: Placed | None, counted: Counted | None, *, is_same: bool = False
) -> Line:
    data = one.data
    person = one.person
    is_new = one.chosen == NEW and person is None
    after = _name_shown(one)
    before = held.assignment.person.name if held and held.assignment.person else ""
    same_person = held is not None and held.assignment.person_id == (person.key if person else None) and not is_new
    same = is_same or (held is not None and same_person and not (placed and placed.start))
    marks = tuple(one.marks)
    level = level_of(marks)
    if same and level != WRONG:
        level = SAME
    payload = Payload(
        held, person.key if person else None, _newcomer(one) if is_new else None, placed,
        one.unit.key if one.unit else None, one.day or date.min, counted,
    )  # fmt: skip
    state = _state_mark(held) if not same else None
    if state is not None:
        marks, level = (*marks, state), WRONG if state.level == WRONG else level
    return Line(
        key=one.key,
        sheet=data["sheet"],
        row=data["row"],
        column=data["column"],
        what=_what(one, held, counted),
        before=before,
        after=after,
        level=level,
        marks=marks,
        cells=one.reads,
        choices=_choices(one),
        chosen=one.chosen or (str(person.key) if person else ""),
        payload=payload,
    )


def _state_mark(held: Held | None) -> Mark | None:
    """A closed roster stands; a published one is amended, which is said."""
    if held is None:
        return None
    if held.state == PeriodState.CLOSED:
        return Mark("period_closed", WRONG)
    if held.state == PeriodState.PUBLISHED:
        return Mark("becomes_amendment", NOTE)
    filed = held.assignment.shift.roster.state in (RosterState.SUBMITTED, RosterState.ACCEPTED)
    return Mark("roster_is_filed", NOTE) if filed else None


def _name_shown(one: Resolved) -> str:
    if one.data["is_vacant"]:
        return _("空岗")
    if one.person is not None:
        return one.person.name
    phone = f" {mask_phone(one.data['phone'])}" if one.data["phone"] else ""
    return f"{one.data['name']}{phone}"


def _newcomer(one: Resolved) -> dict[str, Any]:
    phone = one.data["phone"]
    is_mobile = len(phone) == 11 and phone.startswith("1") and "*" not in phone
    return {
        "name": one.data["name"], "mobile": phone if is_mobile else "", "office_phone": "" if is_mobile or "*" in phone else phone,
        "position": one.data["position"], "role": one.data["role"],
    }  # fmt: skip


def _what(one: Resolved, held: Held | None, counted: Counted | None) -> str:
    day = short_day(one.day, one.day) if one.day else _("日期不明")
    unit = one.unit.name if one.unit else one.data["unit"] or _("单位不明")
    post = ""
    if held is not None:
        post = str(held.assignment.shift.post_name)
    elif counted is not None:
        post = str(POST_LABELS.get(counted.post, counted.post))
    return " ".join(filter(None, (unit, day, post)))


def _choices(one: Resolved) -> tuple[tuple[str, str], ...]:
    """Only where there is something to choose."""
    if one.match is None or one.match.how == SURE:
        return ()
    known = [(str(person.key), f"{person.name} {mask_phone(person.mobile)}".strip()) for person in one.match.people]
    return (*known, (NEW, _("新增“%(name)s”") % {"name": one.data["name"]}))


def _judged(lines: list[Line], user: User) -> list[Line]:
    """Asks the rules of everybody who would take a seat, all changes together."""
    moves: dict[str, Move] = {}
    wanted = {line.payload.person_id for line in lines if line.payload.person_id}
    people = Person.objects.select_related("unit").in_bulk(wanted)
    for line in lines:
        held, placed = line.payload.held, line.payload.placed
        if line.level in (WRONG, SAME) or held is None or placed is None or line.payload.newcomer:
            continue
        person = people.get(line.payload.person_id)
        moves[line.key] = Move(
            held.assignment, person, placed.start or held.assignment.start, placed.end or held.assignment.end
        )
    if not moves or len(moves) > MOST_JUDGED:
        return lines
    refused: dict[tuple[UUID, UUID], str] = {}
    for taking in takings(list(moves.values())):
        if reasons := taking.refusals():
            refused[taking.move.seat.pk, taking.person.pk] = reasons_text(reasons)
    return [_with_refusal(line, moves.get(line.key), refused) for line in lines]


def _with_refusal(line: Line, move: Move | None, refused: Mapping[tuple[UUID, UUID], str]) -> Line:
    if move is None or move.person is None:
        return line
    reason = refused.get((move.seat.pk, move.person.pk))
    if reason is None:
        return line
    return replace(line, level=WRONG, marks=(*line.marks, Mark("rule_refuses", WRONG, {"reason": reason})))
