"""A version beside another one, as a list of what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rostering.policies.models import PolicyVersion
from rostering.policy_lab.queries.versions import cell_texts, present_version, version_problems
from rostering.policy_lab.queries.words import cell_label, problem_sentence
from rostering.policy_lab.rules.drafts import TIERS
from units.models import County, User

Where = tuple[str, str, str]
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that says something else; "—" where the other version has nothing at its place."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`version` beside `against` (None: the county has no rules yet, everything is new). Posts and tiers by their names;
    cells of posts that only one of both has are not among `changes`."""

    version: PolicyVersion
    against: PolicyVersion | None
    changes: tuple[Change, ...]
    new_tiers: tuple[str, ...]
    new_posts: tuple[str, ...]
    gone_posts: tuple[str, ...]
    problems: tuple[str, ...]


def compared(version: PolicyVersion, against: PolicyVersion | None) -> Comparison:
    """Of two with their rules. Two queries, for the units it would find."""
    mine, theirs = cell_texts(version), cell_texts(against) if against is not None else {}
    own, other = _post_names(version), _post_names(against)
    names = other | own
    tiers = {*TIERS, *(tier for tier, _code in other)}
    added = {post.tier: post.tier_name for post in version.posts.all() if post.tier not in tiers}
    return Comparison(
        version=version,
        against=against,
        changes=tuple(_changes(mine, theirs, names)) if against is not None else (),
        new_tiers=tuple(name or tier for tier, name in added.items()),
        new_posts=tuple(_post_label(where, names) for where in own if where not in other),
        gone_posts=tuple(_post_label(where, names) for where in other if where not in own),
        problems=tuple(map(problem_sentence, version_problems(version))),
    )


def to_compare_with(county: County, user: User) -> list[PolicyVersion]:
    """What somebody who takes rules in may want to see them beside: the version in force, then drafts, the newest first."""
    present = present_version(county)
    drafts = PolicyVersion.objects.visible_to(user).drafts().with_rules().order_by("-number")
    return [*([present] if present is not None else []), *drafts]


def _changes(
    mine: Mapping[Where, str], theirs: Mapping[Where, str], names: Mapping[tuple[str, str], str]
) -> Iterator[Change]:
    """Of the version's own cells and of posts that both have."""
    shared = {where[:2] for where in mine} & {where[:2] for where in theirs}
    for where in dict.fromkeys([*mine, *theirs]):
        before, after = theirs.get(where, NOTHING), mine.get(where, NOTHING)
        if where[:2] in shared and before != after:
            yield Change(cell_label(*where, names), before, after)


def _post_names(version: PolicyVersion | None) -> dict[tuple[str, str], str]:
    return {(post.tier, post.code): post.name for post in version.posts.all()} if version is not None else {}


def _post_label(where: tuple[str, str], names: Mapping[tuple[str, str], str]) -> str:
    return cell_label(*where, "", names)
