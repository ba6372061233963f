"""Files of paths and folders in their order: links are not followed, what is no file is said, and there is an end to depth and number."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events.guarding import UNREADABLE
from vonggac.sources.events.model import Limits, Origin


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read; an archive is one of them, whatever it holds."""

    path: str
    name: str
    """As a person knows it: below the folder that was given."""
    size: int = 0
    origin: Origin | None = None


def find_inputs(paths: Iterable[str | Path], *, limits: Limits) -> Iterator[Input | BadRow]:
    """Give the files of paths and folders, each once and in order, and what cannot be opened there."""
    seen: set[tuple[int, int]] = set()
    left = limits.files
    for path in paths:
        for found in _below(Path(path), Path(path).name or str(path), limits.depth, top=True):
            if isinstance(found, BadRow):
                yield found
                continue
            if (mark := _identity(found.path)) in seen:
                continue
            if left <= 0:
                why = f"Có hơn {limits.files} tệp, phần còn lại chưa đọc. Chia thư mục rồi chạy từng phần."
                yield BadRow(Place(found.name), why, "", "too-many-files")
                return
            left -= 1
            seen.add(mark)
            yield found


def _identity(path: str) -> tuple[int, int]:
    found = os.stat(path)  # noqa: PTH116  a Path is not needed for two numbers
    return found.st_dev, found.st_ino


def _below(path: Path, name: str, depth: int, *, top: bool = False) -> Iterator[Input | BadRow]:
    try:
        found = path.stat() if top else path.lstat()
    except OSError:
        yield BadRow(Place(name), "Không tìm thấy hoặc không được phép mở tệp. Kiểm tra đường dẫn và quyền đọc.", "", "not-found")
        return
    if stat.S_ISDIR(found.st_mode):
        yield from _inside(path, name, depth)
    elif stat.S_ISREG(found.st_mode):
        yield Input(str(path), name, found.st_size)
    else:
        what = "liên kết" if stat.S_ISLNK(found.st_mode) else "không phải tệp thường"
        yield BadRow(Place(name), f"Bỏ qua vì là {what}. Chỉ rõ đường dẫn tới tệp thật nếu cần đọc.", "", "not-a-file")


def _inside(path: Path, name: str, depth: int) -> Iterator[Input | BadRow]:
    if depth <= 0:
        yield BadRow(Place(name), "Thư mục lồng nhau quá sâu nên không đọc tiếp. Chỉ rõ thư mục bên trong.", "", "too-deep")
        return
    try:
        inside = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError:
        yield BadRow(Place(name), UNREADABLE, "", "unreadable")
        return
    for entry in inside:
        yield from _below(Path(entry.path), f"{name}/{shown(entry.name)}", depth - 1)


def shown(name: str) -> str:
    """Return a name that can be printed: what is no text in it is escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
