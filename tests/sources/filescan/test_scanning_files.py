"""Files against rules and hashes: what is known is not scanned, what is found is shown with evidence, and no file is changed by it."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from vonggac.engines.hunt import Detection
from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.sources.filescan import FileScan, ScanLimits, YaraRules, hash_sets, read_yara, scan_with_clamav
from vonggac.sources.refusal import Refused

RULE = """
rule Dropper : T1105 example {
  meta: author = "Nguyễn Văn Mẫu" description = "Tệp tải mã độc" license = "MIT" score = 80 reference = "https://example.vn/a"
  strings: $a = "ma-doc-mau" $b = { DE AD BE EF }
  condition: any of them
}
rule By_name { condition: filename == "svch0st.exe" and extension == ".exe" and filepath contains "temp" }
"""
EVIL = b"xx ma-doc-mau yy \xde\xad\xbe\xef"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> YaraRules:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "a.yar").write_text(RULE, encoding="utf-8")
    return read_yara([folder])


def found_by(scan: FileScan, *paths: Path) -> list[tuple[str, str]]:
    return [(one.heading.id, one.event.source) for one in scan.scan(paths)]


def written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_match_shows_where_it_stands_with_hashes_and_whoever_wrote_the_rule(rules: YaraRules, tmp_path: Path) -> None:
    path = written(tmp_path / "a.bin", EVIL)
    (one,) = FileScan(rules).scan([path])
    assert (one.heading.id, one.heading.title, one.heading.level) == ("yara:Dropper", "Tệp tải mã độc", "high")
    assert (one.heading.author, one.heading.licence, one.heading.tags) == ("Nguyễn Văn Mẫu", "MIT", ("attack.t1105", "example"))
    about, matches = one.event.fields["file"], one.event.fields["matches"]
    assert (about["sha256"], about["size"], about["path"]) == (hashlib.sha256(EVIL).hexdigest(), len(EVIL), str(path))
    assert [(match["pattern"], match["offset"], match["text"]) for match in matches] == [("$a", 3, "ma-doc-mau"), ("$b", 17, "....")]
    assert one.because == "quy tắc YARA Dropper khớp 2 đoạn"


def test_no_file_is_changed_moved_or_touched(rules: YaraRules, tmp_path: Path) -> None:
    path = written(tmp_path / "in" / "a.bin", EVIL)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    path.chmod(0o400)
    before = {one: (one.stat().st_mtime_ns, one.stat().st_mode, one.read_bytes()) for one in tmp_path.rglob("*") if one.is_file()}
    assert found_by(FileScan(rules), tmp_path / "in")
    assert {one: (one.stat().st_mtime_ns, one.stat().st_mode, one.read_bytes()) for one in tmp_path.rglob("*") if one.is_file()} == before


def test_a_rule_may_ask_for_the_name_of_the_file(rules: YaraRules, tmp_path: Path) -> None:
    written(tmp_path / "temp" / "svch0st.exe", b"sach")
    written(tmp_path / "temp" / "svch0st.txt", b"sach")
    assert found_by(FileScan(rules), tmp_path / "temp") == [("yara:By_name", "temp/svch0st.exe")]


def test_an_allowed_file_is_not_scanned_and_a_known_bad_one_is_told_even_if_allowed(rules: YaraRules, tmp_path: Path) -> None:
    evil, other = written(tmp_path / "in" / "a.bin", EVIL), written(tmp_path / "in" / "b.bin", EVIL + b"2")
    allowed = written(tmp_path / "allow.txt", f'"{hashlib.sha1(EVIL).hexdigest().upper()}","a.bin",5\n'.encode())
    scan = FileScan(rules, hash_sets([allowed]))
    assert found_by(scan, evil, other) == [("yara:Dropper", "b.bin")]
    assert (scan.tally.files, scan.tally.allowed, scan.tally.scanned) == (2, 1, 1)
    known = Known(Sort.HASH, hashlib.md5(EVIL).hexdigest(), "ioc.txt, dòng 1")
    found = list(FileScan(None, hash_sets([allowed], [known])).scan([evil]))
    assert [(one.heading.level, one.because) for one in found] == [("high", "mã băm có trong ioc.txt, dòng 1")]


def test_members_of_archives_are_looked_at_also_inside_another_archive(rules: YaraRules, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"what an office document holds")
        archive.writestr("b.bin", EVIL)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trong/x.zip", inner.getvalue())
        archive.writestr("c.gz", gzip.compress(EVIL))
        archive.writestr("../ngoai.bin", EVIL)
    scan = FileScan(rules)
    assert [source for _rule, source in found_by(scan, tmp_path / "a.zip")] == ["a.zip/trong/x.zip/b.bin", "a.zip/c.gz"]
    assert [row.rule for row in scan.tally.bad] == ["path-trick"]


def test_a_bomb_is_told_and_ends(rules: YaraRules, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 40_000_000)
    scan = FileScan(rules, limits=ScanLimits(size=1_000_000))
    tracemalloc.start()
    assert found_by(scan, tmp_path / "bomb.zip") == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000
    assert {row.rule for row in scan.tally.bad} & {"too-large", "zip-bomb"}


def test_a_file_that_is_too_large_is_hashed_and_told(rules: YaraRules, tmp_path: Path) -> None:
    path = written(tmp_path / "a.bin", EVIL * 100)
    scan = FileScan(rules, limits=ScanLimits(size=100))
    assert found_by(scan, path) == []
    assert [row.rule for row in scan.tally.bad] == ["too-large"]
    known = Known(Sort.HASH, hashlib.sha256(EVIL * 100).hexdigest(), "ioc.txt, dòng 1")
    assert len(found_by(FileScan(rules, hash_sets(known=[known]), limits=ScanLimits(size=100)), path)) == 1


def test_a_link_is_not_followed_and_what_cannot_be_read_is_told(rules: YaraRules, tmp_path: Path) -> None:
    target = written(tmp_path / "out" / "a.bin", EVIL)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(target)
    os.mkfifo(tmp_path / "in" / "pipe")
    scan = FileScan(rules)
    assert found_by(scan, tmp_path / "in", tmp_path / "khong-co") == []
    assert sorted(row.rule for row in scan.tally.bad) == ["not-a-file", "not-a-file", "not-found"]


def test_a_suspicious_name_is_found_on_a_disk_of_windows_read_elsewhere(tmp_path: Path) -> None:
    written(tmp_path / "Users" / "mimi.exe", b"")
    known = Known(Sort.FILE, r"\\Users\\mim[i1]+\.exe$", "names.txt, dòng 3", level="medium")
    assert found_by(FileScan(known=[known]), tmp_path) == [(f"indicator:file:{known.value}", f"{tmp_path.name}/Users/mimi.exe")]


# --- rules ---------------------------------------------------------------------------------------------------------------------------


def test_a_rule_that_is_wrong_costs_itself_and_is_reported(tmp_path: Path) -> None:
    written(tmp_path / "a.yar", b'rule Good { strings: $a = "x" condition: $a }\nrule Bad { condition: $khong }\n')
    written(tmp_path / "b.yara", b"rule { \n")
    written(tmp_path / "c.txt", b"rule Not_taken { condition: true }")
    written(tmp_path / "d.yar", b'include "/etc/passwd"\nrule D { condition: false }\n')
    rules = read_yara([tmp_path])
    assert sorted({Path(one.file).name for one in rules.not_loaded}) == ["a.yar", "b.yara", "d.yar"]
    assert [one.why for one in rules.not_loaded if one.title == "Bad"] == ["Dòng 2: unknown pattern `$khong`. Sửa hoặc bỏ quy tắc này."]
    assert found_by(FileScan(rules), written(tmp_path / "x.bin", b"x")) == [("yara:Good", "x.bin")]


def test_two_files_may_name_their_rules_alike(tmp_path: Path) -> None:
    for name in ("a.yar", "b.yar"):
        written(tmp_path / name, b'rule Same { strings: $a = "x" condition: $a }')
    rules = read_yara([tmp_path])
    assert rules.not_loaded == ()
    assert len(found_by(FileScan(rules), written(tmp_path / "x.bin", b"x"))) == 2


def test_no_rule_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Không có quy tắc YARA"):
        read_yara([tmp_path])


def test_compiled_rules_are_kept_by_what_they_say_and_taken_only_from_our_own_folder(tmp_path: Path) -> None:
    rules, cache = tmp_path / "rules", tmp_path / "cache"
    written(rules / "a.yar", b'rule A { strings: $a = "x" condition: $a }')
    first = read_yara([rules], cache=cache)
    (kept,) = cache.iterdir()
    assert kept.name == f"{first.version}.yarax"
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    path = written(tmp_path / "x.bin", b"x")
    assert found_by(FileScan(read_yara([rules], cache=cache)), path) == [("yara:A", "x.bin")]
    written(rules / "a.yar", b'rule B { strings: $a = "x" condition: $a }')
    assert found_by(FileScan(read_yara([rules], cache=cache)), path) == [("yara:B", "x.bin")]
    damaged = cache / f"{read_yara([rules]).version}.yarax"
    damaged.write_bytes(b"khong phai quy tac")
    assert found_by(FileScan(read_yara([rules], cache=cache)), path) == [("yara:B", "x.bin")]
    kept.chmod(0o666)
    written(rules / "a.yar", b'rule A { strings: $a = "x" condition: $a }')
    kept.write_bytes(damaged.read_bytes())
    assert found_by(FileScan(read_yara([rules], cache=cache)), path) == [("yara:A", "x.bin")], "writable by others: not taken"


@pytest.mark.skipif("VONGGAC_REFERENCE" not in os.environ, reason="VONGGAC_REFERENCE names no reference data")
def test_the_real_rules_all_load_and_find_nothing_in_ourselves() -> None:
    rules = read_yara([Path(os.environ["VONGGAC_REFERENCE"]) / "data" / "hunt" / "yara"])
    assert rules.files > 130
    assert len(rules.not_loaded) <= 0.02 * rules.count, [str(one) for one in rules.not_loaded[:3]]
    assert found_by(FileScan(rules), Path(__file__).parents[3] / "src" / "vonggac" / "kernel") == []


# --- ClamAV ----------------------------------------------------------------------------------------------------------------------------


def _fake(tmp_path: Path, body: str) -> str:
    """A program in ClamAV's place that answers as ClamAV does."""
    path = written(tmp_path / "clamscan", f"#!/bin/sh\n{body}\n".encode())
    path.chmod(0o700)
    return str(path)


def test_clamav_is_given_a_list_and_nothing_that_moves_or_removes(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    program = _fake(
        tmp_path, f'echo "$@" > {seen}; cat "${{4#--file-list=}}" >> {seen}; echo "{tmp_path}/a b.exe: Win.Test-1 FOUND"; exit 1'
    )
    written(tmp_path / "a b.exe", b"x")
    (one,) = scan_with_clamav(program, [str(tmp_path / "a b.exe")])
    assert isinstance(one, Detection)
    assert (one.heading.id, one.event.fields["file"]["size"]) == ("clamav:Win.Test-1", 1)
    options, listed = seen.read_text(encoding="utf-8").splitlines()
    assert listed == str(tmp_path / "a b.exe")
    assert "--remove" not in options
    assert "--move" not in options


def test_clamav_that_fails_is_reported_with_its_words(tmp_path: Path) -> None:
    (bad,) = scan_with_clamav(_fake(tmp_path, 'echo "ERROR: no database" >&2; exit 2'), ["/x"])
    assert (bad.rule, bad.seen) == ("clamav", "ERROR: no database")  # type: ignore[union-attr]
