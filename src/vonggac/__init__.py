"""Vọng Gác, the cyber-security coordination platform of a Vietnamese province."""

__version__ = "0.1.0"
