"""Facts announced to whoever stands above: sent inside the transaction that makes them true.

`roster_published` and `roster_amended` carry `period`, `revision`, `now`; amended also `changes`, a list of
(assignment, previous person or None). `roster_returned` carries `roster`, `now`. `swap_moved` carries `swap` in its new
state, `by` (None = the system), `now`. A receiver that fails fails the transaction.
"""

from django.dispatch import Signal

roster_published = Signal()
roster_amended = Signal()
roster_returned = Signal()
swap_moved = Signal()
