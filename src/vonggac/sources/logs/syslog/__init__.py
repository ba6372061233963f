"""Syslog headers: RFC 5424 with structured data, RFC 3164 and the ways in which devices bend it."""

from .header import Header, read_header

__all__ = ["Header", "read_header"]
