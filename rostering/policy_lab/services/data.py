"""What somebody wrote of a policy, and what of it can't even be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import SeatScope
from rostering.policies.rules.policy import VERSION_CELLS
from rostering.policy_lab.rules.drafts import MOST_PHASES, MOST_POSTS, POST_CODE, TIERS
from units.errors import InvalidInput
from units.labels import TIER_LABELS

# Of the version itself: what a copy of it takes over, and what a draft may change.
EMPTIED = frozenset(cell.name for cell in VERSION_CELLS if cell.may_be_empty)
COPIED = ("name", "source", *(cell.name for cell in VERSION_CELLS))


@dataclass(frozen=True, slots=True)
class PhaseData:
    """A phase as somebody wrote it. `basis` by cell; a cell it lacks keeps its basis while unchanged, else is local."""

    starts_at: time
    posture: str
    place_limit: str = ""
    leaving_rule: str = ""
    response_minutes: int | None = None
    exception: str = ""
    basis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostData:
    """A post as somebody wrote it; `seats_basis` "" as for the cells of a phase. `tier_name`: of a tier that the policy
    adds to those that ship, on one of its posts at least."""

    tier: str
    code: str
    name: str
    min_rank: int
    seats: int
    phases: tuple[PhaseData, ...]
    scope: str = SeatScope.UNIT
    exclusive: bool = True
    seats_basis: str = ""
    answer_minutes: int | None = None
    tier_name: str = ""


@dataclass(frozen=True, slots=True)
class StaffingData:
    """A unit's own number of seats of a post."""

    unit_id: UUID
    post: str
    seats: int


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """What changes; None and what is left out stays as it is. `own`: of the version itself, by `COPIED`; None empties one of
    `EMPTIED`.

    `posts` and `staffing` replace the whole lists.
    """

    own: Mapping[str, object] = field(default_factory=dict)
    posts: Sequence[PostData] | None = None
    staffing: Sequence[StaffingData] | None = None


def check_posts(posts: Sequence[PostData]) -> None:
    """Raises InvalidInput with the place: too many posts, a bad code, the same post or the same start twice."""
    if len(posts) > MOST_POSTS:
        raise InvalidInput("too_many_posts", _now("岗位最多 %(most)d 个") % {"most": MOST_POSTS}, field="posts")
    seen: set[tuple[str, str]] = set()
    names = tier_names(posts)
    for index, post in enumerate(posts):
        if not POST_CODE.fullmatch(post.tier):
            raise InvalidInput("bad_tier_code", _("类别代码用小写字母、数字和下划线"), field=f"posts/{index}/tier")
        if post.tier not in TIERS and not names.get(post.tier):
            raise InvalidInput("tier_name_required", _("新增的值守类别须写明名称"), field=f"posts/{index}/tier_name")
        if not POST_CODE.fullmatch(post.code):
            raise InvalidInput("bad_post_code", _("岗位代码用小写字母、数字和下划线"), field=f"posts/{index}/post")
        if (post.tier, post.code) in seen:
            raise InvalidInput("post_twice", _("同一类别的岗位代码不能重复"), field=f"posts/{index}/post")
        seen.add((post.tier, post.code))
        _check_phases(index, post)


def tier_names(posts: Sequence[PostData]) -> dict[str, str]:
    """Code → name of the added tiers: the first that any of a tier's posts gives, else as it is known already."""
    given = [(post.tier, post.tier_name.strip()) for post in posts if post.tier not in TIERS]
    known = {tier: str(TIER_LABELS[tier]) for tier, _name in given if tier in TIER_LABELS}
    return known | {tier: name for tier, name in reversed(given) if name}


def _check_phases(index: int, post: PostData) -> None:
    """More of them, or two that begin at once, can't be stored in order."""
    if len(post.phases) > MOST_PHASES:
        sentence = _now("值守时段最多 %(most)d 段") % {"most": MOST_PHASES}
        raise InvalidInput("too_many_phases", sentence, field=f"posts/{index}/phases")
    starts: set[time] = set()
    for number, phase in enumerate(post.phases):
        if phase.starts_at in starts:
            sentence = _now("两段不能都从 %(at)s 开始") % {"at": f"{phase.starts_at:%H:%M}"}
            raise InvalidInput("start_twice", sentence, field=f"posts/{index}/phases/{number}/starts_at")
        starts.add(phase.starts_at)
