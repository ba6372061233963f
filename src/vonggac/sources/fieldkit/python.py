"""The Python that a kit carries along, for machines that have none: Python's own embeddable archive for Windows, or any such folder."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from vonggac.sources.archives.zips import leaves_its_folder
from vonggac.sources.fieldkit.wheels import Target
from vonggac.sources.refusal import refuse

_LIBRARY = re.compile(r"python3(\d\d?)\.dll", re.IGNORECASE)
_UNIX = re.compile(r"bin/python3\.(\d\d?)")
_ALMOST = (
    "Không thấy python3xx.dll cùng python.exe (Windows) hoặc bin/python3.x (Linux). Chỉ đúng gói Python nhúng, giữ nguyên như khi lấy về."
)
_AT_MOST = 200 * 1024 * 1024
_MACHINES = {0x8664: "x86_64", 0xAA64: "aarch64"}


def embedded(path: Path) -> tuple[list[tuple[str, bytes | Path]], Target]:
    """Return the files of a Python and what it is; links are not carried, what they lead to is."""
    files: dict[str, bytes | Path] = dict(_zipped(path)) if path.is_file() else {
        one.relative_to(path).as_posix(): one for one in sorted(path.rglob("*")) if one.is_file()
    }  # fmt: skip
    return sorted(files.items(), key=lambda pair: pair[0]), _target(files, path.name)


def _zipped(path: Path) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in infos) > _AT_MOST or any(leaves_its_folder(info.filename) for info in infos):
                refuse(path.name, _ALMOST, "bad-python")
            return [(info.filename, archive.read(info)) for info in infos]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        refuse(path.name, _ALMOST, "bad-python", cause=error)


def _target(files: dict[str, bytes | Path], name: str) -> Target:
    for path, content in files.items():
        if (found := _LIBRARY.fullmatch(path)) and "python.exe" in files:
            return Target(f"windows-{_machine_of_exe(content, name)}", (3, int(found[1])))
        if (found := _UNIX.fullmatch(path)) and "bin/python3" in files:
            return Target(f"linux-{_machine_of_elf(content, name)}", (3, int(found[1])))
    return refuse(name, _ALMOST, "bad-python")


def _head(content: bytes | Path) -> bytes:
    if isinstance(content, bytes):
        return content[:4096]
    with content.open("rb") as stream:
        return stream.read(4096)


def _machine_of_exe(content: bytes | Path, name: str) -> str:
    head = _head(content)
    at = int.from_bytes(head[0x3C:0x40], "little")
    machine = (
        _MACHINES.get(int.from_bytes(head[at + 4 : at + 6], "little")) if head[:2] == b"MZ" and head[at : at + 4] == b"PE\0\0" else None
    )
    return machine or refuse(name, "Chỉ dùng được Python 64 bit (x86-64 hoặc ARM64). Lấy đúng gói.", "bad-python")


def _machine_of_elf(content: bytes | Path, name: str) -> str:
    head = _head(content)
    machine = {62: "x86_64", 183: "aarch64"}.get(int.from_bytes(head[18:20], "little")) if head[:5] == b"\x7fELF\x02" else None
    return machine or refuse(name, "Chỉ dùng được Python 64 bit (x86-64 hoặc ARM64). Lấy đúng gói.", "bad-python")
