"""The printed roster (domain §10), of a unit and of the county: the sheet of the matrix page, laid out for paper.

Built from `matrix.load`, so that page, PDF and spreadsheet show the same seats.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from uuid import UUID

from django.utils.translation import gettext as _

from rostering.calendar.rules.festivals import holiday_title
from rostering.enums import RosterState
from rostering.labels import POSTURE_LABELS, is_leading
from rostering.on_duty.queries.hours import part_of
from rostering.printing.queries.parts import (
    CountyCell,
    CountyColumn,
    CountyPaper,
    CountyRow,
    CountySheet,
    CountyTier,
    Head,
    PaperDay,
    PaperRow,
    PaperSeat,
    UnitPaper,
)
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.models.roster import Roster
from rostering.seats.queries.day_names import day_names
from rostering.seats.queries.matrix import SIDE_BY_SIDE, Loaded, designated_reason, grid_of, postures
from rostering.seats.queries.revisions import remarks, replaced_words
from rostering.seats.queries.sheet import Grid
from units.enums import Paper
from units.labels import TIER_LABELS
from units.models import CountySettings, Unit, User
from units.spelling.phones import mask_phone
from units.when import month_day

NUMERALS = "一二三四五六七八九十"
FILED = (RosterState.SUBMITTED, RosterState.ACCEPTED)
# Days that stand on one sheet when a period is longer than three: nine of a Spring Festival are one A3 or two A4.
DAYS_ON_A3, DAYS_ON_A4 = 10, 5


@dataclass(frozen=True, slots=True)
class Look:
    """Who reads it and what the county prints; `full`: telephone numbers as they are dialled, else masked."""

    user: User
    form: CountySettings
    full: bool = False


def title(owner: str, period: DutyPeriod) -> str:
    """《××单位2026年端午节值班安排表》: a holiday is called as the notice has it, and 值班 is said once."""
    name = period.published_name
    words = {"owner": owner, "period": holiday_title(name)}
    return (_("%(owner)s%(period)s安排表") if "值班" in name else _("%(owner)s%(period)s值班安排表")) % words


def unit_paper(roster: Roster, loaded: Loaded, *, full: bool = False) -> UnitPaper:
    """One unit's roster, day by day. Three queries besides what is loaded. `full` as in `Look`."""
    own = [row for row in loaded.assignments if row.shift.roster_id == roster.pk]
    by_day: dict[date, list[Assignment]] = defaultdict(list)
    for row in own:
        by_day[row.shift.day].append(row)
    names = day_names(roster.period, by_day)
    head = _head(title(roster.unit.name, roster.period), loaded, _contacts(roster.unit), of=roster.unit)
    is_filed = roster.state in FILED and roster.submitted_by is not None
    return UnitPaper(
        head=head,
        unit=roster.unit,
        tier=TIER_LABELS[roster.tier],
        filed_by=roster.submitted_by.display_name if is_filed and roster.submitted_by else "",
        filed_at=roster.submitted_at if is_filed else None,
        days=tuple(
            PaperDay(day, names.get(day, ""), tuple(_lines(held, Look(loaded.user, head.form, full))))
            for day, held in sorted(by_day.items())
        ),
    )


def county_paper(loaded: Loaded, *, size: str = "", full: bool = False) -> CountyPaper:
    """The whole matrix on sheets of the paper's size, the county's own by default. One query per sheet and four more."""
    head = _county_head(loaded)
    size = size or head.form.paper
    look = Look(loaded.user, head.form, full)
    days = loaded.period.days
    stacked = len(days) > SIDE_BY_SIDE
    sheets = (_sheet(grid_of(loaded, some, stacked=stacked), look) for some in days_on_sheets(days, size))
    return CountyPaper(head=head, size=size, sheets=tuple(sheets))


def days_on_sheets(days: Sequence[date], size: str) -> list[list[date]]:
    """As few sheets as hold them, about as many days on each."""
    most = DAYS_ON_A3 if size == Paper.A3 else DAYS_ON_A4
    sheets = -(-len(days) // most)
    length = -(-len(days) // sheets)
    return [list(days[at : at + length]) for at in range(0, len(days), length)]


def _county_head(loaded: Loaded) -> Head:
    """County and lead office as they were when the period was published."""
    period = loaded.period
    county, office = period.words.get("county"), period.words.get("lead_office")
    if county is None:
        lead = period.county.lead_office
        return _head(title(period.county.name, period), loaded, _contacts(lead) if lead else None)
    return _head(title(county["name"], period), loaded, office)


def _contacts(unit: Unit) -> dict[str, str]:
    return {"id": str(unit.pk), "duty_phone": unit.duty_phone, "fax": unit.fax}


def _head(words: str, loaded: Loaded, office: dict[str, str] | None, of: Unit | None = None) -> Head:
    """`office`: whose phones stand there; `of`: the one unit that the paper is about."""
    sees = office is not None and loaded.user.may_see_contacts_of(UUID(office["id"]))
    revisions = list(RosterRevision.objects.filter(period=loaded.period).order_by("number"))
    first, latest = (revisions[0], revisions[-1]) if revisions else (None, None)
    return Head(
        title=words,
        phone=office["duty_phone"] if office and sees else "",
        fax=office["fax"] if office and sees else "",
        period=loaded.period,
        revision=latest.number if latest else 0,
        published_at=latest.published_at if latest else None,
        remarks=(*remarks(first, of), *replaced_words(loaded.period)),
        form=CountySettings.of(loaded.period.county_id),
        footnotes=tuple(_footnotes(loaded, of)),
    )


def _footnotes(loaded: Loaded, of: Unit | None) -> Iterable[str]:
    for row in loaded.assignments:
        if (of is None or row.shift.unit_id == of.pk) and (reason := designated_reason(row)) and row.person:
            yield _("指定：%(day)s %(unit)s %(person)s，%(reason)s") % {
                "day": month_day(row.shift.day, loaded.period.first_day),
                "unit": row.shift.unit.name,
                "person": row.person.name,
                "reason": reason,
            }


def _lines(held: Sequence[Assignment], look: Look) -> Iterable[PaperRow]:
    """The county's leader stands first among those who lead."""
    lead = [_seat(row, look) for row in held if is_leading(row.shift.post)]
    staff = [_seat(row, look) for row in held if not is_leading(row.shift.post)]
    return (PaperRow(one, other) for one, other in zip_longest(lead, staff))


def _seat(row: Assignment, look: Look) -> PaperSeat:
    """What the county doesn't print is left empty here, for PDF and spreadsheet alike."""
    shift, person = row.shift, row.person
    form = look.form
    sees = person is not None and look.user.may_see_contacts_of(shift.unit_id)
    number = row.sheet_mobile if look.full else mask_phone(row.sheet_mobile)
    return PaperSeat(
        name=person.name if person else _("空岗"),
        position=person.position if person and form.print_position else "",
        phone=number if person and sees and (form.print_phone or look.full) else "",
        posture=_owed(row),
        span=part_of(row),
        is_vacant=person is None,
        is_changed=row.is_changed,  # type: ignore[attr-defined]  # annotated by matrix.load
        is_designated=bool(designated_reason(row)),
        is_lead=is_leading(shift.post),
        seat_id=str(row.pk),
        person_id=str(row.person_id) if row.person_id else "",
        called=person.name if person else "",
        extra=str(shift.post_name) if shift.extra else "",
    )


def _owed(row: Assignment) -> str:
    posture, then, at = postures(row)
    if not then:
        label = POSTURE_LABELS[posture]
        # Hours of one's own stand beside the name.
        return str(label) if part_of(row) else _("24 小时%(now)s") % {"now": label}
    words = {"at": at, "now": POSTURE_LABELS[posture], "then": POSTURE_LABELS[then]}
    return _("%(at)s 前%(now)s，之后%(then)s") % words


def _sheet(one: Grid, look: Look) -> CountySheet:
    return CountySheet(
        days=tuple((day.day, day.name, day.columns) for day in one.days),
        columns=tuple(CountyColumn(column.day, column.key) for column in one.columns),
        tiers=tuple(_tiers(one, look)),
        is_long=one.is_stacked,
    )


def _tiers(one: Grid, look: Look) -> Iterable[CountyTier]:
    number = 0
    for place, group in enumerate(one.groups):
        rows = []
        for row in group.rows:
            number += 1
            cells = tuple(
                CountyCell(tuple(_seat(seat.assignment, look) for held in shifts for seat in held.seats))
                for _column, shifts in row.cells
            )
            name = _("县领导") if row.is_county else row.roster.unit.name
            rows.append(CountyRow(number, name, cells, _posture_of(cells)))
        yield CountyTier(_numeral(place), TIER_LABELS[group.tier], group.units, tuple(rows))


def _numeral(place: int) -> str:
    """一 for the first; figures beyond ten."""
    return NUMERALS[place] if place < len(NUMERALS) else str(place + 1)


def _posture_of(cells: Iterable[CountyCell]) -> str:
    """What the row's posts owe, each once, in the order of the columns."""
    return "；".join(dict.fromkeys(seat.posture for cell in cells for seat in cell.seats))
