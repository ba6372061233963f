"""A ZIP package with limits: how many entries, how large, how strongly packed, and where they want to go."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from vonggac.sources.limits import DEFAULT, MEGABYTE, Limits, megabytes
from vonggac.sources.refusal import refuse

_CHUNK = 256 * 1024
_DRIVE = re.compile(r"^[A-Za-z]:")
_PACKED_AGAIN = (".zip", ".jar", ".docx", ".xlsx", ".pptx", ".odt", ".gz", ".7z", ".rar", ".bz2", ".xz")
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One file inside a package, as the package announces it."""

    name: str
    size: int
    packed: int
    is_package: bool
    """Itself packed by its name; never opened from here."""


class Package:
    """An opened package whose entries have all passed the limits; reading stops at the announced size."""

    def __init__(self, source: str, archive: zipfile.ZipFile, entries: tuple[Entry, ...], limits: Limits) -> None:
        self.source = source
        self.entries = entries
        self._archive = archive
        self._limits = limits
        self._names = {entry.name for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def size(self, name: str) -> int:
        """Return the announced size of an entry."""
        return next(entry.size for entry in self.entries if entry.name == name)

    def names(self, prefix: str = "") -> list[str]:
        """Return the entry names under a prefix, in order."""
        return sorted(name for name in self._names if name.startswith(prefix))

    def read(self, name: str, at_most: int | None = None) -> bytes:
        """Return the bytes of one entry; refused when it is larger than announced, damaged, or larger than `at_most`."""
        return b"".join(self.stream(name, at_most=self._limits.part if at_most is None else at_most))

    def stream(self, name: str, *, at_most: int) -> Iterator[bytes]:
        """Give the bytes of one entry some at a time, with the same refusals."""
        seen = 0
        try:
            with self._archive.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    seen += len(chunk)
                    if seen > at_most:
                        refuse(
                            self.source, f"Phần {name} bên trong tệp lớn hơn {megabytes(at_most)} MB. Tách tệp rồi gửi lại.", "too-large"
                        )
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
            _refuse_damaged(self.source, error)

    def check_contents(self) -> None:
        """Unpack everything once and throw it away: what was announced must be true before another library reads the same bytes."""
        for entry in self.entries:
            self.read(entry.name, at_most=entry.size)


def open_package(data: bytes, source: str, limits: Limits = DEFAULT) -> Package:
    """Return the package, or refuse it: encrypted, too many or too large entries, bombs, path tricks, links."""
    if len(data) > limits.size:
        refuse(source, f"Tệp lớn hơn {megabytes(limits.size)} MB. Chia nhỏ rồi gửi từng phần.", "too-large")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        found = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, IndexError) as error:
        _refuse_damaged(source, error)
    if len(found) > limits.entries:
        refuse(source, f"Gói tệp có {len(found)} tệp con, nhiều hơn {limits.entries}. Chia thành nhiều gói.", "too-many-entries")
    entries = tuple(_checked(source, info, limits) for info in found if not info.filename.endswith("/"))
    if len({entry.name for entry in entries}) != len(entries):
        refuse(source, "Gói tệp có hai tệp con trùng tên. Tạo lại gói tệp.", "duplicate-entry")
    if sum(entry.size for entry in entries) > limits.unpacked:
        refuse(source, f"Gói tệp giải nén ra hơn {megabytes(limits.unpacked)} MB. Chia thành nhiều gói.", "zip-bomb")
    return Package(source, archive, entries, limits)


def _checked(source: str, info: zipfile.ZipInfo, limits: Limits) -> Entry:
    if info.flag_bits & _ENCRYPTED:
        refuse(source, "Gói tệp đặt mật khẩu. Bỏ mật khẩu rồi gửi lại.", "encrypted", seen=info.filename)
    if leaves_its_folder(info.orig_filename):
        refuse(
            source,
            "Gói tệp có tệp con mang đường dẫn ra ngoài thư mục. Không mở gói này; hỏi lại nơi gửi.",
            "path-trick",
            seen=info.filename,
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        refuse(source, "Gói tệp có liên kết thay cho tệp. Tạo lại gói từ các tệp thật.", "link", seen=info.filename)
    if info.compress_type not in _METHODS:
        refuse(source, "Gói tệp nén theo cách không được hỗ trợ. Nén lại thành ZIP thông thường.", "unknown-packing", seen=info.filename)
    if info.file_size > MEGABYTE and info.file_size > limits.ratio * max(info.compress_size, 1):
        refuse(source, "Gói tệp nén bất thường (dấu hiệu bom nén). Không mở gói này; hỏi lại nơi gửi.", "zip-bomb", seen=info.filename)
    return Entry(info.filename, info.file_size, info.compress_size, info.filename.casefold().endswith(_PACKED_AGAIN))


def leaves_its_folder(name: str) -> bool:
    """Say whether the name of an entry would write outside the folder it is unpacked into."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or bool(_DRIVE.match(name)) or ".." in parts or "\0" in name


def _refuse_damaged(source: str, error: BaseException) -> NoReturn:
    refuse(source, "Tệp bị hỏng hoặc chưa tải xong. Mở tệp trên máy để kiểm tra, lưu lại rồi gửi lại.", "damaged", cause=error)
