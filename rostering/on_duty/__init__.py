"""Who is on duty at an instant and what they owe: the one resolver."""
