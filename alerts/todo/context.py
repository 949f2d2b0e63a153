"""待办 for every page: what is asked of the reader now, and for the landing the whole queue. Read only where it is shown."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from alerts.todo.queries.asked import Asked, asked_of, can_be_asked
from alerts.todo.queries.lines import queue_of
from alerts.todo.rules import Queue
from units.models import User


def todo(request: HttpRequest) -> dict[str, Any]:
    """`todo_asked` costs one query while nothing has moved, none and None for who is never asked anything; `todo_queue` two."""
    user = getattr(request, "user", None)

    def asked() -> Asked | None:
        return asked_of(user, timezone.now()) if isinstance(user, User) and can_be_asked(user) else None

    def queue() -> Queue | None:
        return queue_of(user, timezone.now()) if isinstance(user, User) else None

    return {"todo_asked": cache(asked), "todo_queue": cache(queue)}
