"""Ways to reach people: each provider behind one face."""
