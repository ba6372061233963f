"""The backup file: a .tar.gz that ends with a manifest of SHA-256. Made whole or not at all; believed only when every sum is right.

In it: the database (SQLite as its own file, PostgreSQL as a dump), everything under evidence/, uploads/ and outbox/, and the secret
key, without which signed links and stored second factors would be lost. Not in it: static files, earlier copies, locks.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection

import vonggac
from vonggac.apps.jobs import datafolder
from vonggac.cli.migrate import copy_sqlite
from vonggac.cli.moving import CannotMove, Moved, move_rows

MANIFEST = "manifest.json"
SQLITE, DUMP = "vonggac.sqlite3", "vonggac.pgdump"
FOLDERS = ("evidence", "uploads", "outbox")
FORMAT = 1


class Unusable(Exception):  # noqa: N818  it reads as what happened
    """The backup cannot be made or used; the message is a sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds."""

    files: int
    size: int
    made_at: str
    moved: Moved | None = None
    """What went from SQLite to PostgreSQL on the way, if anything did."""


def save(target: Path) -> Made:
    """Write a backup beside its place and move it there when it is whole."""
    data: Path = settings.DATA
    if target.exists():
        raise Unusable(f"{target} đã có. Chọn tên khác; bản sao lưu không bao giờ ghi đè.")
    try:
        with _draft(target) as draft, tempfile.TemporaryDirectory(prefix=".backup-", dir=data) as scratch:
            members = _members(data, Path(scratch))
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            written = _write(draft, members, made_at)
            return Made(written, draft.stat().st_size, made_at)
    except OSError as error:
        raise Unusable(f"Không ghi được bản sao lưu: {error.strerror} ({error.filename or target}).") from error


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    draft.chmod(datafolder.KEY_MODE)
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def _members(data: Path, scratch: Path) -> dict[str, Path]:
    """Return name in the archive → file. The database is copied first, so evidence that a row names is never missing."""
    members = dict([_database(scratch)])
    if (data / datafolder.KEY_NAME).is_file():
        members[datafolder.KEY_NAME] = data / datafolder.KEY_NAME
    for folder in FOLDERS:
        found = (path for path in sorted((data / folder).rglob("*")) if path.is_file() and not path.is_symlink())
        members |= {path.relative_to(data).as_posix(): path for path in found}
    return members


def _database(scratch: Path) -> tuple[str, Path]:
    if connection.vendor == "sqlite":
        copy_sqlite(Path(str(connection.settings_dict["NAME"])), scratch / SQLITE)
        return SQLITE, scratch / SQLITE
    _postgresql("pg_dump", "--format=custom", "--no-owner", "--file", str(scratch / DUMP))
    return DUMP, scratch / DUMP


def _postgresql(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on our database; the password goes through the environment, never the command line."""
    if shutil.which(program) is None:
        raise Unusable(f"Thiếu chương trình {program}. Cài bằng: apt install postgresql-client")
    facts = connection.settings_dict
    given = {
        "PGHOST": facts["HOST"],
        "PGPORT": facts["PORT"],
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
    }
    environment = {**os.environ, **{name: str(value) for name, value in given.items() if value}}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise Unusable(f"{program} không chạy được: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")


class _Summed:
    """A file read up to the size it had when it was opened, and its sum on the way: what is archived is what is summed."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next piece."""
        piece = self.file.read(size)
        self.sum.update(piece)
        return piece


def _write(draft: Path, members: dict[str, Path], made_at: str) -> int:
    """Write every member, then the manifest; return how many. What vanished meanwhile (an erased spill) is left out."""
    listed: dict[str, str] = {}
    with gzip.open(draft, "wb", compresslevel=6) as packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in members.items():
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                listed[name] = _add(archive, name, file, os.fstat(file.fileno()).st_size)
        facts = {"format": FORMAT, "version": vonggac.__version__, "made_at": made_at, "database": connection.vendor, "files": listed}
        manifest = json.dumps(facts, ensure_ascii=False, indent=1).encode()
        _add(archive, MANIFEST, io.BytesIO(manifest), len(manifest))
    return len(listed)


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> str:
    """Add one member without owner or time; return its sum."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, datafolder.KEY_MODE
    summed = _Summed(content)
    archive.addfile(entry, summed)  # type: ignore[arg-type]
    return summed.sum.hexdigest()


def bring_back(source: Path, folder: Path) -> Made:
    """Unpack into a folder that is empty or not there; on any doubt nothing stays."""
    if folder.exists() and any(folder.iterdir()):
        raise Unusable(f"Thư mục {folder} không trống. Khôi phục chỉ vào thư mục trống, để không mất gì đang có.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        manifest = _unpack(source, Path(scratch))
        _load_dump(Path(scratch), manifest)
        moved = _move(Path(scratch), manifest)
        if folder.exists():
            folder.rmdir()
        Path(scratch).rename(folder)
        Path(scratch).mkdir()
    datafolder.prepare(folder)
    return Made(len(manifest["files"]), source.stat().st_size, manifest["made_at"], moved)


def _unpack(source: Path, into: Path) -> dict[str, Any]:
    """Unpack and check every sum; return the manifest."""
    try:
        with tarfile.open(source, "r|gz") as archive:
            sums = {entry.name: _unpack_one(archive, entry, into) for entry in archive}
        sums.pop(MANIFEST)
        manifest: dict[str, Any] = json.loads((into / MANIFEST).read_bytes())
        _refuse_foreign(manifest)
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise Unusable(f"{source} không phải bản sao lưu của Vọng Gác, hoặc bị cắt cụt.") from error
    wrong = sorted(name for name in {*sums, *manifest["files"]} if sums.get(name) != manifest["files"].get(name))
    if wrong:
        raise Unusable(f"Tệp trong bản sao lưu bị thiếu, hỏng hoặc bị sửa: {', '.join(wrong[:5])}. Không khôi phục.")
    (into / MANIFEST).unlink()
    return manifest


def _refuse_foreign(manifest: dict[str, Any]) -> None:
    if manifest["format"] > FORMAT:
        raise Unusable("Bản sao lưu do một phiên bản mới hơn tạo ra. Nâng cấp Vọng Gác rồi khôi phục.")
    if manifest["database"] == "postgresql" and connection.vendor != "postgresql":
        raise Unusable("Bản sao lưu này khôi phục vào PostgreSQL (đặt VONGGAC_DATABASE_URL).")


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(entry)
    if content is None:
        raise ValueError(f"{entry.name} is no plain file")
    return content


def _unpack_one(archive: tarfile.TarFile, entry: tarfile.TarInfo, into: Path) -> str:
    """Write one plain file and return its sum; a name that leads elsewhere, a link or a device stops everything."""
    path = PurePosixPath(entry.name)
    if not entry.isreg() or path.is_absolute() or ".." in path.parts or not path.parts:
        raise Unusable(f"Bản sao lưu chứa mục lạ ({entry.name!r}). Không khôi phục.")
    target = into.joinpath(*path.parts)
    target.parent.mkdir(mode=datafolder.FOLDER_MODE, parents=True, exist_ok=True)
    summed = _Summed(_content(archive, entry))
    with target.open("xb") as file:
        os.fchmod(file.fileno(), datafolder.KEY_MODE)
        shutil.copyfileobj(summed, file, 1024 * 1024)
    return summed.sum.hexdigest()


def _load_dump(scratch: Path, manifest: dict[str, Any]) -> None:
    if manifest["database"] != "postgresql":
        return
    if connection.introspection.table_names():
        raise Unusable("Cơ sở dữ liệu PostgreSQL đích không trống. Tạo một cơ sở dữ liệu mới rồi khôi phục vào đó.")
    connection.close()
    _postgresql(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        "--dbname",
        str(connection.settings_dict["NAME"]),
        str(scratch / DUMP),
    )
    (scratch / DUMP).unlink()


def _move(scratch: Path, manifest: dict[str, Any]) -> Moved | None:
    """Take the rows of an SQLite backup over into PostgreSQL, when that is where they are wanted."""
    if manifest["database"] == connection.vendor:
        return None
    try:
        moved = move_rows(scratch / SQLITE)
    except CannotMove as reason:
        raise Unusable(str(reason)) from reason
    for left in scratch.glob(f"{SQLITE}*"):
        left.unlink()
    return moved
