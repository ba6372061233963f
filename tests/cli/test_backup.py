"""A backup is whole, private and checked; a restore never trusts and never overwrites."""

from __future__ import annotations

import io
import json
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import override_settings

from installation import Installation, own_database
from vonggac.cli import archive, main

FILL = """
from datetime import UTC, datetime
from django.conf import settings
from django.db import transaction
from vonggac.apps.audit import services as audit
from vonggac.apps.accounts.models import User
at = datetime(2026, 11, 23, tzinfo=UTC)
with transaction.atomic():
    for number in range(5):
        User.objects.create(username=f"canbo{number}", full_name=f"Lê Văn Số {number}")
        audit.record("test.person.added", by=None, at=at, subject=f"accounts.user:{number}", text="Đức Hòa")
(settings.DATA / "evidence" / "ab").mkdir()
(settings.DATA / "evidence" / "ab" / "abcd").write_bytes(b"minh chung" * 5000)
(settings.DATA / "outbox" / "thu.log").write_text("thư")
"""
ASK = """
import json, hashlib
from django.conf import settings
from vonggac.apps.accounts.models import User
from vonggac.apps.audit.models import Entry, ChainHead
from vonggac.apps.audit.services import link_digest
entries = list(Entry.objects.order_by("number"))
whole = all(e.digest == link_digest(e) for e in entries)
chained = all(b.previous == a.digest for a, b in zip(entries, entries[1:]))
kept = [p for p in (settings.DATA / "evidence").rglob("*") if p.is_file()]
files = {str(p.relative_to(settings.DATA)): hashlib.sha256(p.read_bytes()).hexdigest() for p in kept}
key = (settings.DATA / "secret-key").read_text()
print(json.dumps([User.objects.count(), len(entries), whole, chained, ChainHead.objects.get().digest, files, key]))
"""


@dataclass(frozen=True)
class Full:
    """An installation with people, log and files, and what it answered to ASK."""

    house: Installation
    answer: object

    @property
    def data(self) -> Path:
        return self.house.data


@pytest.fixture(scope="module")
def full(template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    """No test of this file changes it."""
    with template.copied(tmp_path_factory.mktemp("full") / "data") as house:
        yield Full(house, json.loads(house.python(FILL + ASK)))


@pytest.fixture(scope="module")
def saved(full: Full, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup, alone in a folder."""
    file = tmp_path_factory.mktemp("kho") / "sao.tar.gz"
    done = full.house.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


@pytest.mark.journey
def test_what_was_saved_comes_back_and_the_audit_chain_still_holds(full: Full, saved: Path, tmp_path: Path) -> None:
    with own_database() as url:
        other = Installation(tmp_path / "moi", url)
        brought = other.run("restore", str(saved), "--data", str(other.data))
        assert brought.returncode == 0, brought.stderr
        after = json.loads(other.python(ASK))
    assert after == full.answer
    assert (after[0], after[1], after[2], after[3], len(after[5])) == (5, 5, True, True, 1)
    assert (other.data / "outbox" / "thu.log").read_text() == "thư"
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [other.data, *other.data.rglob("*")]} == {0}


@pytest.mark.journey
def test_a_backup_is_readable_by_nobody_else_and_leaves_no_scrap(full: Full, saved: Path) -> None:
    assert [path.name for path in saved.parent.iterdir()] == ["sao.tar.gz"]
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert not list(full.data.glob(".backup-*"))


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "sao.tar.gz").write_text("bản cũ")
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "sao.tar.gz")])
    assert (done.exit_code, (tmp_path / "sao.tar.gz").read_text()) == (2, "bản cũ")
    assert "Chọn tên khác" in done.stderr


class TestARestore:
    """Every refusal starts from a backup that would have been accepted."""

    @pytest.fixture(scope="class")
    def made(self, template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """A backup of a folder with a piece of evidence, made in this process; nobody changes it."""
        if template.database_url:
            pytest.skip("the file's own checks are the same on PostgreSQL; they run with SQLite")
        data = Path(shutil.copytree(template.data, tmp_path_factory.mktemp("full") / "data"))
        (data / "evidence" / "ab").mkdir()
        (data / "evidence" / "ab" / "abcd").write_bytes(b"minh chung" * 5000)
        (data / "outbox" / "thu.log").write_text("thư")
        with override_settings(DATA=data), patch.dict(connection.settings_dict, NAME=str(data / archive.SQLITE)):
            archive.save(data.parent / "sao.tar.gz")
        return data.parent / "sao.tar.gz"

    @pytest.fixture
    def packed(self, made: Path, tmp_path: Path) -> Path:
        return Path(shutil.copy(made, tmp_path / "sao.tar.gz"))

    def refused(self, file: Path, folder: Path, words: str) -> None:
        with pytest.raises(archive.Unusable, match=words):
            archive.bring_back(file, folder)

    def test_of_the_untouched_file_is_accepted(self, packed: Path, tmp_path: Path) -> None:
        assert archive.bring_back(packed, tmp_path / "moi").files == 4
        assert archive.bring_back(repack(packed, lambda name, content: (name, content)), tmp_path / "moi-2").files == 4

    def test_into_a_folder_with_something_in_it_is_refused(self, packed: Path, tmp_path: Path) -> None:
        (tmp_path / "moi").mkdir()
        (tmp_path / "moi" / "cua-toi").write_text("quý")
        self.refused(packed, tmp_path / "moi", "không trống")
        assert [path.name for path in (tmp_path / "moi").iterdir()] == ["cua-toi"]

    def test_of_a_file_cut_short_leaves_nothing(self, packed: Path, tmp_path: Path) -> None:
        whole = packed.read_bytes()
        for length in (0, 10, len(whole) // 2, len(whole) - 80):
            packed.write_bytes(whole[:length])
            self.refused(packed, tmp_path / "moi", "cắt cụt")
            assert not (tmp_path / "moi").exists()
        assert not list(tmp_path.glob(".moi-*"))

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda name, content: (name, content.replace(b"minh", b"sinh")) if name.startswith("evidence") else (name, content), "bị sửa"),
            (lambda name, content: None if name.startswith("evidence") else (name, content), "bị thiếu"),
            (lambda name, content: ("../ngoai", content) if name.startswith("evidence") else (name, content), "mục lạ"),
            (lambda name, content: ("/tmp/ngoai", content) if name.startswith("evidence") else (name, content), "mục lạ"),
            (lambda name, content: None if name == "manifest.json" else (name, content), "không phải bản sao lưu"),
            (lambda name, content: (name, content.replace(b'"format": 1', b'"format": 9')), "mới hơn"),
            (lambda name, content: (name, content.replace(b'"database": "sqlite"', b'"database": "postgresql"')), "PostgreSQL"),
        ],
        ids=["changed", "missing", "climbing", "absolute", "no manifest", "newer", "other database"],
    )
    def test_of_a_file_that_was_tampered_with_leaves_nothing(
        self, packed: Path, tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], words: str
    ) -> None:
        self.refused(repack(packed, change), tmp_path / "moi", words)
        assert not (tmp_path / "moi").exists()
        assert not (tmp_path / "ngoai").exists()

    def test_of_a_file_with_a_link_in_it_is_refused(self, packed: Path, tmp_path: Path) -> None:
        link = tarfile.TarInfo("evidence/cua-sau")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        self.refused(repack(packed, lambda name, content: (name, content), link), tmp_path / "moi", "mục lạ")


def repack(packed: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], *more: tarfile.TarInfo) -> Path:
    """Write the backup anew with every member changed as told."""
    target = packed.with_name("sua.tar.gz")
    with tarfile.open(packed) as old, tarfile.open(target, "w:gz") as new:
        for entry in more:
            new.addfile(entry)
        for entry in old:
            content = old.extractfile(entry)
            assert content is not None
            changed = change(entry.name, content.read())
            if changed is not None:
                entry.name, entry.size = changed[0], len(changed[1])
                new.addfile(entry, io.BytesIO(changed[1]))
    shutil.copymode(packed, target)
    return target
