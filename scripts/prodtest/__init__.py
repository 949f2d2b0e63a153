"""`python3 dev.py prodtest`: the production shape on loopback, without containers, asked through its own front door."""
