"""Whoever must hear of a fact from below hears it."""
