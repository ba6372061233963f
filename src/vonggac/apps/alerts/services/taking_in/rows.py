"""Many rows of one shape in one statement, compiled once by the framework and run for all of them.

`bulk_create` and `bulk_update` make an object, or a branch of a CASE, of every row, which costs several times what the database takes
for it. An exception to "no raw SQL in apps": the statement is the compiler's own, and the tests of this room run on both databases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery, UpdateQuery


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]], *, ignore: bool = False) -> None:
    """Write rows; with `ignore` those that a unique constraint knows already are left alone. Values are as the database takes them."""
    if rows:
        _run(_inserting(model, tuple(names), ignore), rows)


def update(model: type[models.Model], like: Mapping[str, object], rows: Sequence[Sequence[object]]) -> None:
    """Change rows by their key, which stands last in each; `like` names the columns with any value of their kind."""
    if rows:
        _run(_updating(model, like), rows)


def _run(statement: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _inserting(model: type[models.Model], names: tuple[str, ...], ignore: bool) -> str:
    fields = [model._meta.get_field(name) for name in names]
    query = InsertQuery(model, on_conflict=OnConflict.IGNORE if ignore else None)
    query.insert_values(fields, [model()])
    ((statement, _values),) = query.get_compiler(connection=connection).as_sql()
    return str(statement)


def _updating(model: type[models.Model], like: Mapping[str, object]) -> str:
    query: Any = model._default_manager.filter(pk=0).query.chain(UpdateQuery)
    query.add_update_values(dict(like))
    statement, values = query.get_compiler(connection=connection).as_sql()
    if len(values) != len(like) + 1:
        raise TypeError("a value of `like` does not stand as one parameter")
    return str(statement)


def moment(value: Any) -> Any:
    """Return a moment as the database of this installation takes it; SQLite as the framework writes it, by the straight way."""
    if value.tzinfo is UTC and _as_sqlite_writes():
        return value.replace(tzinfo=None).isoformat(" ")
    return connection.ops.adapt_datetimefield_value(value)


@lru_cache(maxsize=1)
def _as_sqlite_writes() -> bool:
    """Asked for every moment of every record; an installation keeps its database."""
    return connection.vendor == "sqlite" and connection.timezone is UTC
