"""Each mechanism of delivery and escalation, taken away: what breaks without it."""
