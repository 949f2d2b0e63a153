"""The chains as they are stored, and what is known of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from units.audit.models import AuditEvent
from units.counties.models.user import User
from units.sealing.models import NO_COUNTY, AuditLink, ChainCheck, Unsealed
from units.sealing.rules import GENESIS, Followed, Read, follow

# Every column of an event: what is left out could be changed unseen.
COLUMNS = (
    "id", "county_id", "unit_id", "at", "actor_id", "actor_name", "on_behalf_of", "part_of_id", "action", "object_type",
    "object_id", "object_label", "reason", "before", "after", "words",
)  # fmt: skip
# What the page follows itself; the whole chain is followed every night.
FRESH = 500


@dataclass(frozen=True, slots=True)
class ChainState:
    """A county's chain: its newest link, what waits, the newest check of all of it and of its last links just now."""

    links: int
    head: str
    unsealed: int
    newest: Followed
    check: ChainCheck | None

    @property
    def head_to_copy(self) -> str:
        """In groups of eight, so that it is copied onto paper without a slip and breaks on a phone."""
        return " ".join(self.head[first : first + 8] for first in range(0, len(self.head), 8))


def chains() -> list[UUID]:
    return sorted(set(AuditLink.objects.values_list("chain", flat=True).distinct()) | {UUID(NO_COUNTY)})


def last_link(chain: UUID) -> tuple[int, str]:
    """(number, hash); (0, GENESIS) when there is none."""
    last = AuditLink.objects.filter(chain=chain).order_by("-number").values_list("number", "hash").first()
    return last or (0, GENESIS)


def heads() -> dict[str, tuple[int, str]]:
    """Chain → number and hash of its last link."""
    return {str(chain): last_link(chain) for chain in chains()}


def follow_all(chain: UUID) -> Followed:
    return follow(_read(chain, after=0))


def chain_state(user: User) -> ChainState:
    """Five queries, the longest over FRESH rows."""
    chain = user.county_id or UUID(NO_COUNTY)
    number, head = last_link(chain)
    after = max(number - FRESH, 0)
    known = AuditLink.objects.filter(chain=chain, number=after).values_list("hash", flat=True).first() or GENESIS
    return ChainState(
        links=number,
        head=head,
        unsealed=Unsealed.objects.filter(chain=chain).count(),
        newest=follow(_read(chain, after=after), after=after, head=known),
        check=last_check(chain),
    )


def last_check(chain: UUID) -> ChainCheck | None:
    return ChainCheck.objects.filter(chain=chain).order_by("-checked_at", "-pk").first()


def longest_check(chain: UUID) -> ChainCheck | None:
    """The one that has seen the most links."""
    return ChainCheck.objects.filter(chain=chain, trouble="").order_by("-links", "-pk").first()


def never_sealed(chain: UUID) -> int:
    """Events that neither have a link nor wait for one: slipped in beside the triggers."""
    events = AuditEvent.objects.filter(
        **({"county_id__isnull": True} if str(chain) == NO_COUNTY else {"county_id": chain})
    )
    linked, waiting = (Exists(kind.objects.filter(event=OuterRef("pk"))) for kind in (AuditLink, Unsealed))
    return events.exclude(linked).exclude(waiting).count()


def _read(chain: UUID, *, after: int) -> Iterator[Read]:
    names = [f"event__{name}" for name in COLUMNS]
    rows = (
        AuditLink.objects.filter(chain=chain, number__gt=after).order_by("number").values_list("number", "hash", *names)
    )
    for number, digest, *values in rows.iterator(chunk_size=2000):
        event = dict(zip(COLUMNS, values, strict=True))
        yield Read(number, digest, event if event["id"] else None)
