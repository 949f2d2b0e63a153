"""Messages as rows: written with the fact, delivered under a lease, settled once."""
