"""What every page does: the shell, navigation, forms, errors, one-use tokens."""
