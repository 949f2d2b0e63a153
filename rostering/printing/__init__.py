"""The printed roster."""
