"""市: which counties a city reads, and as whom it reads each of them."""
