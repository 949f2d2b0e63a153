"""One reading of what offices write: names, phone numbers, grades, days, cells. Plain Python."""
