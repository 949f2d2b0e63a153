"""事件: opened once, reported on in time, closed."""
