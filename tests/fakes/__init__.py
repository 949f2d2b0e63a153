"""Servers that speak each provider's protocol on loopback, record every call, and misbehave as told."""
