"""The files of hunts on the disk: hunts/<number>/files/<SHA-256>, written as they come in, never under a name from outside.

Before a hunt has its number they lie on a desk of their own, which either becomes the hunt's folder or is wiped. Nothing is held in
memory; each piece is looked at for a secrecy mark before it is written.
"""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.face.reading import size_text
from vonggac.apps.hunts.looking import Look, ShowsDegree, names_inside
from vonggac.apps.hunts.runfolder import RESULTS
from vonggac.apps.work.files import sync_folder
from vonggac.apps.work.secrecy import marks_in
from vonggac.sources.documents.secrecy import find_marks
from vonggac.sources.names import safe_name
from vonggac.sources.wiping import open_to_wipe, overwrite

STEP = 1024 * 1024
DOCUMENT_AT_MOST = 20 * STEP
"""A document or an archive up to this size is looked through as a whole before anything of it is written."""
FLOOR = 1024 * STEP
"""Octets that stay free on the disk, for everything else that is written there."""
MOST_FILES = 100
"""Of one hunt; as many as a form may bring."""
DESK = ".desk"
GOING = ".going-"
"""Begins the name of a file that is being wiped."""
SECRET, NO_ROOM = "secret", "no-room"
_DOCUMENTS = (b"PK\x03\x04", b"%PDF")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Kept:
    """One file that lies on a desk."""

    path: Path
    name: str
    size: int
    sha256: str


def hunts_folder() -> Path:
    """Return where all hunts lie, made when it is missing."""
    folder: Path = settings.HUNTS_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def folder_of(hunt_id: int) -> Path:
    """Return where one hunt lies."""
    return hunts_folder() / str(int(hunt_id))


def file_of(hunt_id: int, digest: str) -> Path:
    """Return where the content of one file of a hunt lies."""
    return folder_of(hunt_id) / "files" / digest


def results_of(hunt_id: int) -> Path:
    """Return where the whole results of a hunt lie, packed lines of JSON."""
    return folder_of(hunt_id) / RESULTS


def free_space(folder: Path) -> int:
    """Return how many octets may still be written."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize - FLOOR


class Desk:
    """Where the files of one hunt come in; wiped unless it becomes the folder of a hunt."""

    def __init__(self) -> None:
        self.folder = hunts_folder() / DESK / secrets.token_hex(12)
        (self.folder / "files").mkdir(mode=0o700, parents=True)
        self.kept: list[Kept] = []
        self.size = 0
        self.is_taken = False

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if not self.is_taken:
            wipe(self.folder)

    def take(self, name: str, stream: BinaryIO) -> Kept:
        """Take a file in as it comes."""
        writer = Writer(self, name)
        try:
            while piece := stream.read(STEP):
                writer.write(piece)
            return writer.close()
        finally:
            writer.abandon()

    def adopt(self, kept: Kept) -> Kept:
        """Take over a file that already lies on another desk."""
        here = Kept(self.folder / "files" / kept.sha256, kept.name, kept.size, kept.sha256)
        self.demand_room(kept.size)
        if any(one.sha256 == kept.sha256 for one in self.kept):
            wipe(kept.path)
        else:
            kept.path.rename(here.path)
        return self.lay(here)

    def share(self, kept: Kept) -> Kept:
        """Take in a file of another hunt without copying it: one content under two names, gone from the disk with the last of them.

        Where the disk knows no second name for a file it is copied after all.
        """
        here = Kept(self.folder / "files" / kept.sha256, kept.name, kept.size, kept.sha256)
        self.demand_room(kept.size)
        try:
            os.link(kept.path, here.path, follow_symlinks=False)
        except FileNotFoundError:
            raise
        except OSError:
            with kept.path.open("rb") as file:
                return self.take(kept.name, file)
        return self.lay(here)

    def lay(self, kept: Kept) -> Kept:
        """Count a file among those that lie here."""
        self.kept.append(kept)
        self.size += kept.size
        return kept

    def demand_room(self, more: int, to_write: int = 0) -> None:
        """Refuse what is too much for one hunt, or for the disk; `more` is the size of the file that comes in, as far as it is known."""
        if len(self.kept) >= MOST_FILES:
            raise _refused(
                _("Một lượt săn lùng nhận tối đa %(most)s tệp. Nén các tệp thành một gói, hoặc chia lượt.") % {"most": MOST_FILES}
            )
        if self.size + more > settings.HUNT_UPLOAD:
            words = _("Một lượt săn lùng nhận tối đa %(most)s. Chia làm nhiều lượt, hoặc nén trước khi nộp.")
            raise _refused(words % {"most": size_text(settings.HUNT_UPLOAD)})
        if free_space(self.folder) < to_write:
            raise _refused(_("Đĩa của hệ thống không đủ chỗ nên chưa nhận tệp. Báo người quản trị, rồi nộp lại."), NO_ROOM)

    def become(self, hunt_id: int) -> None:
        """Become the folder of a hunt; what lies there belongs to a number that was taken back, for this one is new."""
        target = folder_of(hunt_id)
        if target.exists():
            wipe(target)
        self.folder.rename(target)
        self.folder, self.is_taken = target, True
        sync_folder(target.parent)


class Writer:
    """One file coming in."""

    def __init__(self, desk: Desk, name: str) -> None:
        self.name = safe_name(name)[:255]
        if find_marks("", name) or find_marks("", self.name):
            raise _refused(_("Tên tệp có dấu chỉ độ mật. Không đưa tài liệu bí mật nhà nước lên mạng; tệp chưa được lưu."), SECRET)
        desk.demand_room(0)
        self._desk, self._look, self._digest = desk, Look(), sha256()
        self._path = desk.folder / "files" / f".part-{secrets.token_hex(8)}"
        self._out: BinaryIO | None = None
        self._held: bytearray | None = None
        self._size = 0

    def write(self, piece: bytes) -> None:
        """Look at the next piece and write it."""
        if not self._size and piece.startswith(_DOCUMENTS):
            self._held = bytearray()
        self._size += len(piece)
        self._desk.demand_room(self._size, len(piece))
        self._look_at(piece)
        self._digest.update(piece)
        if self._held is not None and len(self._held) + len(piece) <= DOCUMENT_AT_MOST:
            self._held += piece
            return
        if self._held is not None:
            self._put(bytes(self._held))
            self._held = None
        self._put(piece)

    def close(self) -> Kept:
        """Put it on the disk under its digest; the same content twice lies there once."""
        if not self._size:
            raise _refused(_("Tệp “%(name)s” rỗng. Chọn lại tệp.") % {"name": self.name})
        try:
            self._look.end()
        except ShowsDegree as found:
            raise self._secret(found) from found
        if self._held is not None:
            self._look_at_document(bytes(self._held))
            self._put(bytes(self._held))
        assert self._out is not None
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        if any(find_marks("", inside) for inside in names_inside(self._path)):
            raise self._secret(ShowsDegree())
        kept = Kept(self._path.parent / self._digest.hexdigest(), self.name, self._size, self._digest.hexdigest())
        self._path.replace(kept.path)
        return self._desk.lay(kept)

    def abandon(self) -> None:
        """Wipe what was written of a file that was not closed; nothing after it was."""
        if self._out is not None:
            self._out.close()
        self._held = None
        if self._path.exists():
            wipe(self._path)

    def _put(self, piece: bytes) -> None:
        if self._out is None:
            self._out = os.fdopen(os.open(self._path, _NEW, 0o600), "wb")
        self._out.write(piece)

    def _look_at(self, piece: bytes) -> None:
        try:
            self._look.at(piece)
        except ShowsDegree as found:
            raise self._secret(found) from found

    def _look_at_document(self, content: bytes) -> None:
        try:
            marks = marks_in(content, "")
        except (RuntimeError, OSError, ValueError, zipfile.BadZipFile, zlib.error):
            return  # damaged, or under a password: nobody can read it here either
        if marks:
            raise self._secret(ShowsDegree())

    def _secret(self, found: ShowsDegree) -> ValidationError:
        where = {"name": self.name, "line": found.line}
        if found.line:
            words = _(
                "Tệp “%(name)s”, dòng %(line)s có dấu chỉ độ mật. Không đưa tài liệu bí mật nhà nước lên mạng; tệp không được giữ lại."
            )
        else:
            words = _("Tệp “%(name)s” có dấu chỉ độ mật. Không đưa tài liệu bí mật nhà nước lên mạng; tệp không được giữ lại.")
        return _refused(words % where, SECRET)


def _refused(words: str, code: str = "") -> ValidationError:
    """Say why a file is not taken: `SECRET` and `NO_ROOM` are told apart by whoever has to act differently."""
    return ValidationError({"files": ValidationError(words, code=code)})


def code_of(refusal: ValidationError) -> str:
    """Return what kind of refusal it is, "" for those that only say what is wrong."""
    return next((one.code or "" for errors in getattr(refusal, "error_dict", {}).values() for one in errors), "")


# --- wiping ---------------------------------------------------------------------------------------------------------------------------


def wipe(path: Path) -> int:
    """Overwrite and remove a file, or a folder with everything in it; return how many files went. Safe to run again, follows no link."""
    gone = 0
    for one in _plain_files(path):
        _overwrite(one)
        gone += 1
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    return gone


def _plain_files(path: Path) -> Iterator[Path]:
    if path.is_symlink() or path.is_file():
        yield path
    elif path.is_dir():
        for folder, _folders, names in os.walk(path, followlinks=False):
            yield from (Path(folder) / name for name in names)


def _overwrite(path: Path) -> None:
    """Overwrite and remove one file; under a name that nobody knows first, so that no hunt shares it any more while it is overwritten.

    What another hunt shares stays there whole.
    """
    if not path.name.startswith(GOING):
        aside = path.with_name(f"{GOING}{secrets.token_hex(8)}")
        try:
            path = path.rename(aside)
        except OSError:
            path.unlink(missing_ok=True)
            return
    try:
        file = open_to_wipe(path)
    except OSError:
        path.unlink(missing_ok=True)
        return
    with file:
        overwrite(file)
    path.unlink(missing_ok=True)
