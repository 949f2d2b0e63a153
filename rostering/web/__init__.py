"""What the pages of this app share."""
