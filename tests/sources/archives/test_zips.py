"""Packages are looked at before they are opened."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest

from sources import samples
from vonggac.sources.archives import open_package
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import Refused


def rule_of(data: bytes, limits: Limits | None = None, *, read: bool = False) -> str:
    def opened() -> None:
        package = open_package(data, "goi.zip", limits or Limits())
        if read:
            package.check_contents()

    with pytest.raises(Refused) as refusal:
        opened()
    assert refusal.value.bad.place.source == "goi.zip"
    return refusal.value.bad.rule


def test_entries_are_listed_with_their_sizes() -> None:
    package = open_package(samples.zipped({"a/b.txt": "abc", "c.docx": b"PK"}), "goi.zip")
    assert [(entry.name, entry.size, entry.is_package) for entry in package.entries] == [("a/b.txt", 3, False), ("c.docx", 2, True)]
    assert package.read("a/b.txt") == b"abc"
    assert "a/b.txt" in package
    assert package.names("a/") == ["a/b.txt"]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "a/../../b", "C:\\a.txt", "..\\a.txt", "\\\\server\\a"])
def test_a_name_that_leaves_its_folder_is_refused(name: str) -> None:
    assert rule_of(samples.zipped({name: "x"})) == "path-trick"


def test_a_link_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
    assert rule_of(buffer.getvalue()) == "link"


def test_bombs_are_refused_by_ratio_and_by_sum() -> None:
    assert rule_of(samples.zipped({"a": bytes(20_000_000)})) == "zip-bomb"
    assert rule_of(samples.zipped({str(n): bytes(200) for n in range(20)}), Limits(unpacked=3_000)) == "zip-bomb"
    assert rule_of(samples.zipped({str(n): b"" for n in range(20)}), Limits(entries=10)) == "too-many-entries"


def test_an_entry_larger_than_announced_is_noticed_when_read() -> None:
    data = bytearray(samples.zipped({"a.txt": b"x" * 5000}))
    for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(sign) + offset
        data[place : place + 4] = struct.pack("<I", 10)
    assert rule_of(bytes(data), read=True) == "damaged"


def test_a_password_is_named() -> None:
    data = bytearray(samples.zipped({"a.txt": "x"}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + offset] |= 1
    assert rule_of(bytes(data)) == "encrypted"


def test_damage_and_size_are_refused() -> None:
    data = samples.zipped({"a.txt": "x" * 1000})
    assert rule_of(data[:-30]) == "damaged"
    assert rule_of(data, Limits(size=10)) == "too-large"
    broken = bytearray(data)
    broken[40] ^= 0xFF
    assert rule_of(bytes(broken), read=True) == "damaged"


def test_two_entries_of_one_name_are_refused() -> None:
    data = samples.zipped({"a.txt": "1", "b.txt": "2"}).replace(b"b.txt", b"a.txt")
    assert rule_of(data) == "duplicate-entry"
