"""启用: whether the installation is set up, and the one-time code that lets somebody do it."""
