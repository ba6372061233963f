"""Pages of alerts, one module a subject."""
