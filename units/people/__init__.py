"""人员: people of units, their phones and grades."""
