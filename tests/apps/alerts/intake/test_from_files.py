"""Alerts from drop folders: finished files are taken once, in parts; nothing but plain files is read."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from pathlib import Path

import pytest

from intake_house import publish
from vonggac.apps.alerts.intake import folders
from vonggac.apps.alerts.intake.desk import Desk
from vonggac.apps.alerts.intake.from_files import FilesWay
from vonggac.apps.alerts.intake.journal import Kind, read_from
from vonggac.apps.alerts.intake.limits import Limits
from vonggac.sources import dropped

SAMPLES = Path(__file__).parents[3] / "samples" / "logs"
SOURCE = {"id": 9, "code": "may-quet", "ways": ["file"], "max_item_bytes": 5_000}

pytestmark = pytest.mark.usefixtures("writing_at_once")


class Dropping:
    """A desk with its drop folder, looked at as often as a test wants."""

    def __init__(self, folder: Path, limits: Limits = Limits(disk_floor=0)) -> None:  # noqa: B008
        publish(folder, [SOURCE])
        self.folder, self.limits = folder, limits
        self.drop = folder / "drop" / "may-quet"
        self.look()

    def look(self, times: int = 2, *, dying_after: int | None = None) -> None:
        """Start an intake that looks so often, and end it; or let it die after so many parts."""

        async def looking() -> None:
            desk = Desk(self.folder, self.limits)
            working = asyncio.create_task(desk.run())
            way = FilesWay(desk)
            if dying_after is not None:
                _die(desk, dying_after)
            try:
                for _ in range(times):
                    for source in desk.sources.of_way("file", desk.moment()):
                        await way._take_all(source)
            except _Died:
                pass
            await way.close()
            await desk.end()
            await working

        asyncio.run(looking())

    def put(self, name: str, data: bytes) -> Path:
        """Drop a file that was finished a while ago."""
        path = self.drop / name
        path.write_bytes(data)
        os.utime(path, (1_700_000_000, 1_700_000_000))
        return path

    def items(self) -> list[bytes]:
        return [item for record in read_from(self.folder / "journal") for item in record.entry.items]

    def refused(self) -> list[dict[str, int]]:
        return [dict(record.entry.refused) for record in read_from(self.folder / "journal") if record.entry.kind is Kind.REFUSAL]

    def lying(self, where: str) -> list[str]:
        return sorted(path.name.split("-", 2)[2] for path in (self.drop / where).iterdir())

    def reason(self) -> str:
        (path,) = (self.drop / "refused").glob("*.ly-do.txt")
        return path.read_text(encoding="utf-8")


class _Died(BaseException):
    pass


def _die(desk: Desk, parts: int) -> None:
    real, taken = desk.take, []

    def take(*arguments: object, **more: object) -> object:
        if len(taken) == parts:
            raise _Died
        taken.append(1)
        return real(*arguments, **more)  # type: ignore[arg-type]

    desk.take = take  # type: ignore[assignment,method-assign]


@pytest.fixture
def dropping(tmp_path: Path) -> Dropping:
    return Dropping(tmp_path / "intake")


def test_a_finished_file_is_taken_and_put_away(dropping: Dropping) -> None:
    dropping.put("eve.json", b'{"a":1}\n\n{"b":2}\r\nkhong phai json')
    dropping.look()
    assert dropping.items() == [b'{"a":1}', b'{"b":2}', b"khong phai json"]
    assert (dropping.lying("done"), dropping.lying("refused")) == (["eve.json"], [])
    (record,) = read_from(dropping.folder / "journal")
    assert (record.entry.source, record.entry.peer) == (9, "eve.json")
    assert record.entry.key.startswith("file:")


def test_a_file_that_is_still_being_written_waits(dropping: Dropping) -> None:
    (dropping.drop / "dang-ghi.log").write_bytes(b"mot\n")
    dropping.put("tai-len.log.part", b"mot\n")
    dropping.put(".an", b"mot\n")
    path = dropping.put("doi.log", b"mot\n")
    dropping.look(1)
    path.write_bytes(b"mot\nhai\n")
    os.utime(path, (1_700_000_001, 1_700_000_001))
    dropping.look(1)
    assert dropping.items() == []
    dropping.look(2)
    assert dropping.items() == [b"mot", b"hai"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_fall_in_the_middle_of_a_large_file_takes_each_line_once(dropping: Dropping, packed: bool) -> None:
    lines = [b"dong %d" % number for number in range(2_300)]
    data = b"\n".join(lines)
    dropping.put("lon.log", gzip.compress(data) if packed else data)
    for parts in (1, 2, 4):
        dropping.look(dying_after=parts)
    assert 0 < len(dropping.items()) < 2_300
    dropping.look()
    assert dropping.items() == lines
    assert dropping.lying("done") == ["lon.log"]


def test_the_same_file_again_is_taken_only_once(dropping: Dropping) -> None:
    for name in ("mot.log", "hai.log"):
        dropping.put(name, b"x\ny\n")
        dropping.look()
    assert dropping.items() == [b"x", b"y"]
    assert dropping.lying("done") == ["hai.log", "mot.log"]


def test_what_has_a_fall_between_taking_and_putting_away_is_put_away_later(dropping: Dropping, monkeypatch: pytest.MonkeyPatch) -> None:
    dropping.put("a.log", b"x\n")

    def die(*_: object) -> None:
        raise _Died

    with monkeypatch.context() as patch:
        patch.setattr(dropped, "put_away", die)
        dropping.look()
    dropping.look()
    assert dropping.items() == [b"x"]
    assert dropping.lying("done") == ["a.log"]


def test_links_and_special_files_are_not_read(dropping: Dropping, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"bi mat\n")
    os.utime(secret, (1_700_000_000, 1_700_000_000))
    (dropping.drop / "lien-ket.log").symlink_to(secret)
    os.link(secret, dropping.drop / "lien-ket-cung.log")
    os.mkfifo(dropping.drop / "ong")
    (dropping.drop / "thu-muc").mkdir()
    dropping.look()
    assert dropping.items() == []
    assert dropping.refused() == [{"unfit-file": 1}] * 4
    assert len([name for name in dropping.lying("refused") if not name.endswith(".ly-do.txt")]) == 4
    assert secret.read_bytes() == b"bi mat\n"


def test_a_drop_folder_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    publish(tmp_path / "intake", [])
    (tmp_path / "intake" / "drop").mkdir()
    (tmp_path / "intake" / "drop" / "may-quet").symlink_to(elsewhere)
    with pytest.raises(OSError, match="Not a directory|symbolic"), dropped.opened(tmp_path / "intake" / "drop", "may-quet"):
        pass


@pytest.mark.parametrize(
    ("name", "data", "rule", "words", "taken"),
    [
        ("hong.json", b'[{"a":1},{"b":}]', "bad-json", "Phần tử", 0),
        ("cat.gz", gzip.compress(b"x\n" * 4_000 + os.urandom(9_000))[:-40], "bad-encoding", "gzip hỏng", None),
        ("bom.gz", gzip.compress(bytes(70_000_000), 1), "ratio", "nén quá nhiều lần", None),
        ("to.log", b"x\n" * 100_001, "unfit-file", "Chia thành nhiều tệp", 0),
    ],
)
def test_what_cannot_be_read_is_put_aside_with_its_reason(
    tmp_path: Path, name: str, data: bytes, rule: str, words: str, taken: int | None
) -> None:
    largest = 200_000 if name == "to.log" else 10**9
    dropping = Dropping(tmp_path / "intake", Limits(disk_floor=0, file=largest))
    dropping.put(name, data)
    dropping.look()
    assert dropping.refused() == [{rule: 1}]
    assert words in dropping.reason()
    assert dropping.lying("refused") == sorted([name, f"{name}.ly-do.txt"])
    assert taken is None or len(dropping.items()) == taken


def test_a_line_too_long_is_counted_and_the_others_are_taken(dropping: Dropping) -> None:
    dropping.put("a.log", b"ngan\n" + b"d" * 10_000_000 + b"\ncuoi\n")
    dropping.look()
    (record,) = read_from(dropping.folder / "journal")
    assert record.entry.items == (b"ngan", b"cuoi")
    assert dict(record.entry.refused) == {"too-long": 1}


def test_documents_of_records_become_items_that_say_enough_alone(dropping: Dropping) -> None:
    """A row of Zeek carries its # lines, a block of OSSEC is whole, a list of JSON falls into its elements."""
    for name in ("zeek.log", "ossec.log", "defender.log", "mpcmdrun.log"):
        dropping.put(name, (SAMPLES / name).read_bytes())
    dropping.put("danh-sach.json", b'[{"a": 1}, {"b": 2}]')
    dropping.look()
    items = dropping.items()
    zeek = [item for item in items if item.startswith(b"#separator")]
    assert [item.rsplit(b"\n", 1)[1][:5] for item in zeek[:2]] == [b"17953", b"17953"]
    assert all(b"#fields" in item and b"#close" not in item for item in zeek)
    assert [item.count(b"\n") for item in items if item.startswith(b"** Alert 17")] == [5, 3]
    assert {b'{"a": 1}', b'{"b": 2}'} <= set(items)
    assert sum(1 for item in items if b"</Event>" in item) == (SAMPLES / "defender.log").read_bytes().count(b"</Event>")


def test_what_was_done_long_ago_is_deleted_and_what_was_refused_stays(dropping: Dropping) -> None:
    dropping.put("a.log", b"x\n")
    dropping.put("b.json", b'[{"a":1},]')
    dropping.look()
    with dropped.opened(dropping.folder / "drop", "may-quet") as handle:
        folders.tidy(handle)
        assert dropping.lying("done") == ["a.log"]
        folders.tidy(handle, now=4e9)
    assert dropping.lying("done") == []
    assert dropping.lying("refused") == ["b.json", "b.json.ly-do.txt"]
    assert json.loads((dropping.folder / "sources.json").read_text())
