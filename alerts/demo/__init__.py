"""What has happened on duty in the demo county."""
