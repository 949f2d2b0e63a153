"""What the services of alerts announce, inside the transaction that makes it true. `messages_due`: messages have been written that
are to go out now. `incident_closed` carries `incident`, `by`, `now`: under its lock, so no call-out can begin meanwhile."""

from django.dispatch import Signal

incident_closed = Signal()
messages_due = Signal()
