"""Tells the database how big its tables have become, right after many rows went in.

PostgreSQL plans by what it last counted, and counts by itself only minutes later: until then it takes new tables for empty and joins
them row by row, so that a page after the first giving-out could take minutes. SQLite plans without figures.
"""

from __future__ import annotations

from django.db import connection, models

MANY = 500
"""From this many rows on it is worth counting anew."""


def count_anew(*tables: type[models.Model], rows: int = MANY) -> None:
    """Let PostgreSQL count these tables when `rows` went in, in the transaction at hand; one that is being counted is passed over."""
    if connection.vendor != "postgresql" or rows < MANY:
        return
    names = ", ".join(connection.ops.quote_name(name) for name in sorted(model._meta.db_table for model in tables))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE (SKIP_LOCKED) {names}")
