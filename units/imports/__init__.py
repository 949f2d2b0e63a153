"""Sheets that offices fill in: read, compared with what is stored, written as a whole."""
