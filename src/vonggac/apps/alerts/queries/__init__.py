"""Reads of alerts: the way in is `visibility`, one module a subject."""
