"""县设置: what a county decides for itself, as a page and an endpoint."""
