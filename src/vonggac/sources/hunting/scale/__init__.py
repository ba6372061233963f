"""The same hunt on many machines: one function from Arrow to Arrow, run by Ray Data or Spark; it finds what one machine finds."""

from .gathering import gathered
from .schema import LINES, PLACES, ROWS, sql_schema
from .spark import hunt_in_arrow
from .units import place_table

__all__ = ["LINES", "PLACES", "ROWS", "gathered", "hunt_in_arrow", "place_table", "sql_schema"]
