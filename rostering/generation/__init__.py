"""Making rosters: jobs, pieces, proposals, undo, laying out anew."""
