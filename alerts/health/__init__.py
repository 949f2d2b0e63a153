"""Does the engine run: sweeps, self-audit, health pages."""
