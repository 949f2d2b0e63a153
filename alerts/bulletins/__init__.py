"""快报/专报: numbered reports that leave the house, signed, sent, corrected or retracted, never deleted."""
