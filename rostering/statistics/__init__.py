"""成效: statistics, figures and circulars."""
