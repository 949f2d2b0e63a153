"""Who and which unit a text means, among those that are known: exact, by number, and what is only near, never taken by itself."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from units.spelling.names import name_key
from units.spelling.phones import mask_phone

SURE, DOUBTFUL, SEVERAL, NEAR, ELSEWHERE, UNKNOWN = "sure", "doubtful", "several", "near", "elsewhere", "unknown"
MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class KnownUnit:
    key: Any
    code: str
    name: str
    short_name: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.code.lower(), name_key(self.name), name_key(self.short_name))))


@dataclass(frozen=True, slots=True)
class KnownPerson:
    key: Any
    unit_key: Any
    name: str
    mobile: str = ""
    office_phone: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """`how`: one of the words above; `people` whom it may be, the likeliest first. `code` says what is doubtful."""

    how: str
    people: tuple[KnownPerson, ...] = ()
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> KnownPerson | None:
        """Only where one is meant."""
        return self.people[0] if self.how in (SURE, DOUBTFUL) else None


def shortens(short: str, name: str) -> bool:
    """卫健委 stands for 县卫生健康委员会: its characters in that order, the last one near the end."""
    letters = iter(name)
    return 2 <= len(short) < len(name) and all(letter in letters for letter in short)


class Units:
    """By code, name or short name; else by what only one unit's name ends in or is shortened to."""

    def __init__(self, units: Iterable[KnownUnit], county: str = "") -> None:
        self.units = list(units)
        self.county = name_key(county)
        self.found: dict[str, KnownUnit | None] = {}

    def named(self, text: str) -> KnownUnit | None:
        """None for none and for several."""
        if text not in self.found:
            self.found[text] = self._named(text)
        return self.found[text]

    def _named(self, text: str) -> KnownUnit | None:
        key = name_key(text)
        if not key or key == self.county:
            return None
        bare = key.removeprefix(self.county).removeprefix("县") if self.county else key.removeprefix("县")
        tests: tuple[Callable[[str], bool], ...] = (
            lambda word: word in (key, bare),
            lambda word: (len(bare) > 1 and word.endswith(bare)) or key.endswith(word),
            lambda word: shortens(bare, word),
        )
        for same in tests:
            units = [unit for unit in self.units if any(map(same, unit.words[1:] or unit.words)) or unit.code == key]
            if len(units) == 1:
                return units[0]
            if units:
                return None
        return None


class People:
    """Those of a county, by name, number and unit. `sounds` reads a name aloud."""

    def __init__(self, people: Iterable[KnownPerson], sounds: Callable[[str], str]) -> None:
        self.sounds = sounds
        self.by_unit: dict[Any, list[KnownPerson]] = defaultdict(list)
        self.by_name: dict[str, list[KnownPerson]] = defaultdict(list)
        self.by_number: dict[str, list[KnownPerson]] = defaultdict(list)
        for person in people:
            self.by_unit[person.unit_key].append(person)
            self.by_name[name_key(person.name)].append(person)
            if person.mobile:
                self.by_number[person.mobile].append(person)

    def find(self, name: str, phone: str, unit_key: Any) -> Match:
        """Who is meant by a name and a number (either may be "") in a unit."""
        here = [one for one in self.by_name.get(name_key(name), ()) if one.unit_key == unit_key]
        owners = self._owners(phone)
        both = [one for one in here if one in owners or (phone and phone == mask_phone(one.mobile))]
        if len(both) == 1:
            return Match(SURE, (both[0],))
        if len(here) > 1:
            return Match(SEVERAL, tuple(here), "ambiguous_person", {"value": name})
        if here:
            return self._one(here[0], phone, owners)
        return self._not_here(name, phone, unit_key, owners)

    def _owners(self, phone: str) -> list[KnownPerson]:
        return self.by_number.get(phone, []) if phone else []

    def _one(self, person: KnownPerson, phone: str, owners: Sequence[KnownPerson]) -> Match:
        others = [one for one in owners if one.key != person.key]
        if others:
            params = {"name": others[0].name, "value": mask_phone(phone)}
            return Match(DOUBTFUL, (person, *others), "phone_of_other", params)
        is_mobile = len(phone) == 11 and phone.startswith("1")
        if is_mobile and "*" not in phone and person.mobile and phone != person.mobile:
            return Match(DOUBTFUL, (person,), "phone_differs", {"value": mask_phone(phone), "name": person.name})
        if "*" in phone and person.mobile and phone != mask_phone(person.mobile):
            return Match(DOUBTFUL, (person,), "phone_differs", {"value": phone, "name": person.name})
        return Match(SURE, (person,))

    def _not_here(self, name: str, phone: str, unit_key: Any, owners: Sequence[KnownPerson]) -> Match:
        same_number = [one for one in owners if one.unit_key == unit_key]
        if same_number:
            return Match(NEAR, tuple(same_number), "name_of_number", {"name": same_number[0].name, "value": name})
        near = self.near(name, unit_key)
        elsewhere = self.by_name.get(name_key(name), [])
        if near:
            return Match(NEAR, (*near, *elsewhere)[:MOST_NEAR], "near_name", {"value": name, "name": near[0].name})
        if elsewhere or owners:
            return Match(
                ELSEWHERE, tuple(dict.fromkeys((*elsewhere, *owners)))[:MOST_NEAR], "person_elsewhere", {"value": name}
            )
        return Match(UNKNOWN, (), "person_new", {"value": name})

    def near(self, name: str, unit_key: Any) -> list[KnownPerson]:
        """In the unit: read alike, or one character apart."""
        key, read = name_key(name), None
        found = []
        for person in self.by_unit.get(unit_key, ()):
            other = name_key(person.name)
            if one_apart(key, other):
                found.append(person)
                continue
            if len(other) == len(key):
                read = read or self.sounds(name)
                if self.sounds(person.name) == read:
                    found.append(person)
        return found[:MOST_NEAR]


def one_apart(one: str, other: str) -> bool:
    """One character exchanged, missing or more; of two characters only the exchange of the second, family names hold."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2:
        return False
    if len(one) == len(other):
        differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        return len(differing) == 1 and (len(one) > 2 or differing[0] == 1)
    short, long = sorted((one, other), key=len)
    return len(long) > 2 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
