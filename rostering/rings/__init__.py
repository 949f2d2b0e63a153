"""换班环: people say which duty they would give and for which days; rings of two and more are found in which everybody gets one."""
