"""值班日志: entries, handover, leaving the post."""
