"""审计: who did what, in words."""
