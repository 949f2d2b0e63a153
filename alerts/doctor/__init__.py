"""`manage.py doctor`: what this installation lacks, each with its remedy."""
