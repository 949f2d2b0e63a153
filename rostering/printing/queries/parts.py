"""What a printed roster is made of: seats, lines, days, sheets, and what stands above and below them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostering.rosters.models.period import DutyPeriod
from units.counties.models.settings import FILED_BY, FILED_ON, SIGNED_BY
from units.enums import Paper
from units.labels import Label
from units.models import CountySettings, Unit
from units.when import full_day

SIGNATURE_LABELS: Mapping[str, Label] = {
    FILED_BY: gettext_lazy("填报人："),
    SIGNED_BY: gettext_lazy("审签人："),
    FILED_ON: gettext_lazy("时间："),
}


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
    is_designated: bool = False
    is_lead: bool = False
    # By which a sheet that was edited and brought back is read exactly; on no paper.
    seat_id: str = ""
    person_id: str = ""
    called: str = ""
    # What it is there for, of a seat that an order added.
    extra: str = ""

    @property
    def mark(self) -> str:
        """（指定） goes before the others: whoever was put there over a rule is explained below the table. A seat that an order added
        is no change of the roster."""
        if self.is_designated:
            return _("（指定）")
        if self.extra:
            return _("（增）")
        return _("（调）") if self.is_changed else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Name with its mark, then the phone."""
        name = f"{self.span} {self.name}{self.mark}".strip()
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
        words += [_("领导指定")] if any(seat.is_designated for seat in seats) else []
        added = list(dict.fromkeys(seat.extra for seat in seats if seat.extra))
        return "、".join(words + (added or ([_("调")] if any(seat.is_changed for seat in seats) else [])))


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
    # Who was designated, and why.
    footnotes: tuple[str, ...] = ()


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
    """`days` are (day, festival, columns); `is_long`: a day is one column, with the posts named in its cells."""

    days: tuple[tuple[date, str, int], ...]
    columns: tuple[CountyColumn, ...]
    tiers: tuple[CountyTier, ...]
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class CountyPaper:
    """`size` of the paper; a long holiday stands upright on A4."""

    head: Head
    size: str
    sheets: tuple[CountySheet, ...]

    @property
    def is_long(self) -> bool:
        return any(sheet.is_long for sheet in self.sheets)

    @property
    def type_sizes(self) -> tuple[str, ...]:
        """Sizes of its type in points, largest first: the first that keeps each sheet on one page is used."""
        if not self.is_long:
            return ("9.5",)
        return ("5.5", "5.2", "4.9", "4.6") if self.size == Paper.A4 else ("6", "5.7", "5.4", "5.1")

    @property
    def orientation(self) -> str:
        return "portrait" if self.is_long and self.size == Paper.A4 else "landscape"

    @property
    def check_code(self) -> str:
        rows = (row for sheet in self.sheets for group in sheet.tiers for row in group.rows)
        return check_code(f"{row.name} {row.posture} {cell.text}" for row in rows for cell in row.cells)


def _line_label(name: str) -> Label:
    return SIGNATURE_LABELS.get(name) or _("%(name)s：") % {"name": name}
