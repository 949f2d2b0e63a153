"""吹哨: a unit asks for others."""
