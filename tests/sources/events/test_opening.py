"""The door: formats by content, archives in archives, folders, and everything that tries to harm whoever opens it."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from vonggac.sources.events import DEFAULT, Limits, sniff
from vonggac.sources.events.formats import FORMATS
from vonggac.sources.limits import MEGABYTE

from .opened import SAMPLES, from_bytes, opened, rules

AUTH = b"Jan  1 00:05:01 may CRON[901]: (root) CMD (/usr/local/bin/sao-luu)\n"
SMALL = Limits(unpacked=4 * MEGABYTE, ratio_from=MEGABYTE, entries=5, spooled=2 * MEGABYTE)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """Return a ZIP of these."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return held.getvalue()


def tarred(*entries: tuple[str, bytes]) -> bytes:
    """Return a tar of these."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


@pytest.mark.parametrize(("name", "format"), [
    ("auth.log", "syslog"), ("audit.log", "auditd"), ("access.log", "web-access"), ("error.log", "web-error"), ("iis.log", "w3c"),
    ("dns.log", "zeek"), ("sysmon-linux.log", "syslog"), ("windows.xml", "xml"), ("evtxecmd.csv", "csv"), ("winevent.csv", "csv"),
    ("plain.csv", "csv"), ("eve.json", "json"), ("winlogbeat.json", "json"),
])  # fmt: skip
def test_a_format_is_found_by_content_whatever_the_file_is_called(name: str, format: str) -> None:
    found = sniff((SAMPLES / name).read_bytes(), "khong-ten")
    assert found is not None
    assert found.name == format
    assert found in FORMATS


def test_text_of_no_known_kind_is_lines_and_binary_is_refused_with_a_sentence() -> None:
    events, bad = from_bytes("một dòng\nhai dòng\n".encode())
    assert ([event.fields["message"] for event in events], bad) == (["một dòng", "hai dòng"], [])
    events, bad = from_bytes(bytes(range(256)) * 20)
    assert (events, rules(bad)) == ([], [(None, "unknown-format")])
    assert from_bytes(b"") == ([], [])


@pytest.mark.parametrize("pack", [
    gzip.compress, zstandard.ZstdCompressor().compress, lambda data: zipped(("a.log", data)), lambda data: tarred(("a.log", data)),
    lambda data: gzip.compress(tarred(("a.log", data))), lambda data: zipped(("b.zip", zipped(("a.log", data)))),
    lambda data: zipped(("a.log.gz", gzip.compress(data))), lambda data: gzip.compress(data) + gzip.compress(data),
])  # fmt: skip
def test_packed_logs_are_read_without_unpacking_them_first(pack: object) -> None:
    events, bad = from_bytes(pack(AUTH * 100), "goi.bin")  # type: ignore[operator]
    assert not bad
    assert len(events) in {100, 200}
    assert events[0].kind.service == "cron"


def test_7z_is_read_and_without_its_library_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    py7zr = pytest.importorskip("py7zr")
    held = io.BytesIO()
    with py7zr.SevenZipFile(held, "w") as archive:
        archive.writestr(AUTH * 3, "thu-muc/a.log")
        archive.writestr((SAMPLES / "windows.xml").read_bytes(), "b.xml")
    events, bad = from_bytes(held.getvalue(), "goi.7z")
    assert [event.kind.service for event in events[:4]] == ["cron", "cron", "cron", ""]
    assert {row.place.source for row in bad} == {"goi.7z/b.xml"}
    monkeypatch.setitem(__import__("sys").modules, "py7zr", None)
    events, bad = from_bytes(held.getvalue(), "goi.7z")
    assert rules(bad) == [(None, "no-sevenzip")]


def test_archives_stand_in_archives_twice_at_most() -> None:
    two = zipped(("2.zip", zipped(("1.log", AUTH))))
    assert len(from_bytes(two)[0]) == 1
    events, bad = from_bytes(zipped(("3.zip", two), ("b.log", AUTH)), "goi.zip")
    assert len(events) == 1
    assert [(row.place.source, row.rule) for row in bad] == [("goi.zip/3.zip/2.zip", "nested-archive")]


def test_a_bomb_stops_where_it_shows_itself_and_what_lies_beside_is_read() -> None:
    bomb = AUTH + b" " * (3 * MEGABYTE)
    events, bad = from_bytes(zipped(("bomb.log", bomb), ("a.log", AUTH)), limits=SMALL)
    assert {row.rule for row in bad} == {"zip-bomb", "long-line"}
    assert len(events) == 2


def test_what_unpacks_without_end_ends_at_the_budget() -> None:
    data = b"".join(b"Jan  1 00:05:01 may CRON[%d]: %x\n" % (number, number * 7919) for number in range(60_000))
    events, bad = from_bytes(gzip.compress(data), limits=replace(SMALL, unpacked=MEGABYTE + 100_000))
    assert [row.rule for row in bad] == ["too-large"]
    assert 25_000 < len(events) < 32_000


def test_hostile_and_locked_entries_cost_only_themselves() -> None:
    data = bytearray(zipped(("../../etc/passwd", AUTH), ("a.log", AUTH), ("khoa.log", AUTH)))
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        at = data.rfind(mark)
        data[at + (8 if mark == b"PK\x01\x02" else 6)] |= 1
    events, bad = from_bytes(bytes(data), "goi.zip")
    assert len(events) == 1
    assert sorted(row.rule for row in bad) == ["encrypted", "path-trick"]


def test_more_entries_than_allowed_are_not_opened() -> None:
    events, bad = from_bytes(zipped(*((f"{number}.log", AUTH) for number in range(9))), limits=SMALL)
    assert (len(events), rules(bad)) == (5, [(None, "too-many-entries")])


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress, lambda data: zipped(("a.log", data)), tarred])
def test_a_packed_log_that_was_cut_off_gives_what_is_there_and_says_so(pack: object) -> None:
    data = os.urandom(300_000).hex().encode()
    lines = b"".join(b"Jan  1 00:05:01 may CRON[9]: " + data[at : at + 40] + b"\n" for at in range(0, len(data), 40))
    packed = tarred(("a.log", lines)) if pack is tarred else pack(lines)  # type: ignore[operator]
    events, bad = from_bytes(packed[: len(packed) * 2 // 3])
    assert {row.rule for row in bad} == {"damaged"}
    assert len(events) > 0 or packed.startswith(b"PK")


def test_a_tar_with_a_giant_header_or_a_long_name_is_bounded() -> None:
    events, bad = from_bytes(tarred(("thu-muc/" * 30 + "a.log", AUTH)))
    assert (len(events), bad) == (1, [])
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 2**33
    assert rules(from_bytes(info.tobuf() + b"x" * 1024)[1]) == [(None, "damaged")]


def test_folders_are_walked_in_order_and_links_and_pipes_are_said(tmp_path: Path) -> None:
    (tmp_path / "may").mkdir()
    (tmp_path / "may" / "b.log").write_bytes(AUTH)
    (tmp_path / "may" / "a.log").write_bytes(AUTH * 2)
    (tmp_path / "lien-ket").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "ong")
    events, bad = opened(tmp_path, tmp_path / "may" / "a.log")
    assert [event.record for event in events] == [1, 2, 1]
    assert [(row.place.source.rpartition("/")[2], row.rule) for row in bad] == [("lien-ket", "not-a-file"), ("ong", "not-a-file")]


def test_a_path_that_is_not_there_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(AUTH)
    events, bad = opened(tmp_path / "khong-co", tmp_path / "a.log")
    assert (len(events), rules(bad)) == (1, [(None, "not-found")])


def test_a_file_that_changes_while_it_is_read_is_said(tmp_path: Path) -> None:
    from vonggac.sources.events import open_logs

    path = tmp_path / "a.log"
    path.write_bytes(AUTH * 30_000)
    chunks = open_logs([path], limits=DEFAULT)
    first = next(chunks)
    with path.open("ab") as file:
        file.write(AUTH)
    rest = list(chunks)
    assert len(first.events) > 0
    assert [row.rule for row in rest[-1].bad] == ["changed"]


def test_folders_inside_folders_and_files_have_an_end(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(5):
        deep = deep / "x"
        deep.mkdir()
        (deep / "a.log").write_bytes(AUTH)
    events, bad = opened(tmp_path, limits=Limits(depth=3))
    assert (len(events), rules(bad)) == (2, [(None, "too-deep")])
    events, bad = opened(tmp_path, limits=Limits(files=3))
    assert (len(events), rules(bad)) == (3, [(None, "too-many-files")])


def test_an_office_document_is_no_log_and_costs_only_itself() -> None:
    office = zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:p>\n" * 50))
    events, bad = from_bytes(zipped(("bao-cao.docx", office), ("auth.log", AUTH)), "goi.zip")
    assert len(events) == 1, "the log beside it is read"
    (one,) = bad
    assert (str(one.place), one.seen, one.rule) == ("goi.zip/bao-cao.docx", "[Content_Types].xml", "office-document")
    assert "tài liệu văn phòng" in one.why
    assert "Xuất nhật ký" in one.why
    assert rules(from_bytes(office, "nhat-ky.log")[1]) == [(None, "office-document")], "by content, whatever it is called"
    sheet = zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("META-INF/manifest.xml", b"<m/>"), ("auth.log", AUTH))
    assert rules(from_bytes(sheet, "so-lieu.ods")[1]) == [(None, "office-document")]
    assert from_bytes(zipped(("META-INF/manifest.xml", b"<m/>"), ("auth.log", AUTH)), "goi.zip")[0], "half a sign is none"
