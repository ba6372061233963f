"""Alerts over HTTP: what is taken, what is answered, what is refused and why."""

from __future__ import annotations

import gzip
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from installation import wait_for
from intake_house import SOURCES, TOKEN, Standing, publish, standing
from vonggac.apps.alerts.intake import journal
from vonggac.apps.alerts.intake.limits import Limits
from vonggac.apps.alerts.intake.records import Way

LINES = b'{"rule":{"level":10},"agent":{"name":"tthc-app-02"}}\n{"rule":{"level":3}}\n'


def test_a_batch_of_lines_is_taken_and_stands_in_the_journal(intake: Standing) -> None:
    status, body, headers = intake.post(LINES)
    assert (status, body) == (202, {"received": 2, "stored": 2, "sequence": 1, "replayed": False, "refused": {}})
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    (record,) = intake.records()
    assert record.entry.items == tuple(LINES.splitlines())
    assert (record.entry.source, record.entry.way, record.entry.peer, record.entry.key) == (7, Way.HTTP, "127.0.0.1", "lo-1")


@pytest.mark.parametrize(
    ("body", "kind", "items"),
    [
        pytest.param(b'[{"a": 1},\n {"b":[2,"],["]}]', "application/json", [b'{"a": 1}', b'{"b":[2,"],["]}'], id="a JSON list"),
        pytest.param(b'{\n "a": 1\n}', "application/json", [b'{\n "a": 1\n}'], id="one object over lines"),
        pytest.param(b'{"value":[{"a":1},{"b":2}],\n"n":2}', "application/json", [b'{"a":1}', b'{"b":2}'], id="an export of Graph"),
        pytest.param(b'{"a":1}\n{"b":2}\n', "application/json", [b'{"a":1}', b'{"b":2}'], id="lines that call themselves JSON"),
        pytest.param(b"\xef\xbb\xbf<13>x y\r\n\r\n  \nCEF:0|a\r\n", "", [b"<13>x y", b"CEF:0|a"], id="text lines"),
        pytest.param(b"[1] x\n[2] y", "text/plain", [b"[1] x", b"[2] y"], id="lines that look like a list"),
        pytest.param(b"caf\xe9 \xff\0 hong\n{", "text/plain", [b"caf\xe9 \xff\0 hong", b"{"], id="octets that are no text"),
        pytest.param("\ufeffmột\nhai\n".encode("utf-16-le"), "", ["một".encode(), b"hai"], id="UTF-16"),
    ],
)
def test_every_shape_of_a_body_becomes_items_as_they_came(intake: Standing, body: bytes, kind: str, items: list[bytes]) -> None:
    status, answer, _ = intake.post(body, Content_Type=kind)
    assert (status, answer["received"]) == (202, len(items))
    assert intake.items(7) == items


def test_the_same_key_and_body_get_the_same_answer_and_nothing_twice(folder: Path) -> None:
    with standing(folder) as first:
        once = first.post(LINES, "lo-a")[1]
        again = first.post(gzip.compress(LINES), "lo-a", Content_Encoding="gzip")[1]
        assert again == once | {"replayed": True}
        assert first.post(LINES, "lo-b")[1]["replayed"] is False
    with standing(folder) as after_restart:
        assert after_restart.post(LINES, "lo-a")[1] == once | {"replayed": True}
        assert len(after_restart.batches()) == 2


def test_a_key_that_named_another_batch_is_refused_and_counted(intake: Standing) -> None:
    intake.post(LINES, "lo-a")
    status, body, _ = intake.post(LINES + b"x", "lo-a")
    assert (status, body["error"]["code"], body["error"]["where"]) == (422, "other-batch", "Idempotency-Key: lo-a")
    assert intake.refused(7) == {"other-batch": 1}
    assert len(intake.batches()) == 1


def test_many_at_once_with_one_key_are_taken_once(intake: Standing) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: intake.post(LINES * 200, "chung"), range(16)))
    assert {status for status, _, _ in answers} == {202}
    assert sorted(body["replayed"] for _, body, _ in answers) == [False] + [True] * 15
    assert len(intake.batches()) == 1


@pytest.mark.parametrize("token", ["", "sai", TOKEN.upper(), TOKEN + " x"])
def test_a_wrong_token_is_refused_and_the_stranger_is_counted(intake: Standing, token: str) -> None:
    status, body, headers = intake.post(LINES, token=token)
    assert (status, body["error"]["code"], headers["WWW-Authenticate"]) == (401, "wrong-token", "Bearer")
    (record,) = intake.records()
    assert (record.entry.source, record.entry.peer, dict(record.entry.refused)) == (0, "127.0.0.1", {"wrong-token": 1})


def test_the_token_itself_is_written_nowhere(intake: Standing) -> None:
    intake.post(LINES)
    intake.post(LINES, token="mot-ma-sai-kha-dai")
    intake.records()
    held = b"".join(path.read_bytes() for path in intake.folder.rglob("*") if path.is_file())
    assert TOKEN.encode() not in held
    assert b"mot-ma-sai" not in held


@pytest.mark.parametrize(
    ("change", "status"),
    [({"valid_to": "2020-01-01"}, 403), ({"valid_from": "2100-01-01"}, 403), ({"ways": ["syslog"]}, 403), ({"valid_to": None}, 202)],
)
def test_a_source_sends_only_while_it_may_and_a_change_counts_at_once(folder: Path, change: dict[str, object], status: int) -> None:
    publish(folder, [SOURCES[0] | change])
    with standing(folder) as intake:
        assert intake.post(LINES)[0] == status
        assert bool(intake.batches()) is (status == 202)


def test_a_token_that_is_taken_away_ends_at_once(intake: Standing) -> None:
    assert intake.post(LINES, "1")[0] == 202
    publish(intake.folder, [SOURCES[0] | {"token_digests": []}])
    intake.do(lambda: setattr(intake.intake.desk.sources, "_looked", float("-inf")))
    assert intake.post(LINES, "2")[0] == 401


def test_a_broken_list_of_sources_keeps_the_sources_known_before_and_is_told(intake: Standing) -> None:
    assert intake.post(LINES, "1")[0] == 202
    (intake.folder / "sources.json").write_text('[{"id": 7}]')
    intake.do(lambda: setattr(intake.intake.desk.sources, "_looked", float("-inf")))
    assert intake.post(LINES, "2")[0] == 202
    assert "sources.json" in intake.ask("GET", "/v1/health")[1]["sources"]["trouble"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code", "where"),
    [
        pytest.param(b"x", {"key": None}, 400, "no-key", "Idempotency-Key", id="no key"),
        pytest.param(b"x", {"key": "a b"}, 400, "no-key", "Idempotency-Key", id="a key with a blank"),
        pytest.param(b"x", {"key": "k" * 201}, 400, "no-key", "Idempotency-Key", id="a key too long"),
        pytest.param(b"", {}, 400, "empty", "", id="nothing"),
        pytest.param(b" \n\r\n", {}, 400, "empty", "", id="blank lines"),
        pytest.param(b"x", {"Content_Encoding": "br"}, 400, "bad-encoding", "Content-Encoding: br", id="another packing"),
        pytest.param(b"no gzip", {"Content_Encoding": "gzip"}, 400, "bad-encoding", "byte 0", id="no gzip"),
        pytest.param(gzip.compress(LINES)[:-9], {"Content_Encoding": "gzip"}, 400, "bad-encoding", None, id="gzip cut off"),
        pytest.param(gzip.compress(bytes(5_000_000), 1), {"Content_Encoding": "gzip"}, 413, "ratio", "", id="a bomb"),
        pytest.param(b"x\n" * 1_001, {}, 413, "too-many", "", id="too many items"),
        pytest.param(b'[{"a":1},{"b":}]', {}, 400, "bad-json", "phần tử 2, byte 5", id="an element that is no JSON"),
        pytest.param(b'[{"a":1},{"b":2}', {}, 400, "bad-json", "byte 16", id="a list cut off"),
        pytest.param(b'[{"a":1}] und', {}, 400, "bad-json", None, id="a list with a rest"),
        pytest.param(b"[" * 100_000, {}, 400, "too-deep", "byte 64", id="a list too deep"),
        pytest.param(b'[{"a":"' + b"\\" * 99_999, {}, 400, "bad-json", None, id="a string without end"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_place(
    intake: Standing, body: bytes, headers: dict[str, str], status: int, code: str, where: str | None
) -> None:
    seen, answer, _ = intake.post(body, **headers)
    assert (seen, answer["error"]["code"]) == (status, code)
    assert where is None or answer["error"]["where"] == where
    assert answer["error"]["message"].endswith(".")
    assert intake.batches() == []
    assert intake.refused(7) == ({} if code == "no-key" else {code: 1})
    assert intake.post(LINES, "sau-do")[0] == 202


def test_an_item_too_long_is_refused_alone_and_counted_with_its_beginning(intake: Standing) -> None:
    status, body, _ = intake.post(b"ngan\n" + b"d" * 2_001 + b"\n" + b"v" * 3_000_000 + b"\n" + b"e" * 2_000 + b"\ncuoi")
    assert (status, body["received"], body["stored"], body["refused"]) == (202, 5, 3, {"too-long": 2})
    (record,) = intake.records()
    assert record.entry.items == (b"ngan", b"e" * 2_000, b"cuoi")
    assert dict(record.entry.refused) == {"too-long": 2}
    assert list(record.entry.samples["too-long"]) == ["d" * 200 + "…", "v" * 200 + "…"]


def test_a_body_too_large_is_refused_before_it_is_read(folder: Path) -> None:
    with standing(folder, Limits(body=10_000)) as intake:
        assert intake.post(b"x" * 10_001)[0] == 413
        with socket.create_connection(("127.0.0.1", intake.port("http")), 20) as sender:
            head = f"POST /v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nIdempotency-Key: 1\r\n"
            sender.sendall(f"{head}Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n".encode())
            assert sender.recv(100).startswith(b"HTTP/1.1 413 ")
        with socket.create_connection(("127.0.0.1", intake.port("http")), 20) as sender:
            sender.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + b"2710\r\n" + b"x" * 10_000 + b"\r\n5\r\nmore!\r\n")
            assert sender.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/alerts", 405), ("PUT", "/v1/alerts", 405), ("POST", "/v1/health", 405), ("GET", "/", 404)]
)
def test_another_method_or_place_is_answered(intake: Standing, method: str, path: str, status: int) -> None:
    seen, body, headers = intake.ask(method, path)
    assert seen == status
    assert body["error"]["message"]
    assert status != 405 or headers["Allow"] in {"POST", "GET"}


def test_what_is_no_http_is_answered_and_the_next_one_is_served(intake: Standing) -> None:
    for rubbish in (b"\x16\x03\x01\x02\x00\x01\xff\xff\r\n\r\n", b"GET\r\n\r\n", b"POST /v1/alerts HTTP/1.1\r\n" + b"a: b\r\n" * 9_000):
        with socket.create_connection(("127.0.0.1", intake.port("http")), 20) as sender:
            sender.sendall(rubbish)
            assert sender.recv(100).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert intake.post(LINES)[0] == 202


def test_one_connection_carries_many_batches(intake: Standing) -> None:
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", intake.port("http"), timeout=20)
    for number in range(5):
        connection.request("POST", "/v1/alerts", LINES, {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": str(number)})
        assert json.loads(connection.getresponse().read())["sequence"] == number + 1
    connection.close()


def test_overload_asks_to_wait_and_ends_by_itself(folder: Path) -> None:
    with standing(folder, Limits(outstanding=1_000, disk_floor=0)) as intake:
        assert intake.post(LINES * 20, "1")[0] == 202
        intake.do(intake.intake.desk.look)
        status, body, headers = intake.post(LINES, "2")
        assert (status, body["error"]["code"], headers["Retry-After"]) == (503, "overload", "5")
        assert intake.ask("GET", "/v1/health")[1]["status"] == "overload"
        last = intake.records()[-1]
        journal.publish(folder / "journal", last.after)
        intake.do(intake.intake.desk.look)
        assert intake.post(LINES, "2")[0] == 202


def test_a_disk_that_is_nearly_full_asks_to_wait(folder: Path) -> None:
    with standing(folder, Limits(disk_floor=2**60)) as intake:
        status, body, _ = intake.post(LINES)
        assert (status, body["error"]["message"]) == (503, "Đĩa của máy tiếp nhận sắp đầy. Giữ lại lô này và gửi lại sau.")
        assert intake.batches() == []


def test_a_disk_that_takes_nothing_asks_to_wait_until_it_takes_again(folder: Path) -> None:
    with standing(folder, Limits(disk_floor=0)) as intake:
        desk = intake.intake.desk

        def full() -> None:
            raise journal.NoRoom("Không ghi được nhật ký tiếp nhận: No space left on device.")

        desk.journal._write = full  # type: ignore[method-assign]
        assert intake.post(LINES, "1")[0] == 503
        intake.do(desk.look)
        assert intake.post(LINES, "2")[1]["error"]["message"].startswith("Không ghi được nhật ký tiếp nhận")
        del desk.journal._write
        wait_for(lambda: intake.do(lambda: desk.write() or desk.look() or not desk.overload), "it goes on by itself")
        assert intake.post(LINES, "1")[1]["replayed"] is True, "what was kept is written, once"
        assert len(intake.batches()) == 1


def test_a_source_that_sends_too_fast_is_asked_to_wait(folder: Path) -> None:
    publish(folder, [SOURCES[0] | {"max_per_second": 2}])
    with standing(folder) as intake:
        assert intake.post(LINES * 10, "1")[0] == 202
        status, body, headers = intake.post(LINES, "2")
        assert (status, body["error"]["code"]) == (429, "too-fast")
        assert int(headers["Retry-After"]) >= 5


def test_the_health_page_says_what_was_taken_and_refused(intake: Standing) -> None:
    intake.post(LINES)
    intake.post(LINES, token="sai")
    health = intake.ask("GET", "/v1/health")[1]
    assert health["status"] == "ok"
    counts = {"received": 3, "stored": 2, "refused": 1, "reasons": {"wrong-token": 1}, "asked_to_wait": 0, "connections_refused": 0}
    assert health["last_hour"] == counts
    assert health["sources"]["known"] == len(SOURCES)


def test_a_fault_of_the_disk_is_never_answered_with_yes(folder: Path) -> None:
    """When fsync fails nobody knows what is on the disk: the sender keeps its batch and the process ends, to open the journal anew."""
    with standing(folder, replace(Limits(), disk_floor=0)) as intake:
        desk = intake.intake.desk

        def fail() -> int:
            raise OSError(5, "Input/output error")

        desk.journal.sync = fail  # type: ignore[method-assign]
        assert intake.post(LINES)[0] == 503
        assert isinstance(desk.failure, OSError)
        del desk.journal.sync
