"""召集: called, coming, arrived, released."""
