"""Facts announced to whoever stands above: sent inside the transaction that makes them true.

`tier_changed` carries `unit`, `tier`, `previous` (None for the first), `effective_date`, `document_number`, `now`: sent when
a review takes effect, or when the register is written without one. `review_step` carries `review`, `unit_ids` (whose
leaders hold the next step; empty: the county office does), `is_overdue`, `level` (rises with each reminder), `now`.
A receiver that fails fails the transaction.
"""

from django.dispatch import Signal

tier_changed = Signal()
review_step = Signal()
