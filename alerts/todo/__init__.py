"""待办: what is asked of a reader now, what waits for them, and the digest that says so in the morning."""
