"""The checklist from an empty county to its first published roster, and the ways to reach people."""
