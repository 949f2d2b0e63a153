"""Webhooks: what is announced to whom, signed and delivered."""
