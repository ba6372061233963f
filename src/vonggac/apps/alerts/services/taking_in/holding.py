"""What the database file needs of a process that writes without a pause: to be on the disk before the journal forgets, and room to work in.

PostgreSQL does both by itself; everything here is about SQLite.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

PAGES_IN_MEMORY = 16 * 1024
"""KiB. A batch touches an index leaf for each alert; in the 2 MiB that are usual they are written out and read again in its middle."""
PAGES_A_CHECKPOINT = 4_000
"""Of 4 KiB. The same leaves are touched batch after batch: carried over four times as seldom, each is carried over once for many."""


def hold_fast() -> None:
    """Put what was committed on the disk.

    In the manner in which SQLite is run here it waits for the disk only when it carries its log over: until then a power loss takes back
    the newest transactions. The journal gives their records once more, so this must be done before it forgets them.
    """
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    if connection.vendor == "sqlite" and log.is_file():
        with log.open("rb") as file:
            os.fdatasync(file.fileno())


def give_room() -> None:
    """Let the connections that this process opens work in a larger room."""
    connection_created.connect(_settle_in, dispatch_uid="vonggac.alerts.sorter")


def _settle_in(connection: Any, **_signal: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{PAGES_IN_MEMORY}")
            cursor.execute(f"PRAGMA wal_autocheckpoint={PAGES_A_CHECKPOINT}")
