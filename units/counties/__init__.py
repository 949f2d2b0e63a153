"""The ground: counties, their units with tier history, users and the keys they act by."""
