"""Kinds of leave as offices have them. A county adds its own, gives one another name or retires it (`LeaveKind` rows)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rostering.enums import AbsenceKind
from units.spelling.names import name_key

# What lists call them besides the label; the first is the name in the import form.
WORDS: Mapping[AbsenceKind, tuple[str, ...]] = {
    AbsenceKind.ANNUAL_LEAVE: ("公休", "年休假", "年假", "年休", "公休假", "带薪年休假", "休年假", "轮休"),
    AbsenceKind.SICK_LEAVE: ("病假", "住院", "就医", "看病"),
    AbsenceKind.MATERNITY_LEAVE: ("产假", "孕假", "生育假"),
    AbsenceKind.PATERNITY_LEAVE: ("陪产假", "护理假", "陪护假"),
    AbsenceKind.PERSONAL_LEAVE: ("事假", "私事"),
    AbsenceKind.MARRIAGE_LEAVE: ("婚假",),
    AbsenceKind.BEREAVEMENT_LEAVE: ("丧假",),
    AbsenceKind.HOME_LEAVE: ("探亲假", "探亲"),
    AbsenceKind.TRAINING: ("学习/培训", "学习", "培训", "外出学习", "学习培训", "外出培训", "党校学习", "脱产学习"),
    AbsenceKind.BUSINESS_TRIP: ("出差", "公出", "因公外出", "公差", "外出开会"),
    AbsenceKind.OTHER: ("其他", "其它"),
}
# Annual leave is taken when one likes: it excuses nobody from a festival; nobody chooses when these fall. L.
EXCUSED_KINDS = frozenset(
    {
        AbsenceKind.SICK_LEAVE,
        AbsenceKind.MATERNITY_LEAVE,
        AbsenceKind.PATERNITY_LEAVE,
        AbsenceKind.BEREAVEMENT_LEAVE,
        AbsenceKind.BUSINESS_TRIP,
        AbsenceKind.TRAINING,
    }
)
# Facts that no rule about who may be away together forbids.
UNPLANNED_KINDS = frozenset({AbsenceKind.SICK_LEAVE, AbsenceKind.MATERNITY_LEAVE, AbsenceKind.BEREAVEMENT_LEAVE})


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is the county's own word, "" for a usual kind under its usual name."""

    code: str
    name: str = ""
    is_excused: bool = False
    is_active: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means it, the one to offer first."""
        usual = WORDS[AbsenceKind(self.code)] if self.code in set(AbsenceKind) else ()
        return (self.name, *usual) if self.name else usual


def usual_kinds() -> list[Kind]:
    return [Kind(code, is_excused=code in EXCUSED_KINDS) for code in WORDS]


def merged(own: Mapping[str, Kind]) -> list[Kind]:
    """The usual kinds as the county has them, then its own; retired ones among them."""
    usual = [own.get(kind.code, kind) for kind in usual_kinds()]
    return [*usual, *(kind for code, kind in own.items() if code not in WORDS)]


def kind_named(text: str, kinds: Sequence[Kind]) -> Kind | None:
    """By code or by any word, among those in use; a county's own word before the usual ones."""
    key = name_key(text).replace("/", "")
    in_use = [kind for kind in kinds if kind.is_active]
    for kind in in_use:
        if text == kind.code or (kind.name and name_key(kind.name).replace("/", "") == key):
            return kind
    return next((kind for kind in in_use if key in {name_key(word).replace("/", "") for word in kind.words}), None)
