"""Packages of the collectors: what was taken from which machine, when, by whom; and whether it is still what was taken.

A package is a ZIP or tar.gz with `kiem-ke.json` (the inventory: docs/reference/kit.md) and `SHA256SUMS`. Whatever differs from its sum, or
stands in no list, is located and left out of a hunt; everything else goes in. The sums say that nothing was damaged or changed since by
somebody who did not change the list too: they are no signature.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events import DEFAULT, Input, Limits, Origin
from vonggac.sources.events.archives import Packing, packing_of, refused, unpacked_gzip
from vonggac.sources.events.folders import shown
from vonggac.sources.events.guarding import DAMAGED, Budget, Guarded
from vonggac.sources.events.tars import members
from vonggac.sources.hunting.inventories import INVENTORY, SUMS, Inventory, Listed, NotTaken, read_inventory, read_sums
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.refusal import Refused, refuse

_LIST_AT_MOST = 16 * MEGABYTE
_READ = MEGABYTE
_BROKEN_ZIP = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, IndexError, OverflowError)
_FIRST = 4
"""Plain files of a tar among which the inventory is looked for."""
_NO_PACKAGE = "Không phải gói do thu-thap.sh hoặc thu-thap.ps1 lập (thiếu kiem-ke.json). Đưa đúng tệp gói, không giải nén."
_NO_LIST = "Bản kiểm kê kiem-ke.json hỏng nên không đối chiếu được mã băm. Các tệp vẫn được đọc; xin lại gói từ máy nguồn nếu còn."
_ALTERED = (
    "Nội dung khác với bản kiểm kê (hỏng khi chép hoặc đã bị sửa) nên không dùng. Xin lại gói; cần xem thì giải nén, đọc riêng tệp này."
)
_LOST = "Bản kiểm kê có tệp này nhưng trong gói không còn. Xin lại gói từ máy nguồn."
_ADDED = "Tệp không có trong bản kiểm kê (được thêm sau khi thu thập) nên không dùng. Hỏi lại người giao gói."
_TWICE = "Gói có hai tệp cùng tên này nên không dùng tệp nào. Xin lại gói từ máy nguồn."
_LIST_ALTERED = "Bản kiểm kê khác với mã băm của chính nó trong SHA256SUMS: gói có thể đã bị sửa. Xin lại gói từ máy nguồn."


@dataclass(frozen=True, slots=True)
class Package:
    """A collected package, checked: what it is of, the files that are what was taken, and everything that is not."""

    source: str
    host: str
    organisation_code: str
    taken_at: datetime | None
    entries: tuple[Listed, ...]
    """Files whose sums hold."""
    bad: tuple[BadRow, ...]
    taken_by: str = ""
    system: str = ""
    clock: str = ""
    """What the machine said of its clock's error; "" when it could not tell."""
    since: datetime | None = None
    zone: tzinfo | None = None
    """The machine's own zone."""
    not_taken: tuple[NotTaken, ...] = ()
    """What the collector could not read there, and why."""
    origin: Origin = field(default_factory=Origin)
    """What a hunt must know of it."""


def read_package(path: str | Path, limits: Limits = DEFAULT, name: str = "") -> Package:
    """Read the inventory of a package and check every file of it; refused when it is no package at all."""
    path = Path(path)
    name = name or path.name
    try:
        with path.open("rb") as stream:
            packing = packing_of(stream.read(512))
            stream.seek(0)
            if packing not in {Packing.ZIP, Packing.GZIP}:
                refuse(name, _NO_PACKAGE, "no-package")
            found = _Looked(name)
            found.take(_files(packing, stream, name, limits))
    except OSError as error:
        refuse(name, "Không mở được gói. Kiểm tra đường dẫn và quyền đọc.", "unreadable", cause=error)
    return found.package()


def is_package(path: str | Path) -> bool:
    """Say whether a file is a package. Its inventory stands at the beginning: no large archive of another kind is read for it."""
    try:
        with Path(path).open("rb") as stream:
            packing = packing_of(stream.read(512))
            stream.seek(0)
            if packing not in {Packing.ZIP, Packing.GZIP}:
                return False
            names = _names_of_zip(stream) if packing is Packing.ZIP else _first_names_of_tar(stream)
            return any(_is_list(name, INVENTORY) for name in names)
    except (OSError, *_BROKEN_ZIP):
        return False


def _names_of_zip(stream: BinaryIO) -> list[str]:
    return [info.filename for info in zipfile.ZipFile(stream).infolist()]


def _first_names_of_tar(stream: BinaryIO) -> list[str]:
    budget = Budget(DEFAULT.unpacked, _FIRST)
    unpacked = cast("BinaryIO", unpacked_gzip(stream, "", DEFAULT, budget))
    return [member.path for member in islice(members(unpacked), _FIRST) if member is not None]


def with_origins(found: Iterable[Input | BadRow], limits: Limits) -> Iterator[Input | BadRow]:
    """Give inputs on; packages with what is known of their machines, after what is wrong by their lists. Damage the reader tells itself."""
    for one in found:
        if isinstance(one, BadRow) or not is_package(one.path):
            yield one
            continue
        try:
            package = read_package(one.path, limits, one.name)
        except Refused as refusal:
            yield refusal.bad
            continue
        yield from (bad for bad in package.bad if bad.place.source in package.origin.leave_out or bad.rule.endswith("-inventory"))
        yield replace(one, origin=package.origin)


# --- what lies in it ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    """One file in a package, its bytes still to be read."""

    name: str
    stream: Guarded


def _files(packing: Packing, stream: BinaryIO, name: str, limits: Limits) -> Iterator[_File | BadRow]:
    """Give the plain files of a package in their order; links and folders are none."""
    budget = Budget(limits.unpacked, limits.entries)
    given = _of_zip(stream, name, limits, budget) if packing is Packing.ZIP else _of_tar(stream, name, limits, budget)
    for one in given:
        budget.entries -= 1
        if budget.entries < 0:
            yield BadRow(Place(name), f"Gói có hơn {limits.entries} tệp, phần còn lại không dùng. Thu thập lại.", "", "too-many-entries")
            return
        yield one


def _of_zip(stream: BinaryIO, name: str, limits: Limits, budget: Budget) -> Iterator[_File | BadRow]:
    try:
        archive = zipfile.ZipFile(stream)
        listed = archive.infolist()
    except (OSError, *_BROKEN_ZIP):
        yield BadRow(Place(name), DAMAGED, "", "damaged")
        return
    for info in listed:
        if not info.is_dir():
            yield _zipped(archive, info, f"{name}/{shown(info.filename)}", limits, budget)


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits, budget: Budget) -> _File | BadRow:
    try:
        if fault := refused(info):
            return BadRow(Place(name), fault[0], "", fault[1])
        return _File(info.filename, Guarded(archive.open(info), name, limits, budget, lambda: max(info.compress_size, 1)))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError, RuntimeError):
        return BadRow(Place(name), DAMAGED, "", "damaged")


def _of_tar(stream: BinaryIO, name: str, limits: Limits, budget: Budget) -> Iterator[_File | BadRow]:
    unpacked = unpacked_gzip(stream, name, limits, budget)
    for member in members(cast("BinaryIO", unpacked)):
        if member is not None:
            yield _File(member.path, Guarded(member.part, f"{name}/{shown(member.path)}", limits))
    if fault := unpacked.fault:
        yield fault


def _is_list(path: str, which: str) -> bool:
    """The lists lie at the top, or in the one folder that everything lies in."""
    folder, _, last = path.removeprefix("./").rpartition("/")
    return last == which and "/" not in folder


@dataclass(slots=True)
class _Looked:
    """A package as it is read once from its beginning to its end."""

    source: str
    sums: dict[str, tuple[int, str]] = field(default_factory=dict)
    lists: dict[str, bytes] = field(default_factory=dict)
    folder: str = ""
    bad: list[BadRow] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    def take(self, files: Iterable[_File | BadRow]) -> None:
        """Read every file."""
        for one in files:
            if isinstance(one, BadRow):
                self.bad.append(one)
            else:
                self._take(one)

    def _take(self, one: _File) -> None:
        which = next((which for which in (INVENTORY, SUMS) if _is_list(one.name, which)), "")
        if which and which not in self.lists:
            self.lists[which] = data = _read_list(one.stream)
            self.folder = one.name.rpartition("/")[0] if which == INVENTORY else self.folder
            size, told = len(data), hashlib.sha256(data).hexdigest()
            self.left_out.add(self._place(one.name))
        else:
            size, told = _sum(one.stream)
        if one.name in self.sums:
            self._reject(BadRow(Place(self._place(one.name)), _TWICE, "", "duplicate-entry"))
            self.sums[one.name] = (-1, "")
        elif one.stream.fault is not None:
            self._reject(one.stream.fault)
            self.sums[one.name] = (-1, "")
        else:
            self.sums[one.name] = (size, told)

    def package(self) -> Package:
        """Compare what was read with the lists."""
        if INVENTORY not in self.lists:
            refuse(self.source, _NO_PACKAGE, "no-package")
        inventory = read_inventory(self.lists[INVENTORY])
        if inventory is None:
            self.bad.append(BadRow(Place(self._place(self._inside(INVENTORY))), _NO_LIST, "", "bad-inventory"))
            return self._built(Inventory(), ())
        self._check_list()
        return self._built(inventory, tuple(self._sound(inventory)))

    def _sound(self, inventory: Inventory) -> Iterator[Listed]:
        listed = {self._inside(one.name): one for one in inventory.files}
        for path, one in listed.items():
            if path not in self.sums:
                self._reject(BadRow(Place(self._place(path)), _LOST, "", "missing-entry"))
            elif self.sums[path] == (one.size, one.sha256):
                yield one
            elif self.sums[path][0] >= 0:
                self._reject(BadRow(Place(self._place(path)), _ALTERED, self.sums[path][1], "altered-entry"))
        for path in self.sums.keys() - listed.keys() - {self._inside(INVENTORY), self._inside(SUMS)}:
            self._reject(BadRow(Place(self._place(path)), _ADDED, "", "unlisted-entry"))

    def _check_list(self) -> None:
        """The inventory has a sum of its own, in the list that every system can check."""
        told = read_sums(self.lists.get(SUMS, b"")).get(INVENTORY)
        if told is None or told != hashlib.sha256(self.lists[INVENTORY]).hexdigest():
            self.bad.append(BadRow(Place(self._place(self._inside(INVENTORY))), _LIST_ALTERED, "", "altered-inventory"))

    def _built(self, inventory: Inventory, entries: tuple[Listed, ...]) -> Package:
        origin = Origin(inventory.host, inventory.zone, frozenset(self.left_out), packed=1)
        return Package(
            self.source, inventory.host, inventory.organisation_code, inventory.taken_at, entries, tuple(self.bad),
            inventory.taken_by, inventory.system, inventory.clock, inventory.since, inventory.zone, inventory.not_taken, origin,
        )  # fmt: skip

    def _inside(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name

    def _place(self, path: str) -> str:
        return f"{self.source}/{shown(path)}"

    def _reject(self, bad: BadRow) -> None:
        self.bad.append(bad)
        self.left_out.add(bad.place.source)


def _sum(stream: Guarded) -> tuple[int, str]:
    """Read a file to its end; damage ends it too."""
    told = hashlib.sha256()
    while data := stream.read(_READ):
        told.update(data)
    return stream.seen, told.hexdigest()


def _read_list(stream: Guarded) -> bytes:
    parts: list[bytes] = []
    left = _LIST_AT_MOST
    while left > 0 and (data := stream.read(min(left, _READ))):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)
