"""减负账: what the system asks of people, counted from its own rows, beside the budget that the county publishes."""
