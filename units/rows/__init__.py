"""Bases of every app's rows: columns, words that are kept, updated_at that moves."""
