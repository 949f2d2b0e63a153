"""Sessions as Django keeps them in the database, which also end when nobody uses them (settings.SESSION_ENGINE)."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

# In the session: after how many seconds without use it ends. 0 or nothing: only at its end.
IDLE_SECONDS = "idle_seconds"


class SessionStore(DatabaseStore):
    """`set_expiry` says when a session ends at the latest, and for how long its cookie is kept. The row ends sooner, unless
    somebody uses it: `units.accounts.middleware` moves it on, and a poll does not."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        latest: datetime = super().get_expiry_date(**kwargs)
        idle = self.get(IDLE_SECONDS, 0)
        return min(latest, timezone.now() + timedelta(seconds=idle)) if idle else latest
