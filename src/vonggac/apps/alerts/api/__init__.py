"""Addresses of alerts for programs."""
