"""The printed roster (domain §10), of a unit and of the county: the sheet of the matrix page, laid out for paper.

Built from `matrix.load`, so that page, PDF and spreadsheet show the same seats.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import zip_longest
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostering.calendar.rules.festivals import holiday_title
from rostering.enums import RosterState
from rostering.labels import POSTURE_LABELS, is_leading
from rostering.on_duty.queries.hours import part_of
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Assignment
from rostering.seats.queries.day_names import day_names
from rostering.seats.queries.matrix import Grid, Loaded, grid, postures
from rostering.seats.queries.revisions import remarks, replaced_words
from units.counties.models.settings import FILED_BY, FILED_ON, SIGNED_BY
from units.labels import TIER_LABELS, Label
from units.models import CountySettings, Unit, User
from units.spelling.phones import mask_phone
from units.when import full_day

SIGNATURE_LABELS: Mapping[str, Label] = {
    FILED_BY: gettext_lazy("填报人："),
    SIGNED_BY: gettext_lazy("审签人："),
    FILED_ON: gettext_lazy("时间："),
}
NUMERALS = "一二三四五六七八九十"
FILED = (RosterState.SUBMITTED, RosterState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class PaperSeat:
    """One holder. `span` is "08:30–14:00" for part of a shift; `phone` masked, "" for readers without contacts."""

    name: str
    position: str
    phone: str
    posture: str
    span: str
    is_vacant: bool
    is_changed: bool
    # By which a sheet that was edited and brought back is read exactly; on no paper.
    seat_id: str = ""
    person_id: str = ""
    called: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Name with its mark, then the phone."""
        mark = _("（调）") if self.is_changed else ""
        name = f"{self.span} {self.name}{mark}".strip()
        return (name, self.phone) if self.phone else (name,)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Who leads beside who is on duty, on one line of a day; either side may be empty."""

    lead: PaperSeat | None
    staff: PaperSeat | None

    @property
    def posture(self) -> str:
        """What is owed on this line; said once where both owe the same."""
        owed = [seat.posture for seat in (self.lead, self.staff) if seat]
        if len(set(owed)) == 1:
            return owed[0]
        return _("带班：%(lead)s；值班：%(staff)s") % {"lead": owed[0], "staff": owed[1]}

    @property
    def note(self) -> str:
        seats = [seat for seat in (self.lead, self.staff) if seat]
        words = [_("空岗")] if any(seat.is_vacant for seat in seats) else []
        return "、".join(words + ([_("调")] if any(seat.is_changed for seat in seats) else []))


@dataclass(frozen=True, slots=True)
class PaperDay:
    day: date
    festival: str
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the table and in the foot. `revision` 0 = not published yet; `remarks`: how it was published."""

    title: str
    phone: str
    fax: str
    period: DutyPeriod
    revision: int
    published_at: datetime | None
    remarks: tuple[str, ...] = ()
    form: CountySettings = field(default_factory=CountySettings)


def check_code(texts: Iterable[str]) -> str:
    """校验码: two sheets with the same cells have the same, so that a printout can be held against another."""
    digest = sha256("\x1f".join(texts).encode()).hexdigest()[:8].upper()
    return f"{digest[:4]}-{digest[4:]}"


@dataclass(frozen=True, slots=True)
class UnitPaper:
    """`filed_by` and `filed_at` are empty until the unit has filed."""

    head: Head
    unit: Unit
    tier: Label
    filed_by: str
    filed_at: datetime | None
    days: tuple[PaperDay, ...]

    @property
    def person_columns(self) -> int:
        """Name, and what else the county prints of a person."""
        return 1 + self.head.form.print_position + self.head.form.print_phone

    @property
    def signatures(self) -> list[tuple[Label, str]]:
        """The lines to sign in the order of the county's settings; what the system knows is filled in."""
        filled = {FILED_BY: self.filed_by, FILED_ON: full_day(self.filed_at)}
        return [(_line_label(name), filled.get(name, "")) for name in self.head.form.signature_lines]

    @property
    def check_code(self) -> str:
        seats = ((day.day, seat) for day in self.days for row in day.rows for seat in (row.lead, row.staff) if seat)
        return check_code(f"{day} {seat.lines} {seat.posture}" for day, seat in seats)


@dataclass(frozen=True, slots=True)
class CountyCell:
    """Everybody who holds a post of the column on its day."""

    seats: tuple[PaperSeat, ...]

    @property
    def text(self) -> str:
        return "\n".join(line for seat in self.seats for line in seat.lines)


@dataclass(frozen=True, slots=True)
class CountyRow:
    number: int
    name: str
    cells: tuple[CountyCell, ...]
    posture: str


@dataclass(frozen=True, slots=True)
class CountyTier:
    """`numeral` counts the groups: 一、二、三."""

    numeral: str
    tier: Label
    units: int
    rows: tuple[CountyRow, ...]


@dataclass(frozen=True, slots=True)
class CountyColumn:
    """`key` is lead, duty or all, as in the matrix."""

    day: date
    key: str


@dataclass(frozen=True, slots=True)
class CountySheet:
    """At most a week; `days` are (day, festival, columns)."""

    days: tuple[tuple[date, str, int], ...]
    columns: tuple[CountyColumn, ...]
    tiers: tuple[CountyTier, ...]


@dataclass(frozen=True, slots=True)
class CountyPaper:
    head: Head
    sheets: tuple[CountySheet, ...]

    @property
    def check_code(self) -> str:
        rows = (row for sheet in self.sheets for group in sheet.tiers for row in group.rows)
        return check_code(f"{row.name} {row.posture} {cell.text}" for row in rows for cell in row.cells)


def _line_label(name: str) -> Label:
    return SIGNATURE_LABELS.get(name) or _("%(name)s：") % {"name": name}


def title(owner: str, period: DutyPeriod) -> str:
    """《××单位2026年端午节值班安排表》: a holiday is called as the notice has it, and 值班 is said once."""
    name = period.published_name
    words = {"owner": owner, "period": holiday_title(name)}
    return (_("%(owner)s%(period)s安排表") if "值班" in name else _("%(owner)s%(period)s值班安排表")) % words


def unit_paper(roster: Roster, loaded: Loaded) -> UnitPaper:
    """One unit's roster, day by day. Three queries besides what is loaded."""
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
            PaperDay(day, names.get(day, ""), tuple(_lines(held, loaded.user, head.form)))
            for day, held in sorted(by_day.items())
        ),
    )


def county_paper(loaded: Loaded, *, today: date) -> CountyPaper:
    """The whole matrix, a week on a sheet. One query per week and four more."""
    first = grid(loaded, week=1, today=today)
    grids = [first, *(grid(loaded, week=week.number, today=today) for week in first.weeks[1:])]
    head = _county_head(loaded)
    return CountyPaper(head=head, sheets=tuple(_sheet(one, loaded.user, head.form) for one in grids))


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
    )


def _lines(held: Sequence[Assignment], user: User, form: CountySettings) -> Iterable[PaperRow]:
    """The county's leader stands first among those who lead."""
    lead = [_seat(row, user, form) for row in held if is_leading(row.shift.post)]
    staff = [_seat(row, user, form) for row in held if not is_leading(row.shift.post)]
    return (PaperRow(one, other) for one, other in zip_longest(lead, staff))


def _seat(row: Assignment, user: User, form: CountySettings) -> PaperSeat:
    """What the county doesn't print is left empty here, for PDF and spreadsheet alike."""
    shift, person = row.shift, row.person
    sees = person is not None and user.may_see_contacts_of(shift.unit_id)
    return PaperSeat(
        name=person.name if person else _("空岗"),
        position=person.position if person and form.print_position else "",
        phone=mask_phone(row.sheet_mobile) if person and sees and form.print_phone else "",
        posture=_owed(row),
        span=part_of(row),
        is_vacant=person is None,
        is_changed=row.is_changed,  # type: ignore[attr-defined]  # annotated by matrix.load
        seat_id=str(row.pk),
        person_id=str(row.person_id) if row.person_id else "",
        called=person.name if person else "",
    )


def _owed(row: Assignment) -> str:
    posture, then, at = postures(row)
    if not then:
        return _("24 小时%(now)s") % {"now": POSTURE_LABELS[posture]}
    words = {"at": at, "now": POSTURE_LABELS[posture], "then": POSTURE_LABELS[then]}
    return _("%(at)s 前%(now)s，之后%(then)s") % words


def _sheet(one: Grid, user: User, form: CountySettings) -> CountySheet:
    return CountySheet(
        days=tuple((day.day, day.name, day.columns) for day in one.days),
        columns=tuple(CountyColumn(column.day, column.key) for column in one.columns),
        tiers=tuple(_tiers(one, user, form)),
    )


def _tiers(one: Grid, user: User, form: CountySettings) -> Iterable[CountyTier]:
    number = 0
    for place, group in enumerate(one.groups):
        rows = []
        for row in group.rows:
            number += 1
            cells = tuple(
                CountyCell(tuple(_seat(seat.assignment, user, form) for held in shifts for seat in held.seats))
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
