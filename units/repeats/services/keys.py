"""One answer per named write: the same key gets the same response, however often and however concurrently it comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.db import write
from units.errors import DomainError, RuleViolation
from units.repeats.models import IdempotencyKey

# Longer than any request may take; a claim older than this belongs to a process that died.
CLAIM_LASTS = timedelta(seconds=60)
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answer:
    """A final response: status below 500, body as JSON text, the headers that belong to it."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer a key, until somebody takes a stale one over."""

    pk: int
    claim: UUID


class KeyReused(DomainError):
    """The key was used for another request (HTTP 422)."""


def answer_once(
    *,
    client: str,
    key: str,
    request_hash: str,
    produce: Callable[[], Answer],
    refusal: Callable[[Exception], Answer | None],
) -> Answer:
    """What `produce` answers, the first time; the stored answer every later time.

    The answer is stored in the transaction that does the work, so there is never one without the other. An exception
    that `refusal` can word is a final answer too; any other frees the key for the next try.
    Raises KeyReused for another request under the same key, RuleViolation `idempotency_key_running` while it runs.
    """
    claimed = _claim(client=client, key=key, request_hash=request_hash, now=timezone.now())
    if isinstance(claimed, Answer):
        return claimed
    try:
        return _produce_and_settle(claimed, produce)
    except Exception as error:
        answer = refusal(error)
        if answer is None or not _settle(claimed, answer):
            _release(claimed)
            raise
        return answer


def _claim(*, client: str, key: str, request_hash: str, now: datetime) -> Claim | Answer:
    claim = uuid4()
    IdempotencyKey.objects.filter(claimed_at__lt=now - KEPT).delete()
    try:
        row, is_new = IdempotencyKey.objects.get_or_create(
            client=client, key=key, defaults={"request_hash": request_hash, "claim": claim, "claimed_at": now}
        )
    except IntegrityError as error:
        # Somebody else's claim was released between our insert and our look.
        raise _running() from error
    if is_new:
        return Claim(row.pk, claim)
    if row.request_hash != request_hash:
        raise KeyReused("idempotency_key_reused", _("同一 Idempotency-Key 已用于另一请求"))
    if row.status is not None:
        return Answer(row.status, row.body, row.headers)
    return _take_over(row, claim, now)


def _take_over(row: IdempotencyKey, claim: UUID, now: datetime) -> Claim:
    stale = IdempotencyKey.objects.filter(
        pk=row.pk, claim=row.claim, status__isnull=True, claimed_at__lt=now - CLAIM_LASTS
    )
    if not stale.update(claim=claim, claimed_at=now):
        raise _running()
    return Claim(row.pk, claim)


@write
def _produce_and_settle(claimed: Claim, produce: Callable[[], Answer]) -> Answer:
    answer = produce()
    if not _settle(claimed, answer):
        # Taken over meanwhile: whoever holds the key now does the work, ours is rolled back.
        raise _running()
    return answer


def _settle(claimed: Claim, answer: Answer) -> bool:
    return bool(
        _held(claimed.pk, claimed.claim).update(status=answer.status, body=answer.body, headers=dict(answer.headers))
    )


def _release(claimed: Claim) -> None:
    _held(claimed.pk, claimed.claim).delete()


def _held(pk: int, claim: UUID) -> "models.QuerySet[IdempotencyKey]":
    return IdempotencyKey.objects.filter(pk=pk, claim=claim, status__isnull=True)


def _running() -> RuleViolation:
    return RuleViolation("idempotency_key_running", _("同一 Idempotency-Key 的请求仍在办理中，请稍后再试"))
