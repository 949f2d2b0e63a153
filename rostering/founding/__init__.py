"""A county moves in: its row, its policy and calendar, its first account, its first units and people."""
