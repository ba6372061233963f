"""Sets of rules: handed over, read with every refused rule and its reason, replaced, retired; nothing hostile is taken in."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import NOW, Cast
from vonggac.apps.audit.models import Entry
from vonggac.apps.hunts.models import RulePack
from vonggac.apps.hunts.packing import Gone, rule_paths
from vonggac.apps.hunts.services import packs
from vonggac.apps.work import files
from vonggac.apps.work.models import StoredFile

pytestmark = pytest.mark.django_db
GOOD = b"""title: Tai tep
id: 11111111-2222-4333-8444-555555555555
author: Thu Nghiem
logsource: {product: windows, category: process_creation}
detection: {sel: {Image|endswith: '\\\\certutil.exe'}, condition: sel}
level: high
"""
BROKEN = b"title: Hong\nlogsource: {product: windows}\ndetection: {sel: {A|nosuch: b}, condition: sel}\n"
YARA = b'rule tot { strings: $a = "xau" condition: $a }\nrule hong { condition: khong_co }\n'


def package(**inside: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def add(cast: Cast, *given: tuple[bytes, str], **facts: Any) -> RulePack:
    told = {"name": "SigmaHQ", "version": "r2026-11-01", "licence": "DRL 1.1", **facts}
    return packs.add_pack(packs.NewPack(files=given, **told), by=cast.coordinator, at=NOW)


def read(row: RulePack) -> RulePack:
    packs.read_pack(row.pk, at=NOW)
    row.refresh_from_db()
    return row


def test_a_set_says_what_loads_and_why_each_other_rule_does_not(cast: Cast) -> None:
    row = add(cast, (package(**{"rules__tot.yml": GOOD, "rules__hong.yml": BROKEN}), "sigma.zip"))
    assert (row.kind, row.checked_at) == ("sigma", None), "nobody chooses a set before it was read"
    row = read(row)
    assert (row.loaded, row.refused, row.checked_at) == (1, 1, NOW)
    assert row.not_loaded[0]["file"] == "rules/hong.yml:3"
    assert row.not_loaded[0]["title"] == "Hong"
    assert row.not_loaded[0]["why"]
    assert [line.act for line in Entry.objects.order_by("number")][-2:] == ["hunts.pack.added", "hunts.pack.read"]


def test_several_files_become_one_set_and_yara_is_told_from_sigma(cast: Cast) -> None:
    assert read(add(cast, (GOOD, "a.yml"), (BROKEN, "a.yml"))).loaded == 1
    yara = read(add(cast, (YARA, "mau.yar"), name="YARA"))
    assert (yara.kind, yara.loaded, yara.refused, yara.not_loaded[0]["title"]) == ("yara", 1, 1, "hong")


def test_a_newer_version_replaces_the_older_which_nobody_chooses_any_more(cast: Cast) -> None:
    older = add(cast, (GOOD, "a.yml"))
    newer = add(cast, (GOOD + b"# moi\n", "a.yml"), version="2", replaces=older)
    older.refresh_from_db()
    assert (newer.replaces, older.retired_at) == (older, NOW)
    with pytest.raises(ValidationError, match="bản mới hơn"):
        add(cast, (GOOD + b"# nua\n", "a.yml"), replaces=older)
    with pytest.raises(ValidationError, match="loại khác"):
        add(cast, (YARA, "a.yar"), replaces=newer)


def test_a_retired_set_stays_with_its_reason_in_the_log(cast: Cast) -> None:
    row = add(cast, (GOOD, "a.yml"))
    with pytest.raises(ValidationError, match="Ghi lý do"):
        packs.retire_pack(row, reason=" ", by=cast.coordinator, at=NOW)
    packs.retire_pack(row, reason="nhiều báo nhầm", by=cast.coordinator, at=NOW)
    line = Entry.objects.latest("number")
    assert line.act == "hunts.pack.retired"
    assert "nhiều" not in str(line.detail)
    assert add(cast, (GOOD, "a.yml")).retired_at is None, "the same file may come back as a set of its own"


def test_only_who_keeps_rules_adds_or_retires_them(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        packs.add_pack(packs.NewPack(name="X", files=[(GOOD, "a.yml")]), by=cast.officer, at=NOW)
    with pytest.raises(PermissionDenied):
        packs.retire_pack(add(cast, (GOOD, "a.yml")), reason="x", by=cast.responder, at=NOW)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Chọn tệp"),
        ([(b"", "a.yml")], "rỗng"),
        ([(b"MZ", "a.exe")], "không phải quy tắc"),
        ([(b"khong phai zip", "a.zip")], "không phải gói ZIP"),
        ([(package(doc=b"x"), "a.zip")], "không có tệp quy tắc"),
        ([(package(**{"a.yml": GOOD, "b.yar": YARA}), "a.zip")], "tách thành hai"),
        ([(package(**{"..__..__a.yml": GOOD}), "a.zip")], "đường dẫn ra ngoài"),
        ([(package(**{"a.yml": GOOD}), "a.zip"), (GOOD, "b.yml")], "không gửi lẫn"),
        ([("title: x\n# ĐỘ MẬT: TỐI MẬT\n".encode(), "a.yml")], "dấu chỉ độ mật"),
    ],
)
def test_what_is_no_set_of_rules_is_refused_and_nothing_is_kept(cast: Cast, given: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        add(cast, *given)
    assert not RulePack.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_bomb_is_refused_before_it_is_unpacked(cast: Cast) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.yml", b"\0" * 20_000_000)
    with pytest.raises(ValidationError, match="bom nén"):
        add(cast, (out.getvalue(), "a.zip"))


def test_the_same_set_twice_is_said_with_its_name(cast: Cast) -> None:
    add(cast, (GOOD, "a.yml"))
    with pytest.raises(ValidationError, match="SigmaHQ r2026-11-01"):
        add(cast, (GOOD, "khac.yml"), name="Khác")


def test_a_set_whose_file_was_lost_says_so(cast: Cast, tmp_path: Path) -> None:
    row = add(cast, (GOOD + b"# mat\n", "a.yml"))
    assert row.file is not None
    files.path_of(row.file.sha256).unlink()
    with pytest.raises(Gone):
        rule_paths(row, tmp_path)
    assert "không còn trên máy chủ" in read(row).not_loaded[0]["why"]


def test_the_rules_that_ship_are_a_set_and_are_read_only_when_they_changed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = packs.lay_starter_pack(at=NOW)
    assert (row.file, row.refused, row.checked_at) == (None, 0, NOW)
    assert row.loaded > 30
    assert re.fullmatch(r"\d\d/\d\d/20\d\d", row.issue), "the day of the newest rule stands first, the mark of the content apart"
    assert str(row) == f"{packs.STARTER_NAME} {row.issue}"
    assert re.fullmatch(r"[0-9a-f]{8}", row.build)
    lines = Entry.objects.count()
    assert packs.lay_starter_pack(at=NOW) == row
    assert Entry.objects.count() == lines
    with pytest.raises(ValidationError, match="đi cùng phần mềm"):
        packs.retire_pack(row, reason="x", by=cast.coordinator, at=NOW)
    monkeypatch.setattr(packs, "starter_version", lambda: "khac")
    newer = packs.lay_starter_pack(at=NOW)
    row.refresh_from_db()
    assert (newer.replaces, row.retired_at) == (row, NOW)
