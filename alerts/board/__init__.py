"""值班动态: the board, what is live, states of units."""
