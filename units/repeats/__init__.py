"""What is asked twice is done once: idempotency keys, one-use forms, equal writes within a minute."""
