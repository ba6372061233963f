"""A record that shows a degree of state secret is stopped before it is written anywhere; what only speaks of passwords is not."""

from __future__ import annotations

import gzip
import json
import socket
import unicodedata
from pathlib import Path

import pytest

from apps.alerts.intake.test_from_files import Dropping
from intake_house import SOURCES, Standing, publish, standing
from vonggac.apps.alerts.intake.limits import Limits
from vonggac.apps.alerts.intake.process import Endpoint
from vonggac.apps.alerts.intake.records import sample
from vonggac.kernel.handling import may_show_degree
from vonggac.sources.recordsecrecy import shows_degree

MARKED = [
    '{"msg":"TUYỆT MẬT"}',
    "type=av msg=TỐI MẬT src=192.0.2.1",
    json.dumps({"file": "C:\\ho so\\TUYỆT MẬT\\ke hoach.docx"}),
    json.dumps({"file": "D:\\CV so 12 TUYET MAT.docx"}, ensure_ascii=False),
    "GET /T%E1%BB%90I%20M%E1%BA%ACT/a HTTP/1.1",
    "<Data>MẬT</Data>",
    "<Data>M&#7852;T</Data>",
    "Độ mật: Tuyệt mật",
    "M Ậ T",
    "CEF:0|a|b|1|x|y|5|fname=(Mật) bao cao.docx",
    "Số: 12/MẬT-UBND",
]
EVERYDAY = [
    '{"msg":"sai mật khẩu cho root"}',
    "Cập nhật định nghĩa, truy cập bị chặn",
    "match format information automatic",
    "BẢO MẬT",
    '{"user":"mat","tool":"toilet"}',
    "autoit mat.exe C:\\mat\\data.mat",
    '{"title":"Đăng nhập sai mật khẩu nhiều lần","m":"Bảo mật hệ thống"}',
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("words", MARKED)
def test_a_degree_is_found_however_a_record_writes_it(words: str, form: str) -> None:
    assert shows_degree(unicodedata.normalize(form, words).encode())


@pytest.mark.parametrize("words", EVERYDAY)
def test_records_of_every_day_go_through(words: str) -> None:
    assert not shows_degree(words.encode())


def test_an_old_encoding_hides_nothing() -> None:
    tcvn3 = b"\xa7\xe9 m\xcbt: Tuy\xd6t m\xcbt"
    assert may_show_degree(tcvn3), "what is no UTF-8 is looked at closely"
    assert shows_degree(tcvn3)


def test_over_http_the_batch_is_taken_without_it_and_the_answer_says_so(intake: Standing) -> None:
    status, said, _headers = intake.post('{"a":1}\n{"m":"TỐI MẬT"}\n{"a":2}'.encode())
    assert (status, said["received"], said["stored"], said["refused"]) == (202, 3, 2, {"secret-mark": 1})
    assert intake.items(7) == [b'{"a":1}', b'{"a":2}']
    assert intake.refused(7) == {"secret-mark": 1}
    assert intake.post('{"a":1}\n{"m":"TỐI MẬT"}\n{"a":2}'.encode())[1]["replayed"] is True
    assert "TỐI MẬT".encode() not in _disk(intake.folder)


def _disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_over_syslog_it_is_counted_and_not_written(folder: Path) -> None:
    publish(folder, SOURCES)
    with standing(folder, Limits(disk_floor=0), syslog_tcp=Endpoint("127.0.0.1", 0)) as one:
        with socket.create_connection(("127.0.0.1", one.port("syslog-tcp"))) as sender:
            sender.sendall("<13>Nov 23 07:00:00 a b: TUYỆT MẬT\n<13>Nov 23 07:00:00 a b: x=TUYỆT MẬT y=1\n".encode())
            sender.sendall(b"<13>Nov 23 07:00:00 a b: thuong\n")
            sender.shutdown(socket.SHUT_WR)
            sender.recv(1)
        assert len(one.items(8)) + one.refused(8).get("secret-mark", 0) == 3
        assert one.refused(8)["secret-mark"] >= 1


def test_a_dropped_file_that_holds_it_is_deleted_and_the_other_records_are_taken(tmp_path: Path) -> None:
    dropping = Dropping(tmp_path / "intake")
    dropping.put("lo.json", '{"a":1}\n{"m":"TUYỆT MẬT"}'.encode())
    dropping.put("nen.json.gz", gzip.compress('{"b":1}\n{"m":"MẬT"}'.encode()))
    dropping.look()
    assert dropping.items() == [b'{"a":1}', b'{"b":1}']
    assert dropping.lying("done") == []
    assert [path.name for path in (dropping.drop / "refused").iterdir() if not path.name.endswith(".ly-do.txt")] == []
    assert "TUYỆT MẬT".encode() not in _disk(dropping.folder)
    assert all("lộ bí mật" in path.read_text() for path in (dropping.drop / "refused").glob("*.ly-do.txt"))


def test_no_sample_of_what_is_refused_for_another_reason_shows_it() -> None:
    assert sample('{"m":"TUYỆT MẬT"}'.encode()) == ""
    assert sample(b"thu nghiem") == "thu nghiem"


def test_a_dropped_file_that_holds_it_is_wiped_also_when_it_changes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dropping = Dropping(tmp_path / "intake")
    monkeypatch.setattr("vonggac.sources.dropped.has_changed", lambda *_: True)
    dropping.put("lo.json", '{"a":1}\n{"m":"TUYỆT MẬT"}'.encode())
    dropping.put("thuong.json", b'{"b":1}')
    dropping.look()
    kept = {path.name for path in (dropping.drop / "refused").iterdir() if not path.name.endswith(".ly-do.txt")}
    assert [name.split("-", 2)[2] for name in kept] == ["thuong.json"], "what holds no secret is kept for its sender"
    assert "TUYỆT MẬT".encode() not in _disk(dropping.folder)
    assert sum("lộ bí mật" in path.read_text() for path in (dropping.drop / "refused").glob("*.ly-do.txt")) == 1
