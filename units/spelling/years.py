"""How far from today a day may lie that people enter; what lies beyond is a slip of the year."""

from datetime import date

# Years back and ahead. Nobody has been in office for longer, and who joins now retires within a working life.
JOINING = (70, 5)
LEAVING = (70, 45)
# Tiers have a history of some years; a decision takes effect soon.
TIER = (30, 5)


def possible_days(years: tuple[int, int], today: date) -> tuple[date, date]:
    """The first and the last day that may be meant."""
    back, ahead = years
    return date(today.year - back, 1, 1), date(today.year + ahead, 12, 31)
