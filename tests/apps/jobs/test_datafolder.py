"""The data folder is ours alone, and its key is made once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vonggac.apps.jobs import datafolder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_may_read_the_folder_its_parts_or_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "dữ liệu" / "var"
    datafolder.prepare(folder)
    assert mode(folder) == 0o700
    assert {mode(folder / part) for part in datafolder.PARTS} == {0o700}
    assert mode(folder / "secret-key") == 0o600
    assert len((folder / "secret-key").read_text().strip()) >= 48


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    datafolder.prepare(tmp_path)
    assert mode(tmp_path) == 0o700


def test_a_second_start_keeps_the_key(tmp_path: Path) -> None:
    datafolder.prepare(tmp_path)
    first = (tmp_path / "secret-key").read_text()
    datafolder.prepare(tmp_path)
    assert (tmp_path / "secret-key").read_text() == first


def test_many_starts_at_once_agree_on_one_key_and_leave_no_scrap(tmp_path: Path) -> None:
    def make(_: int) -> str:
        return datafolder.make_secret_key(tmp_path).read_text()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make, range(40)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_folder_that_cannot_be_made_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("không phải thư mục")
    with pytest.raises(datafolder.CannotPrepare, match="Không dùng được thư mục dữ liệu"):
        datafolder.prepare(tmp_path / "tep" / "var")
