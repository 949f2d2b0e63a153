"""What happens on duty: the board, checks, call-outs, notifications."""
