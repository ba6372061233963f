"""How much work one feed may cause; beyond the ceilings of every file from outside, those that only feeds meet."""

from __future__ import annotations

from dataclasses import replace

from vonggac.sources.limits import DEFAULT, MEGABYTE

FEED = replace(DEFAULT, size=512 * MEGABYTE, rows=5_000_000, columns=600)
"""Reports of a whole country are long and are read line by line, so length costs time, not memory."""

WHOLE = 64 * MEGABYTE
"""Bytes of a document that can only be read at once (one JSON object, one message)."""
NESTING = 48
"""Brackets within brackets in JSON."""
MESSAGE_NESTING = 3
"""Messages in messages and packages in them."""
DAYS_AHEAD = 1
"""A clock may be in another zone, not in another week."""
HEAD = 16 * 1024
"""Bytes by which a format is recognised."""
