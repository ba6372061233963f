"""The migrated database of a test run: migrations run once, in a real installation; every worker's database is a copy of it."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from installation import Installation, drop_database, make_database

PLAIN = "plain.sqlite3"
"""The copy without a write-ahead log: only such a file can become a database in memory."""


def made_once(folder: Path) -> Installation:
    """Return the installation of this run; whoever of the workers comes first makes it, the others wait."""
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        address, installation = folder / "migrated.url", Installation(folder / "migrated")
        if not address.exists():
            installation.database_url = make_database()
            address.with_suffix(".new").write_text(installation.database_url, encoding="utf-8")
            _migrate(installation)
            address.with_suffix(".new").rename(address)
        installation.database_url = address.read_text(encoding="utf-8")
        return installation


def _migrate(installation: Installation) -> None:
    done = installation.run("migrate")
    assert done.returncode == 0, done.stderr
    database = installation.data / "vonggac.sqlite3"
    if not database.exists():
        return
    plain = installation.data.parent / PLAIN
    with closing(sqlite3.connect(database)) as there, closing(sqlite3.connect(plain)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")


def forget(folder: Path) -> None:
    """Drop what `made_once` left on a server, whether it came to its end or not; the folder is pytest's to clear."""
    for address in folder.glob("migrated.*"):
        if address.suffix in {".url", ".new"} and (url := address.read_text(encoding="utf-8")):
            drop_database(url)


@contextmanager
def copied_database(template: Installation) -> Iterator[None]:
    """Make Django's test database as a copy of the template, and drop it."""
    creation, real = connection.creation, connection.settings_dict["NAME"]
    if template.database_url:
        connection.settings_dict["TEST"]["TEMPLATE"] = urlsplit(template.database_url).path.strip("/")
    name = creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(template.data.parent / PLAIN)) as there:
            there.backup(connection.connection)
    try:
        yield
    finally:
        creation.destroy_test_db(str(real), verbosity=0)
