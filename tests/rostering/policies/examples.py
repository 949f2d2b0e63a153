"""The shipped policy as plain data, and random sound policies, for tests of the rules."""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

from rostering.enums import LeavingRule, PlaceLimit, Posture
from rostering.policies.rules.effects import DutyDay, Happening, Seat, Share, Tally, tally
from rostering.policies.rules.policy import Obligation, PhaseRule, Policy, PostRule

# Anything that names a group of seats: a tier, a unit, a period.
Key = TypeVar("Key", bound=Hashable)

DATA = Path(__file__).resolve().parents[3] / "rostering" / "policy_lab" / "data" / "policy_dayu.json"


def dayu() -> Policy:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return Policy(
        version=data["number"],
        effective_from=date.fromisoformat(data["effective_from"]),
        day_start=time.fromisoformat(data["day_start"]),
        night_start=time.fromisoformat(data["night_start"]),
        posts=tuple(
            PostRule(
                tier=post["tier"],
                post=post["code"],
                min_rank=post["min_rank"],
                seats=post["seats"],
                scope=post["scope"],
                phases=tuple(
                    PhaseRule(
                        time.fromisoformat(phase["starts_at"]),
                        Obligation(
                            posture=phase["posture"][0],
                            place_limit=phase["place_limit"][0] or None,
                            leaving_rule=phase["leaving_rule"][0] or None,
                            response_minutes=phase["response_minutes"][0],
                            exception=phase.get("exception", ""),
                        ),
                    )
                    for phase in post["phases"]
                ),
            )
            for post in data["posts"]
        ),
    )


def simple_policy(version: int, effective_from: date, day_start: time, posture: str) -> Policy:
    """One post, one phase: enough to see which version ruled."""
    rule = PostRule("hub", "leader", 1, 1, (PhaseRule(day_start, Obligation(posture)),))
    return Policy(version=version, effective_from=effective_from, day_start=day_start, posts=(rule,))


obligations = st.builds(
    Obligation,
    posture=st.sampled_from(list(Posture)),
    place_limit=st.none() | st.sampled_from(list(PlaceLimit)),
    leaving_rule=st.none() | st.sampled_from(list(LeavingRule)),
    response_minutes=st.none() | st.integers(0, 120),
)


@st.composite
def sound_policies(draw: st.DrawFn, version: int = 1, effective_from: date = date(2020, 1, 1)) -> Policy:
    """Any start of the day, one to six phases anywhere in it."""
    day_start = draw(st.integers(0, 24 * 60 - 1))
    offsets = draw(st.sets(st.integers(1, 24 * 60 - 1), max_size=5))
    starts = [(day_start + offset) % (24 * 60) for offset in (0, *sorted(offsets))]
    phases = tuple(PhaseRule(time(start // 60, start % 60), draw(obligations)) for start in starts)
    return Policy(
        version=version,
        effective_from=effective_from,
        day_start=phases[0].starts_at,
        posts=(PostRule("hub", "leader", 1, 1, phases),),
    )


# --- The same, told otherwise: what SQL and the rules have to agree with ---


def tally_by(seats: Iterable[Seat], days: Mapping[date, DutyDay], key: Callable[[Seat], Key]) -> dict[Key, Tally]:
    """`tally` per group: by `lambda seat: seat.tier`, by unit, by day."""
    groups: dict[Key, list[Seat]] = defaultdict(list)
    for seat in seats:
        groups[key(seat)].append(seat)
    return {name: tally(chosen, days) for name, chosen in groups.items()}


def on_site_at(seats: Iterable[Seat], at: datetime) -> int:
    """Seats that ask for somebody on site at the instant, vacancies included."""
    return sum(1 for seat in seats if seat.is_on_site(at))


def people_on_site_at(seats: Iterable[Seat], at: datetime) -> int:
    """Seats on site at the instant that somebody holds."""
    return sum(1 for seat in seats if seat.is_on_site(at) and seat.is_held(at))


def meets_somebody(happening: Happening, seats: Iterable[Seat]) -> bool:
    """Whether somebody of the units involved sat on site when it happened."""
    involved = [seat for seat in seats if not happening.units or seat.unit in happening.units]
    return people_on_site_at(involved, happening.at) > 0


def met_share(happenings: Iterable[Happening], seats: Sequence[Seat]) -> Share:
    """How many incidents met somebody on site."""
    met = [meets_somebody(one, seats) for one in happenings]
    return Share(sum(met), len(met))
