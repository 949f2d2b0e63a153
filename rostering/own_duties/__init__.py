"""我的: the reader's own duties."""
