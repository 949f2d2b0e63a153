"""封存: the audit trail as a chain of hashes for each county, so that a row changed behind the application's back shows."""
