"""增派: seats that an order adds to published rosters, who is called in to them, and taking them back."""
