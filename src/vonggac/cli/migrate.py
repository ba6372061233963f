"""`vonggac migrate`: brings the database to what this version needs, once, however many processes start at the same moment."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import click

from vonggac.apps.jobs import datafolder
from vonggac.cli.options import data_folder, start_django

COPIES_KEPT = 3
_LOCK_NUMBER = 0x564F4E47
"""An arbitrary number for PostgreSQL's advisory lock: the letters VONG."""


@click.command()
@data_folder
@click.option("--check", is_flag=True, help="Chỉ xem có bước nào chưa chạy; mã thoát 1 nếu có.")
def migrate(check: bool) -> None:
    """Nâng cấp cơ sở dữ liệu lên phiên bản này."""
    start_django()
    from django.conf import settings

    datafolder.prepare(settings.DATA)
    if check:
        waiting = waiting_migrations()
        click.echo("\n".join(waiting) or "Không còn bước nào.")
        raise SystemExit(1 if waiting else 0)
    for line in migrate_safely():
        click.echo(line)


def waiting_migrations() -> list[str]:
    """Return the names of the migrations that have not run, in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _backwards in plan]


def migrate_safely() -> list[str]:
    """Run what has not run, after a copy of a database that holds something; return what was done, as lines for a person."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from vonggac.cli import fresh

    with _alone(settings.DATA):
        waiting = waiting_migrations()
        if not waiting:
            return []
        copied = copy_before_upgrade(settings.DATA)
        if fresh.is_empty(connection):
            fresh.make_tables(connection)
        with _collecting_seldom():
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    lines = [f"Đã sao lưu cơ sở dữ liệu trước khi nâng cấp: {copied}"] if copied else []
    return [*lines, f"Đã chạy {len(waiting)} bước nâng cấp cơ sở dữ liệu."]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, and PostgreSQL's as well, where other machines may start at the same moment."""
    from django.db import connection

    with datafolder.only_one(folder, "migrate"):
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_NUMBER])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_NUMBER])


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Every step draws up the models anew; with the usual thresholds a third of an upgrade is a search for garbage among what stays."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def copy_before_upgrade(folder: Path) -> Path | None:
    """Copy an SQLite database that holds something, and keep the last three copies. PostgreSQL is backed up by its keeper."""
    from django.db import connection
    from django.utils import timezone

    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or "django_migrations" not in connection.introspection.table_names():
        return None
    target = _copy_name(folder / "backups", timezone.localtime())
    copy_sqlite(name, target)
    for old in sorted(target.parent.glob("truoc-nang-cap-*.sqlite3"))[:-COPIES_KEPT]:
        old.unlink()
    return target


def _copy_name(folder: Path, at: datetime) -> Path:
    folder.mkdir(mode=datafolder.FOLDER_MODE, exist_ok=True)
    return folder / f"truoc-nang-cap-{at:%Y%m%d-%H%M%S-%f}.sqlite3"


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that may be in use: SQLite's own online copy, whole and consistent."""
    target.touch(mode=datafolder.KEY_MODE)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
        # The copy is one file, without a journal beside it.
        here.execute("PRAGMA journal_mode=DELETE")
