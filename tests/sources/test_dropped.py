"""Files dropped by others: no link is followed, a change is known, moving and wiping harm nobody else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vonggac.sources import dropped


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "in" / "so-thu").mkdir(parents=True)
    with dropped.opened(tmp_path / "in", "so-thu") as handle:
        yield handle


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "in" / "so-thu"


def the_one(folder: int) -> dropped.Seen:
    ((seen,), _copied) = dropped.look(folder, ("ours",))
    return seen


def test_hidden_names_own_folders_and_names_of_unfinished_copies_are_passed_over(folder: int, here: Path) -> None:
    for name in (".an", "a.log.PART", "b.log~", "c.log"):
        (here / name).write_bytes(b"x")
    (here / "ours").mkdir()
    found, copied = dropped.look(folder, ("ours",))
    assert ([seen.name for seen in found], copied) == (["c.log"], 2)


def test_a_file_written_anew_with_its_old_times_and_size_is_known_as_changed(folder: int, here: Path) -> None:
    path = here / "a.log"
    path.write_bytes(b"one")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    seen = the_one(folder)
    with dropped.open_file(folder, seen) as file:
        assert not dropped.has_changed(folder, seen, file)
        path.chmod(0o600)
        path.write_bytes(b"two")
        os.utime(path, (1_000_000_000, 1_000_000_000))
        assert seen.quiet_since() > 1_600_000_000, "times that are set back make no file quiet"
        assert dropped.has_changed(folder, seen, file)


@pytest.mark.parametrize("end", ["another takes its name", "it goes"])
def test_a_name_that_stands_for_another_file_after_reading_is_known_as_changed(folder: int, here: Path, end: str) -> None:
    (here / "a.log").write_bytes(b"one")
    seen = the_one(folder)
    with dropped.open_file(folder, seen) as file:
        (here / "a.log").unlink()
        if end == "another takes its name":
            (here / "a.log").write_bytes(b"one")
        assert dropped.has_changed(folder, seen, file)


def test_what_is_too_large_is_unfit_and_says_what_to_do(folder: int, here: Path) -> None:
    (here / "a.log").write_bytes(b"x" * 11)
    with pytest.raises(dropped.Unfit, match="Chia thành nhiều tệp"):
        dropped.open_file(folder, the_one(folder), largest=10)


def test_wiping_leaves_the_reason_only_and_no_zeros_in_the_other_names_of_a_file(folder: int, here: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"of somebody else")
    (here / "a.log").hardlink_to(theirs)
    dropped.wipe_away(folder, the_one(folder), "refused", "vì sao")
    assert [path.name for path in here.iterdir()] == ["refused"]
    (reason,) = (here / "refused").iterdir()
    assert (reason.read_text(encoding="utf-8"), "a.log" in reason.name) == ("vì sao\n", False)
    assert theirs.read_bytes() == b"of somebody else"


def test_a_wiped_file_holds_only_zeros_where_somebody_has_it_open(folder: int, here: Path) -> None:
    (here / "a.log").write_bytes(b"secret")
    with (here / "a.log").open("rb") as still_open:
        dropped.wipe_away(folder, the_one(folder), "refused", "vì sao")
        assert still_open.read() == bytes(6)


def test_a_folder_of_ours_that_became_a_link_is_not_entered(folder: int, here: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (here / "refused").symlink_to(tmp_path / "elsewhere")
    (here / "a.log").write_bytes(b"x")
    ((seen,), _copied) = dropped.look(folder, ("refused",))
    with pytest.raises(OSError, match="Not a directory|symbolic"):
        dropped.put_away(folder, seen, "refused", "vì sao")
    assert list((tmp_path / "elsewhere").iterdir()) == []
