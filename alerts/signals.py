"""What the services of alerts announce. `messages_due`: messages have been written that are to go out now; sent inside the
transaction that writes them."""

from django.dispatch import Signal

messages_due = Signal()
