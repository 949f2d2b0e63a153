"""值班督导: a county leader's round during duty, what was seen and what must be followed up."""
