"""Rows as a queue: whoever claims one holds it under a lease, works outside any transaction, and settles it while the
lease still holds.

A claim skips rows that another claim has locked, so two callers never get the same one. It gives its rows a token, and
whatever is written about them later asks for that token: a worker that was taken for dead has no say any more. When the
lease has run out, the row is anybody's. Why this isn't a library: docs/decisions/0014.
"""

from datetime import datetime, timedelta
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import F, Q

Row = TypeVar("Row", bound=models.Model)


class LeaseQuerySet(models.QuerySet[Row]):
    def free(self, now: datetime) -> Self:
        """Nobody holds them at `now`."""
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))

    def claim(self, most: int, *, now: datetime, lease: timedelta, **values: Any) -> tuple[UUID, list[Row]]:
        """Leases the first `most` of these rows that nobody else is claiming: (lease token, rows in their order).

        The rows must be `free`: the condition is asked again under their locks. `values` are written with the lease.
        """
        token = uuid4()
        with transaction.atomic():
            rows = list(self.select_for_update(skip_locked=True, of=("self",))[:most])
            claimed = self.model._base_manager.filter(pk__in=[row.pk for row in rows])
            if rows:
                claimed.update(lease_token=token, lease_until=now + lease, **values)
        return token, rows

    def held(self, token: UUID) -> Self:
        """What is leased under `token` and not settled yet."""
        return self.filter(lease_token=token, lease_until__isnull=False)

    def renew(self, *, now: datetime, lease: timedelta, **values: Any) -> int:
        """The lease of rows that are `held` begins anew. How many those are."""
        return self.update(lease_until=now + lease, **values)

    def settle(self, **values: Any) -> int:
        """Ends the lease of rows that are `held`, or of `free` ones that nobody needs to take. How many those are."""
        return self.update(lease_token=None, lease_until=None, **values)

    def worn_out(self, most_attempts: int, *, now: datetime) -> Self:
        """So many workers have taken them and none came to an end: the next one won't either."""
        return self.filter(attempts__gte=most_attempts, lease_until__lt=now)


class Leased(models.Model):
    """Adds the lease. `attempts` counts how often somebody began: at the claim, or where the work does."""

    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


ONE_MORE = F("attempts") + 1
