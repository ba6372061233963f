"""Acts on alerts and their sources: one module a subject, one transaction and one audit row an act."""
