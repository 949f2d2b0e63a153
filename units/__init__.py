"""Who there is: county, units, people, users and what they may do."""
