"""Hearing in time: one's own duty the evening before, a unit's people of tomorrow, the day in the group, the week's gaps."""
