"""What is wrong or doubtful in a notice: a code, how grave it is, the sentence it stands in, and what its words need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Gravity(StrEnum):
    """A refusal is put right in the text; a doubt is confirmed, each by itself; a note is only said."""

    REFUSED = "refused"
    DOUBT = "doubt"
    NOTE = "note"


GRAVITIES: Mapping[str, Gravity] = {
    "no_year": Gravity.REFUSED,
    "years_differ": Gravity.REFUSED,
    "other_year": Gravity.REFUSED,
    "weekdays_of_another_year": Gravity.REFUSED,
    "nothing_read": Gravity.REFUSED,
    "impossible_date": Gravity.REFUSED,
    "ends_before_it_begins": Gravity.REFUSED,
    "weekday_wrong": Gravity.REFUSED,
    "moon_wrong": Gravity.REFUSED,
    "count_wrong": Gravity.REFUSED,
    "holiday_twice": Gravity.REFUSED,
    "off_twice": Gravity.REFUSED,
    "work_twice": Gravity.REFUSED,
    "off_and_work": Gravity.REFUSED,
    "not_a_legal_day": Gravity.REFUSED,
    "nameless": Gravity.REFUSED,
    "announced_but_missing": Gravity.REFUSED,
    "unread": Gravity.DOUBT,
    "holiday_missing": Gravity.DOUBT,
    "legal_days_missing": Gravity.DOUBT,
    "works_on_a_workday": Gravity.DOUBT,
    "works_inside_a_holiday": Gravity.DOUBT,
    "works_far_away": Gravity.DOUBT,
    "off_apart": Gravity.DOUBT,
    "no_weekend_beside": Gravity.DOUBT,
    "moved_to_a_workday": Gravity.DOUBT,
    "works_too_few": Gravity.DOUBT,
    "works_too_many": Gravity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`sentence` is its place in the notice, None where the whole text is meant."""

    code: str
    sentence: int | None = None
    days: tuple[date, ...] = ()
    words: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def gravity(self) -> Gravity:
        return GRAVITIES[self.code]

    @property
    def key(self) -> str:
        """Names this finding and no other of the same text, so that whoever confirms it confirms nothing else."""
        said = ",".join(str(value) for _, value in sorted(self.words.items()))
        return "|".join((self.code, ",".join(day.isoformat() for day in self.days), said))
