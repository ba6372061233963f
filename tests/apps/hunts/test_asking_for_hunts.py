"""Handing files over: what is taken in, what is refused, and that nothing of what is refused stays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import NOW, TODAY, Cast, organisation
from hunting_here import NOTHING
from hunts_cast import starter
from vonggac.apps.audit.models import Entry
from vonggac.apps.hunts import storing
from vonggac.apps.hunts.hunt_refusals import HandedOverBefore, NotNow
from vonggac.apps.hunts.models import Campaign, CampaignBody, Hunt
from vonggac.apps.hunts.queries.packs import open_campaigns_for
from vonggac.apps.hunts.services.asking import ask_again, ask_anew, cancel_hunt
from vonggac.apps.hunts.services.keeping import throw_away
from vonggac.apps.hunts.storing import file_of, folder_of, hunts_folder
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db

Asks = Callable[..., Hunt]


def left() -> list[str]:
    """Return every file that lies among hunts."""
    return sorted(path.name for path in hunts_folder().rglob("*") if path.is_file())


def refuse_link(*names: object, **how: object) -> None:
    raise PermissionError(1, "no second name on this disk")


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, content in files.items():
            out.writestr(name, content)
    return packed.getvalue()


def test_files_lie_under_their_digest_and_one_line_of_the_log_says_so(asks: Asks, cast: Cast) -> None:
    hunt = asks({"../../etc/passwd": NOTHING, "Nhật ký máy chủ thư.log": NOTHING + NOTHING, "bản sao.log": NOTHING}, note="đợt rà soát")
    rows = list(hunt.files.all())
    assert [row.name for row in rows] == ["passwd", "Nhật ký máy chủ thư.log"]
    assert rows[0].remarks[0]["where"] == "bản sao.log"
    assert left() == sorted(row.sha256 for row in rows)
    assert file_of(hunt.pk, rows[0].sha256).read_bytes() == NOTHING
    assert (hunt.keep_until, hunt.state, hunt.asked_by) == (TODAY + timedelta(days=90), "waiting", cast.officer)
    line = Entry.objects.get(act="hunts.asked")
    assert (line.count, line.organisation_id, line.detail["size"]) == (2, cast.department.pk, 3 * len(NOTHING))
    assert "rà soát" not in str(line.detail)
    job = progress_of(hunt.job_key)
    assert job is not None
    assert job.state == "waiting"


@pytest.mark.parametrize("content", [NOTHING, zipped(**{"a.log": NOTHING}), "﻿x".encode("utf-16")], ids=["text", "zip", "utf-16"])
def test_nobody_hands_over_without_declaring_or_for_a_body_of_others(asks: Asks, cast: Cast, content: bytes) -> None:
    with pytest.raises(ValidationError, match="bí mật"):
        asks({"a.log": content}, declared=False)
    for person in (cast.stranger, cast.auditor, cast.provider):
        with pytest.raises(PermissionDenied):
            asks({"a.log": content}, by=person)
    assert left() == []


SECRET_LINE = '{"message": "x"}\n' * 9_000 + '{"doc": "TỐI MẬT", "n": 1}\n'


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("CV 05 (Mật).evtx", NOTHING, "Tên tệp"),
        ("a.jsonl", SECRET_LINE.encode(), "dòng 9001"),
        ("a.txt", ("﻿" + "x\n" * 50 + "TUYỆT MẬT\n").encode("utf-16-le"), "dòng 51"),
        ("a.evtx", b"ElfFile\0" + bytes(70_000) + "C:\\HS\\Kế hoạch (Mật).docx".encode("utf-16-le") + bytes(9_000), "chỉ độ mật"),
        ("a.zip", zipped(**{"Báo cáo (TỐI MẬT).docx": b"x"}), "chỉ độ mật"),
        ("a.docx", zipped(**{"[Content_Types].xml": b"x", "word/document.xml": "<w:p>TUYỆT MẬT</w:p>".encode()}), "chỉ độ mật"),
    ],
    ids=["name", "line", "utf-16", "evtx", "names in a zip", "document"],
)
def test_what_shows_a_degree_of_secrecy_is_refused_with_its_place_and_nothing_stays(
    asks: Asks, name: str, content: bytes, where: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        asks({"trước.log": NOTHING, name: content})
    assert where in str(refused.value)
    assert storing.code_of(refused.value) == storing.SECRET
    assert (left(), Hunt.objects.count()) == ([], 0)


def test_passwords_and_security_are_everyday_words_of_logs(asks: Asks) -> None:
    lines = 'Đặt lại mật khẩu cho an\n{"msg": "cập nhật bảo mật", "user": "mat"}\n' * 2_000
    assert asks({"a.log": lines.encode()}).files.count() == 1


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "ít nhất một tệp"),
        ({"a.log": b""}, "rỗng"),
        ({"a.log": b"x" * 3_000_000}, "tối đa 2 MB"),
        ({f"{n}": b"x" for n in range(4)}, "3 tệp"),
    ],
    ids=["none", "empty", "huge", "many"],
)
def test_nothing_too_much_and_nothing_empty(asks: Asks, settings: Any, monkeypatch: pytest.MonkeyPatch, files: Any, why: str) -> None:
    settings.HUNT_UPLOAD = 2_000_000
    monkeypatch.setattr(storing, "MOST_FILES", 3)
    with pytest.raises(ValidationError, match=why):
        asks(files)
    assert left() == []


def test_a_full_disk_refuses_before_it_is_full(asks: Asks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "free_space", lambda _folder: 10)
    with pytest.raises(ValidationError, match="không đủ chỗ") as refused:
        asks({"a.log": NOTHING})
    assert storing.code_of(refused.value) == storing.NO_ROOM


def test_the_same_file_of_the_same_body_leads_to_its_hunt(asks: Asks, cast: Cast) -> None:
    first = asks({"a.log": NOTHING})
    with pytest.raises(HandedOverBefore) as known:
        asks({"b.log": NOTHING})
    assert (known.value.before, known.value.names) == (first, ["b.log"])
    assert asks({"b.log": NOTHING}, again=True).pk
    assert asks({"c.log": NOTHING}, organisation=cast.commune, by=cast.coordinator).pk, "another body may have the same file"


def test_what_makes_no_sense_is_said_by_field(asks: Asks, cast: Cast) -> None:
    unread = starter(cast, kind="yara", checked_at=None)
    ended = Campaign.objects.create(title="Cũ", due_on=TODAY, made_by=cast.coordinator, made_at=NOW, state="open", opened_at=NOW)
    CampaignBody.objects.create(campaign=ended, organisation=cast.commune)
    for wrong, field in (
        ({"packs": [], "with_indicators": False}, "packs"),
        ({"packs": [unread]}, "packs"),
        ({"since": NOW, "until": NOW}, "until"),
        ({"handling": "ai cũng xem"}, "handling"),
        ({"note": "Độ mật: tối mật"}, "note"),
        ({"campaign": ended}, "campaign"),
    ):
        with pytest.raises(ValidationError) as refused:
            asks({"a.log": NOTHING}, **wrong)
        assert list(refused.value.message_dict) == [field]


def test_a_unit_hands_in_for_the_body_above_it_that_a_campaign_asks(asks: Asks, cast: Cast) -> None:
    below = organisation("tt-duoi", "Trung tâm trực thuộc Sở", "centre", cast.department)
    asked = Campaign.objects.create(title="Mới", due_on=TODAY, made_by=cast.coordinator, made_at=NOW, state="open", opened_at=NOW)
    CampaignBody.objects.create(campaign=asked, organisation=cast.department)
    of = lambda body: open_campaigns_for(Organisation.objects.filter(pk=body.pk))  # noqa: E731
    assert (list(of(below)), list(of(cast.commune))) == ([asked], [])
    row = asks({"a.log": NOTHING}, organisation=below, campaign=asked)
    assert (row.organisation, row.campaign) == (below, asked)
    with pytest.raises(ValidationError, match="không yêu cầu cơ quan"):
        asks({"b.log": NOTHING}, organisation=cast.commune, campaign=asked, by=cast.commune_officer)


def test_a_stopped_hunt_may_be_asked_for_again_until_its_files_are_gone(asks: Asks, cast: Cast) -> None:
    hunt = asks({"a.log": NOTHING})
    with pytest.raises(NotNow):
        ask_again(hunt, by=cast.officer, at=NOW)
    with pytest.raises(PermissionDenied):
        cancel_hunt(hunt, by=cast.stranger, at=NOW)
    assert cancel_hunt(hunt, why="nhầm", by=cast.officer, at=NOW).why == "nhầm"
    with pytest.raises(NotNow):
        cancel_hunt(hunt, by=cast.officer, at=NOW)
    assert ask_again(hunt, by=cast.responder, at=NOW).state == "waiting"
    cancel_hunt(hunt, by=cast.officer, at=NOW)
    Hunt.objects.update(thrown_at=NOW)
    with pytest.raises(NotNow, match="thời hạn lưu"):
        ask_again(hunt, by=cast.officer, at=NOW)


def test_the_same_files_may_be_hunted_through_with_other_rules(asks: Asks, cast: Cast) -> None:
    old = asks({"a.log": NOTHING}, note="lần đầu")
    new = ask_anew(old, packs=[], with_indicators=True, by=cast.officer, at=NOW)
    assert (new.pk != old.pk, new.note, new.files.get().name) == (True, "lần đầu", "a.log")
    assert file_of(new.pk, new.files.get().sha256).read_bytes() == NOTHING


def test_no_byte_is_copied_for_other_rules_and_what_is_shared_goes_with_the_last_hunt(asks: Asks, cast: Cast) -> None:
    old = asks({"a.log": NOTHING})
    with pytest.MonkeyPatch.context() as nobody:
        nobody.setattr(storing.Writer, "write", None)
        new = ask_anew(old, packs=[], with_indicators=True, by=cast.officer, at=NOW)
    first, second = (file_of(one.pk, one.files.get().sha256) for one in (old, new))
    assert first.samefile(second)
    throw_away(old.pk, at=NOW)
    assert (first.exists(), second.read_bytes()) == (False, NOTHING)
    with pytest.raises(NotNow, match="thời hạn lưu"):
        ask_anew(Hunt.objects.get(pk=old.pk), packs=[], with_indicators=True, by=cast.officer, at=NOW)
    with second.open("rb") as still_open:
        throw_away(new.pk, at=NOW)
        assert (still_open.read(), left()) == (b"\0" * len(NOTHING), [])


def test_files_that_are_gone_meanwhile_or_cannot_be_shared(asks: Asks, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    old = asks({"a.log": NOTHING})
    monkeypatch.setattr("os.link", refuse_link)
    new = ask_anew(old, packs=[], with_indicators=True, by=cast.officer, at=NOW)
    assert file_of(new.pk, new.files.get().sha256).read_bytes() == NOTHING
    monkeypatch.undo()
    file_of(old.pk, old.files.get().sha256).unlink()
    with pytest.raises(NotNow, match="thời hạn lưu"):
        ask_anew(old, packs=[], with_indicators=True, by=cast.officer, at=NOW)


def test_a_number_that_was_taken_back_leaves_its_folder_to_the_next(asks: Asks) -> None:
    first = asks({"a.log": NOTHING})
    gone = folder_of(first.pk + 1) / "files"
    gone.mkdir(parents=True)
    (gone / "của lượt không thành").write_bytes(b"x")
    assert [path.name for path in (folder_of(asks({"b.log": NOTHING * 2}).pk) / "files").iterdir()] != ["của lượt không thành"]


def test_links_are_never_followed_when_a_folder_is_wiped(asks: Asks, tmp_path: Path) -> None:
    hunt = asks({"a.log": NOTHING})
    outside = tmp_path / "ngoài"
    outside.mkdir()
    (outside / "giữ").write_text("giữ", encoding="utf-8")
    (folder_of(hunt.pk) / "link").symlink_to(outside)
    (folder_of(hunt.pk) / "hard").hardlink_to(outside / "giữ")
    (folder_of(hunt.pk) / "to-file").symlink_to(outside / "giữ")
    storing.wipe(folder_of(hunt.pk))
    assert not folder_of(hunt.pk).exists()
    assert (outside / "giữ").read_text(encoding="utf-8") == "giữ"
