"""Rosters from sheets: which seat a line of a sheet means, what it would change, writing it and taking it back."""
