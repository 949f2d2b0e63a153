"""The county's calendar: workdays, days off, festivals."""
