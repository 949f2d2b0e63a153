"""检查计划: every body's checks of the units, not only ours; days on which nobody is checked."""
