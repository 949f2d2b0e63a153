"""Signing in and out, and the keys of REST clients."""
