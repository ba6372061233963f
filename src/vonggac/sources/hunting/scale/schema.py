"""The tables that go between machines, published: names and types as SQL has them, and the same for Arrow.

What a row of `ROWS` is stands in `sort`: a rule that holds for an event ("detection"), the same for a rule that only serves correlations
("counted"), a known value ("indicator"), or what the rows before it leave unsaid ("account": events read, places that could not be read).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

Columns = tuple[tuple[str, str], ...]

FILE: Columns = (
    ("path", "binary"),
    ("name", "string"),
    ("size", "bigint"),
    ("start", "bigint"),
    ("stop", "bigint"),
    ("line", "bigint"),
    ("changed", "bigint"),
    ("origin", "string"),
)
PLACES: Columns = (("unit", "bigint"), ("files", f"array<struct<{', '.join(f'{name}: {kind}' for name, kind in FILE)}>>"))
"""Work by the place where it lies: files that every machine sees under the same paths, or bytes of one. One worker does a row whole."""
LINES: Columns = (("source", "string"), ("record", "bigint"), ("text", "string"))
"""Work that is carried along: lines of JSON, with the file they come from and their number there."""
ROWS: Columns = (
    ("unit", "bigint"),
    ("piece", "int"),
    ("sort", "string"),
    ("rule", "int"),
    ("rule_id", "string"),
    ("title", "string"),
    ("level", "string"),
    ("tags", "array<string>"),
    ("author", "string"),
    ("time", "string"),
    ("host", "string"),
    ("source", "string"),
    ("record", "bigint"),
    ("event", "string"),
    ("because", "string"),
    ("heading", "string"),
)
"""What was found, a row each: `event` is the whole event as JSON, `rule` the rule's place in the rule set."""

DETECTION, COUNTED, INDICATOR, ACCOUNT = "detection", "counted", "indicator", "account"


def sql_schema(columns: Columns = ROWS) -> str:
    """Return a table's columns as Spark wants to be told them."""
    return ", ".join(f"{name} {kind}" for name, kind in columns)


def arrow_schema(columns: Columns = ROWS) -> pa.Schema:
    """Return a table's columns as Arrow has them."""
    import pyarrow as pa

    types = {"bigint": pa.int64(), "int": pa.int32(), "string": pa.string(), "binary": pa.binary(), "array<string>": pa.list_(pa.string())}
    types[PLACES[1][1]] = pa.list_(pa.struct([(name, types[kind]) for name, kind in FILE]))
    return pa.schema([(name, types[kind]) for name, kind in columns])


def is_lines(names: list[str]) -> bool:
    """Say whether a table carries lines, not places."""
    return {name for name, _kind in LINES} <= set(names)
