"""A province beside one of its counties, and the same province under load."""
