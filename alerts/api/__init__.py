"""What the endpoints of this app share."""
