"""What rows were: read the database as it stood at an instant."""
