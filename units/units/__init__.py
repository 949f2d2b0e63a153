"""单位: units as pages and API show them, their tiers, and what a tier needs."""
