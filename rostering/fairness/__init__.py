"""What people carry and ask for: leave, preferences, the ledger, the rules of rosters."""
