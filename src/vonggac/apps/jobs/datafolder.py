"""The data folder: everything of ours on the disk lies here, readable by nobody else. Knows no Django, so the supervisor stays small."""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER_MODE = 0o700
KEY_MODE = 0o600
KEY_NAME = "secret-key"
ONLY_OURS = 0o077
"""The umask of every process that writes into the folder."""
PARTS = ("evidence", "uploads", "outbox", "backups")


class CannotPrepare(Exception):  # noqa: N818  it reads as what happened
    """The data folder cannot be used; the message is one plain sentence."""


def prepare(folder: Path) -> None:
    """Make the folder, its parts and the secret key, where they are not there yet."""
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        folder.chmod(FOLDER_MODE)
        for part in PARTS:
            (folder / part).mkdir(mode=FOLDER_MODE, exist_ok=True)
        make_secret_key(folder)
    except OSError as error:
        raise CannotPrepare(f"Không dùng được thư mục dữ liệu {folder}: {error.strerror}.") from error


def make_secret_key(folder: Path) -> Path:
    """Make the key of this installation once. Two starts at the same moment agree on one key, and nobody ever sees half of it."""
    key = folder / KEY_NAME
    if key.exists():
        return key
    handle, name = tempfile.mkstemp(prefix=".key-", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), KEY_MODE)
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress_exists():
            os.link(name, key)
    finally:
        Path(name).unlink()
    return key


@contextmanager
def suppress_exists() -> Iterator[None]:
    """Another start was faster: its key stands."""
    try:
        yield
    except FileExistsError:
        return


@contextmanager
def only_one(folder: Path, what: str) -> Iterator[None]:
    """Hold a lock of the data folder; a second holder waits. The lock goes with the process, also with a killed one."""
    with (folder / f".{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_at(folder: Path, what: str) -> None:
    """Wait until nobody holds the lock."""
    with (folder / f".{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
