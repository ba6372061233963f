"""Words that every room speaks. Standard library only; no files, no network, no time of day."""
