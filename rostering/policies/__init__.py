"""The duty policy in force: rules, versions, and orders that raise it."""
