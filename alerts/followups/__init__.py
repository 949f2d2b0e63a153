"""任务督办: whatever must be followed up, with an owner, a limit, a verdict and a level above."""
