"""One effect per form that was shown: whoever sends it again gets what the first time answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.db import lock, prune, write
from units.repeats.models import IdempotencyKey
from units.repeats.services.keys import KEPT, Answer, KeyReused

Response = TypeVar("Response")

# The second click waits for the first, as long as a request may reasonably take.
PATIENCE_MS = 20_000
# What is shown only once is shown to a double click too, by doing it again: services give a repeat within a minute the
# object of the first.
SHOWN_FOR = timedelta(minutes=1)


@write
def send_once(
    *,
    client: str,
    token: str,
    request_hash: str,
    send: Callable[[], Response],
    keep: Callable[[Response], Answer | None],
) -> Response | Answer:
    """What `send` answers the first time, the kept answer every later time.

    `keep` says what is kept of a response: None for a refusal, which uses the token up no more than a mistyped field does,
    an answer of status 409 for one that may be shown only once. Work and kept answer are one transaction; the second
    sender waits for the first. Raises KeyReused for another content under the same token.
    """
    lock(f"form:{client}:{token}", patience_ms=PATIENCE_MS)
    now = timezone.now()
    rows = IdempotencyKey.objects.filter(client=client, key=token)
    row = rows.first()
    if row is not None and row.request_hash != request_hash:
        raise KeyReused("form_already_sent", _("这份表单已经提交过一次，这次的内容与那次不同"))
    if row is not None and not (row.status == 409 and now < row.claimed_at + SHOWN_FOR):
        return Answer(row.status or 0, row.body, row.headers)
    response = send()
    answer = keep(response)
    if answer is not None and row is None:
        IdempotencyKey.objects.create(
            client=client, key=token, request_hash=request_hash, claimed_at=now,
            status=answer.status, body=answer.body, headers=dict(answer.headers),
        )  # fmt: skip
        prune(IdempotencyKey.objects.filter(claimed_at__lt=now - KEPT))
    return response
