"""Facts announced to whoever stands above: sent inside the transaction that makes them true.

`tier_changed` carries `unit`, `tier`, `previous` (None for the first), `effective_date`, `document_number`, `now`: sent when
a review takes effect, or when the register is written without one. `review_step` carries `review`, `unit_ids` (whose
leaders hold the next step; empty: the county office does), `is_overdue`, `level` (rises with each reminder), `now`.
`tier_entered` carries `unit`, `tier`, `effective_date`, `by`, `now`: sent when the register gets an entry, by whatever door.
`person_leaves_register` carries `person`: about to be deleted as entered by mistake; whoever knows a history raises.
`people_moved` carries `moves` (pairs of the entry they leave and the one they go on as), `day`, `by`, `now`: registered as
moving to another unit from that day on. `move_taken_back` carries `old`, `new`, `day`: the move is off, `new` is about to go.
`recorded` carries `entry` of the trail, `row`, `by`: sent for every single event that a service writes down, to tell those
it concerns. A receiver that fails fails the transaction.
`facts_changed` carries `scope` (whose duties a change of a fact may touch), `touched` (what no longer holds, see
`units.consequences`), `settled` (what holds again), `by` (None = the system), `now`.
A receiver that fails fails the transaction.
"""

from django.dispatch import Signal

tier_changed = Signal()
tier_entered = Signal()
person_leaves_register = Signal()
people_moved = Signal()
move_taken_back = Signal()
recorded = Signal()
review_step = Signal()
facts_changed = Signal()
