"""What rows of this app have in common."""
