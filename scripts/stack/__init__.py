"""Starts and stops everything a local copy needs. Standard library only: it runs before the virtual environment exists."""
