"""Answer links: answering without signing in."""
