"""Facts announced to whoever stands above: sent inside the transaction that makes them true.

`roster_published` and `roster_amended` carry `period`, `revision`, `now`; amended also `changes`, a list of
(assignment, previous person or None), and `by_order`
where an order calls people in or lets them go, which the revision gives the reason of. `roster_returned` carries `roster`, `now`; so does `roster_filed`; `rosters_filed` carries
`rosters`, many at a time, and `now`. `period_closed`
carries `period`, `by`, `now`; `deadline_moved` carries `period`, `now`. `swap_moved` carries `swap` in its new state, `by`
(None = the system), `now`. `cover_moved` carries `cover`, `news` (what has happened), `person_ids` (whom it asks), `by`, `now`. `ring_moved` carries `ring` in its
new state, `by`, `now`. `seats_moved` carries `assignment_ids`, whose holders have
just changed or are released, `by`, `now`. `work_queued` carries `divided`: whether the job is one of many pieces. A receiver that fails fails
the transaction.
"""

from django.dispatch import Signal

roster_published = Signal()
roster_amended = Signal()
roster_returned = Signal()
roster_filed = Signal()
rosters_filed = Signal()
period_closed = Signal()
deadline_moved = Signal()
swap_moved = Signal()
cover_moved = Signal()
ring_moved = Signal()
seats_moved = Signal()
work_queued = Signal()
