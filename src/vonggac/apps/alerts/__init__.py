"""Alerts: what sensors send, kept before anything else is done with it, and the queue in which people decide (founding letter, item 1)."""
