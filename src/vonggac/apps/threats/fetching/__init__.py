"""Asking a configured address for what it gives: the wire with its limits, and the ways of TAXII 2.1, MISP and plain files."""

from __future__ import annotations

from vonggac.apps.threats.fetching.ways import Bundle, Pieces, asked
from vonggac.apps.threats.fetching.wire import Wire, WireLimits, WireTrouble

__all__ = ["Bundle", "Pieces", "Wire", "WireLimits", "WireTrouble", "asked"]
