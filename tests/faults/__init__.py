"""Faults on one machine: the engine of messages runs for real while processes, servers and providers are done harm."""
