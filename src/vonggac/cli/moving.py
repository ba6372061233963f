"""From SQLite to PostgreSQL: every row of a backup's database into an empty PostgreSQL, all of them or none.

The backup was checked sum by sum before; its copy is brought to this version first, so both sides have the same tables. Rows go through
the models, which know how each database keeps a day, a yes or a JSON value, but past `save()`: what was computed then is copied as it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, Error, connection, connections, models, transaction
from django.db.models.query import QuerySet

from vonggac.apps.jobs.planner import MANY, count_anew
from vonggac.cli import fresh

SOURCE = "moved_from"
AT_ONCE = 500
NOT_MOVED = frozenset({"django_migrations", "sqlite_sequence"})
"""Tables that the other side writes for itself; the cache is the third, by the name that the settings give it."""


class CannotMove(Exception):  # noqa: N818  it reads as what happened
    """The rows cannot be moved; the message is a sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What went over."""

    tables: int
    rows: int


def move_rows(database: Path) -> Moved:
    """Copy every row of an SQLite file of ours into PostgreSQL, which must be empty; on any doubt PostgreSQL stays empty."""
    if connection.introspection.table_names():
        raise CannotMove("Cơ sở dữ liệu PostgreSQL đích không trống. Tạo một cơ sở dữ liệu mới rồi khôi phục vào đó.")
    _bring_to_this_version(database.parent)
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.can_migrate(connection)]
    try:
        with _opened(database), transaction.atomic():
            _refuse_unknown_tables(tables)
            fresh.make_tables(connection)
            counts = {model: _copy(model) for model in tables}
            _start_numbers_after(tables)
            count_anew(*tables, rows=MANY)
    except Error as error:
        raise CannotMove(f"PostgreSQL không nhận dữ liệu, chưa chuyển gì: {str(error).splitlines()[0]}") from error
    call_command("createcachetable", verbosity=0)
    return Moved(sum(1 for count in counts.values() if count), sum(counts.values()))


def _bring_to_this_version(folder: Path) -> None:
    """Upgrade the unpacked copy in a process of its own, which knows only SQLite."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VONGGAC_DATABASE_URL")}
    command = [sys.executable, "-m", "vonggac", "migrate", "--data", str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise CannotMove(f"Không nâng cấp được cơ sở dữ liệu trong bản sao lưu: {last}")
    for copy in (folder / "backups").glob("truoc-nang-cap-*.sqlite3"):
        copy.unlink()


@contextmanager
def _opened(database: Path) -> Iterator[None]:
    """Open the SQLite file beside our own database."""
    plain = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(database),
        "OPTIONS": {},
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
    }
    connections.settings[SOURCE] = {**connections.settings["default"], **plain}
    try:
        yield
    finally:
        connections[SOURCE].close()
        del connections[SOURCE], connections.settings[SOURCE]


def _refuse_unknown_tables(tables: list[type[models.Model]]) -> None:
    known = {model._meta.db_table for model in tables} | NOT_MOVED | {settings.CACHES["default"]["LOCATION"]}
    left = sorted(set(connections[SOURCE].introspection.table_names()) - known)
    if left:
        raise CannotMove(f"Bản sao lưu có bảng mà phiên bản này không biết: {', '.join(left)}. Không chuyển, để không bỏ sót gì.")


def _copy(model: type[models.Model]) -> int:
    """Copy one table in pieces, and believe it only when both sides count the same."""
    rows = QuerySet(model, using=SOURCE)
    piece: list[models.Model] = []
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        piece.append(row)
        if len(piece) == AT_ONCE:
            _write(model, piece)
            piece = []
    _write(model, piece)
    there, here = rows.count(), QuerySet(model, using="default").count()
    if there != here:
        raise CannotMove(f"Bảng {model._meta.db_table}: {there} dòng ở SQLite, {here} dòng ở PostgreSQL. Chưa chuyển gì.")
    return here


def _write(model: type[models.Model], rows: list[models.Model]) -> None:
    """Write rows as they are; when PostgreSQL refuses some, halve them until the one to mend can be named."""
    if not rows:
        return
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    try:
        with transaction.atomic():
            QuerySet(model, using="default")._insert(rows, fields=fields, using="default", raw=True)
    except (DataError, ValueError) as error:
        if len(rows) == 1:
            name, key, why = model._meta.db_table, rows[0].pk, str(error).splitlines()[0]
            words = f"Bảng {name}, dòng có khóa {key}: PostgreSQL không nhận ({why}). Sửa dòng này ở bản SQLite, sao lưu lại rồi chuyển."
            raise CannotMove(words) from error
        _write(model, rows[: len(rows) // 2])
        _write(model, rows[len(rows) // 2 :])


def _start_numbers_after(tables: list[type[models.Model]]) -> None:
    """New rows get numbers after those that came with the copy."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
