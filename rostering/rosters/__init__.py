"""The rows of duty: periods, rosters, shifts with phases, assignments, revisions, steps."""
