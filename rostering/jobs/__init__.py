"""Jobs as rows: what runs in the background and how far it is."""
