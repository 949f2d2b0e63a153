"""What costs how much: our work beside the least it could cost, in one run (docs/performance.md)."""
