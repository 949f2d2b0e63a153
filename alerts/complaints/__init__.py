"""投诉建议: what people say about the system and the duty burden, answered by the county office in so many workdays."""
