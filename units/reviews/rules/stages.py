"""Tier reviews 类别调整 (domain §6): stages by table, who may take a step, and what must be there to take it.

Functions decide, not seniority; facts, not impressions. Gates are pure: facts in, the list of what is missing out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from units.enums import RecordState, Role, Stage
from units.machines import Table


class Step(StrEnum):
    ADVANCE = "advance"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    TAKE_EFFECT = "take_effect"


# The way of a review that ends in another tier.
IN_ORDER = (
    Stage.SUBMITTED,
    Stage.DOCUMENT_CHECK,
    Stage.CONSULTATION,
    Stage.RECORD_REVIEW,
    Stage.DELIBERATION,
    Stage.DECIDED,
    Stage.EFFECTIVE,
)
# Being worked on: evidence may still be added, the application taken back.
IN_HAND = IN_ORDER[:5]
ENDED = (Stage.EFFECTIVE, Stage.REJECTED, Stage.WITHDRAWN)
# Related units have been asked.
ASKED = (*IN_ORDER[2:], Stage.REJECTED)

REVIEW: Table = {
    (Stage.SUBMITTED, Step.ADVANCE): Stage.DOCUMENT_CHECK,
    (Stage.DOCUMENT_CHECK, Step.ADVANCE): Stage.CONSULTATION,
    (Stage.CONSULTATION, Step.ADVANCE): Stage.RECORD_REVIEW,
    (Stage.RECORD_REVIEW, Step.ADVANCE): Stage.DELIBERATION,
    (Stage.DELIBERATION, Step.APPROVE): Stage.DECIDED,
    (Stage.DECIDED, Step.TAKE_EFFECT): Stage.EFFECTIVE,
    **{(stage, Step.REJECT): Stage.REJECTED for stage in IN_HAND[1:]},
    **{(stage, Step.WITHDRAW): Stage.WITHDRAWN for stage in IN_HAND},
}

# Who takes a step; what nobody may take, the calendar takes. A unit leader only for a review of the own unit's making.
ROLES: Mapping[str, frozenset[Role]] = {
    Step.ADVANCE: frozenset({Role.COUNTY_OFFICE}),
    Step.APPROVE: frozenset({Role.COUNTY_OFFICE}),
    Step.REJECT: frozenset({Role.COUNTY_OFFICE}),
    Step.WITHDRAW: frozenset({Role.COUNTY_OFFICE, Role.UNIT_LEADER}),
    Step.TAKE_EFFECT: frozenset(),
}


def next_stage(stage: str, step: str) -> Stage | None:
    """None when the table has no such step."""
    found = REVIEW.get((stage, step))
    return None if found is None else Stage(found)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that has to be there. `code` is stable; the sentence is in units/labels.py. `units` are the codes of
    those who have to bring it, nobody's in particular when empty."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """职能划转: which function went from where to where, by which document. `sha256` of the file, "" without one."""

    document_number: str
    document_date: date | None
    function: str
    from_unit: Party | None
    to_unit: Party | None
    sha256: str

    @property
    def mark(self) -> tuple[str, str]:
        """The same document about the same function, however it was scanned."""
        return ("".join(self.document_number.split()).casefold(), "".join(self.function.split()).casefold())


@dataclass(frozen=True, slots=True)
class Opinion:
    """走访: who of a related unit was asked when, and what they said. `covers` is said by the unit itself or not at all."""

    unit: str
    person: str
    day: date | None
    text: str
    covers: bool | None = None

    @property
    def is_whole(self) -> bool:
        return bool(self.person and self.day and self.text)


@dataclass(frozen=True, slots=True)
class Round:
    """论证轮次."""

    number: int
    question: str
    finding: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """What lay before the office when it last rejected: files by checksum, documents by their marks."""

    document_number: str
    checksums: frozenset[str]
    marks: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the gates look at. `registered` is the tier the register holds now, `current` the one applied from.
    Opinions in order of time. `record` is the state of the compiled record."""

    unit: Party
    registered: str | None
    current: str
    wanted: str
    reason: str
    transfers: tuple[Transfer, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    record: str = ""
    rounds: tuple[Round, ...] = ()
    rejected: Earlier | None = None


Gate = Callable[[Dossier], Iterator[Missing]]


def of_application(dossier: Dossier) -> Iterator[Missing]:
    """申请: current and wanted tier, reason."""
    if dossier.registered is None:
        yield Missing("no_tier", {"unit": dossier.unit.name})
    elif dossier.registered != dossier.current:
        yield Missing("tier_has_moved")
    if not dossier.wanted or dossier.wanted == dossier.current:
        yield Missing("no_other_tier")
    if not dossier.reason.strip():
        yield Missing("no_reason", units=(dossier.unit.code,))


def of_documents(dossier: Dossier) -> Iterator[Missing]:
    """核查职能划转文件: each transfer whole, at least one; after a rejection something that was not there before."""
    own = (dossier.unit.code,)
    if not dossier.transfers:
        yield Missing("no_transfer", units=own)
    for transfer in dossier.transfers:
        lacking = _lacking(transfer)
        if lacking:
            number = transfer.document_number or "—"
            yield Missing("transfer_incomplete", {"number": number, "parts": ",".join(lacking)}, own)
    if dossier.rejected is not None and not any(is_new(one, dossier.rejected) for one in dossier.transfers):
        yield Missing("no_new_evidence", {"number": dossier.rejected.document_number}, own)


def of_consultation(dossier: Dossier) -> Iterator[Missing]:
    """走访对接: every related unit asked; every receiving unit says itself that it covers around the clock."""
    heard = {opinion.unit for opinion in dossier.opinions if opinion.is_whole}
    for party in related_units(dossier):
        if party.code not in heard:
            yield Missing("not_consulted", {"unit": party.name}, (party.code,))
    word = {opinion.unit: opinion.covers for opinion in dossier.opinions if opinion.covers is not None}
    for transfer in dossier.transfers:
        receiver = transfer.to_unit
        if receiver is None or word.get(receiver.code):
            continue
        code = "cover_refused" if receiver.code in word else "cover_unconfirmed"
        yield Missing(code, {"unit": receiver.name, "function": transfer.function}, (receiver.code,))


def of_record(dossier: Dossier) -> Iterator[Missing]:
    """复盘历年值班记录: compiled by the system."""
    if dossier.record == RecordState.FAILED:
        yield Missing("record_failed")
    elif dossier.record not in (RecordState.READY, RecordState.FROZEN):
        yield Missing("record_not_ready")


def of_deliberation(dossier: Dossier) -> Iterator[Missing]:
    """核查论证: at least one closed round, none left open."""
    if not any(one.is_closed and one.question and one.finding for one in dossier.rounds):
        yield Missing("no_closed_round")
    for one in dossier.rounds:
        if not one.is_closed:
            yield Missing("round_open", {"number": str(one.number)})


GATES: Mapping[str, Gate] = {
    Stage.SUBMITTED: of_application,
    Stage.DOCUMENT_CHECK: of_documents,
    Stage.CONSULTATION: of_consultation,
    Stage.RECORD_REVIEW: of_record,
    Stage.DELIBERATION: of_deliberation,
}


def missing_at(stage: str, dossier: Dossier) -> list[Missing]:
    """What one stage asks for and hasn't got."""
    gate = GATES.get(stage)
    return [] if gate is None else list(gate(dossier))


def missing_to_leave(stage: str, dossier: Dossier) -> list[Missing]:
    """Of this stage and of every one before: what was added or fell away later opens an earlier gate again."""
    if stage not in IN_HAND:
        return []
    return [one for passed in IN_HAND[: IN_HAND.index(Stage(stage)) + 1] for one in missing_at(passed, dossier)]


def related_units(dossier: Dossier) -> list[Party]:
    """The units named by the documents, each once, without the one under review."""
    named = [party for one in dossier.transfers for party in (one.from_unit, one.to_unit) if party is not None]
    return list(dict.fromkeys(party for party in named if party != dossier.unit))


def is_new(transfer: Transfer, rejected: Earlier) -> bool:
    """Neither the file nor the document lay before the office at the rejection."""
    return transfer.sha256 not in rejected.checksums and transfer.mark not in rejected.marks


def holders(stage: str, missing: list[Missing]) -> tuple[str, ...]:
    """Codes of the units on whom the next step waits; empty: it waits on the county office."""
    if stage not in IN_HAND:
        return ()
    return tuple(dict.fromkeys(code for one in missing for code in one.units))


def _lacking(transfer: Transfer) -> list[str]:
    parts = {
        "document_number": transfer.document_number.strip(),
        "document_date": transfer.document_date,
        "function": transfer.function.strip(),
        "from_unit": transfer.from_unit,
        "to_unit": transfer.to_unit,
        "file": transfer.sha256,
    }
    return [name for name, value in parts.items() if not value]
