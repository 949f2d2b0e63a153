"""Changes of published duty: swaps, substitution, cover, repairs."""
