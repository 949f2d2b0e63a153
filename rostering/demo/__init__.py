"""The demo county: people, calendar, policy and a year of duty."""
