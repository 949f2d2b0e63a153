"""搜索: one box in the head of every page for a unit, a person, a period or an incident."""
