"""Files that bodies drop into their folders: finished ones become a hunt, others wait, refused ones lie aside with their reason."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cast import NOW, TODAY, Cast
from hunting_here import NOTHING, ROOT_CAME_IN
from hunts_cast import starter
from vonggac.apps.hunts import storing
from vonggac.apps.hunts.models import Campaign, CampaignBody, Hunt
from vonggac.apps.hunts.services.watching import Looked, look_into_folders

pytestmark = pytest.mark.django_db

LONG_AGO = 1_000_000_000


@pytest.fixture
def drop(cast: Cast, settings: Any) -> Callable[..., Path]:
    """Drop a file into the folder of the department."""
    starter(cast)

    def put(name: str, content: bytes = NOTHING, code: str = "so-thu") -> Path:
        folder = Path(settings.HUNTS_IN) / code
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        return folder / name

    return put


def look(later: float = 600.0) -> Looked:
    """Look as if so many seconds had passed since everything was dropped."""
    import time

    return look_into_folders(at=NOW, clock=time.time() + later)


def aside(folder: Path) -> dict[str, str]:
    """Return what lies aside: name → its reason."""
    refused = folder / "tu-choi"
    found = sorted(path.name for path in refused.iterdir()) if refused.is_dir() else []
    return {name: (refused / name).read_text(encoding="utf-8") if name.endswith(".ly-do.txt") else "" for name in found}


def test_finished_files_of_a_body_become_one_hunt_and_leave_the_folder(drop: Callable[..., Path], cast: Cast) -> None:
    folder = drop("a.log").parent
    drop("b.log", ROOT_CAME_IN)
    looked = look()
    assert (looked.hunts, looked.files, looked.refused, looked.waiting) == (1, 2, 0, 0)
    row = Hunt.objects.get()
    assert (row.organisation, row.came_by, row.asked_by, row.packs.count()) == (cast.department, "folder", None, 1)
    assert {file.name for file in row.files.all()} == {"a.log", "b.log"}
    assert list(folder.iterdir()) == []
    assert look().hunts == 0


def test_a_file_that_is_still_copied_waits(drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    drop("a.log")
    drop("b.log.part")
    assert (look(later=5).hunts, look(later=5).waiting) == (0, 2)
    grows = drop("c.log")
    taken = storing.Desk.take

    def grow_meanwhile(desk: storing.Desk, name: str, stream: Any) -> storing.Kept:
        kept = taken(desk, name, stream)
        if name == "c.log":
            grows.write_bytes(NOTHING * 2)
            os.utime(grows, ns=(LONG_AGO, LONG_AGO))
        return kept

    monkeypatch.setattr(storing.Desk, "take", grow_meanwhile)
    looked = look()
    assert (looked.hunts, looked.files, looked.waiting) == (1, 1, 2)
    assert grows.exists(), "what grew while it was read is taken at the next look"


def test_what_is_no_plain_file_lies_aside_with_its_reason_and_no_link_is_followed(drop: Callable[..., Path], tmp_path: Path) -> None:
    folder = drop("good.log").parent
    outside = tmp_path / "khóa"
    outside.write_text("bí mật của máy", encoding="utf-8")
    (folder / "link.log").symlink_to(outside)
    (folder / "hard.log").hardlink_to(outside)
    (folder / "sub").mkdir()
    drop("empty.log", b"")
    looked = look()
    assert (looked.hunts, looked.files, looked.refused) == (1, 1, 4)
    reasons = " ".join(aside(folder).values())
    assert all(word in reasons for word in ("liên kết hoặc tệp không mở được", "liên kết cứng", "Nén thư mục", "rỗng"))
    assert outside.read_text(encoding="utf-8") == "bí mật của máy"


def test_a_folder_that_is_a_link_and_one_of_nobody_are_left_alone(drop: Callable[..., Path], settings: Any, tmp_path: Path) -> None:
    drop("a.log", code="khong-ai")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.log").write_bytes(NOTHING)
    Path(settings.HUNTS_IN, "x-duc-hoa").symlink_to(tmp_path / "elsewhere")
    looked = look()
    assert (looked.hunts, looked.strangers) == (0, 1)
    assert (tmp_path / "elsewhere" / "a.log").exists()


def test_a_file_that_shows_a_degree_of_secrecy_is_deleted_and_the_others_go_on(drop: Callable[..., Path]) -> None:
    secret = drop("bí thư.log", "x\nTỐI MẬT\n".encode())
    drop("good.log")
    assert (look().hunts, secret.exists()) == (1, False)
    (name,) = aside(secret.parent)
    assert "chỉ độ mật" in aside(secret.parent)[name]
    assert "bí thư" not in name


def test_a_file_that_was_handed_over_before_lies_aside_and_names_its_hunt(drop: Callable[..., Path]) -> None:
    drop("a.log")
    look()
    again = drop("a lần nữa.log")
    drop("new.log", ROOT_CAME_IN)
    assert look().refused == 1
    assert f"lượt {Hunt.objects.get().pk}" in " ".join(aside(again.parent).values())
    assert look().hunts == 1, "the new one goes with the next look"


def test_without_room_everything_waits(drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = drop("a.log")
    monkeypatch.setattr(storing, "free_space", lambda _folder: 0)
    assert (look().hunts, look().waiting, path.exists()) == (0, 1, True)


def test_the_open_campaign_that_asks_the_body_gets_the_hunt_with_its_rules(drop: Callable[..., Path], cast: Cast) -> None:
    asked = Campaign.objects.create(
        title="Đợt 2", due_on=TODAY, made_by=cast.coordinator, made_at=NOW, state="open", opened_at=NOW, with_indicators=True
    )
    CampaignBody.objects.create(campaign=asked, organisation=cast.department)
    drop("a.log")
    assert look().hunts == 1
    row = Hunt.objects.get()
    assert (row.campaign, row.packs.count(), row.with_indicators) == (asked, 0, True)
