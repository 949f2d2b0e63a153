"""Seats of a period: laid out, covered, given to somebody, changed by hand."""
