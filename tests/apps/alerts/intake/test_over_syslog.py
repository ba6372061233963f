"""Alerts over syslog: framing, who may send, what is refused, and who must wait."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from installation import wait_for
from intake_house import SOURCES, Standing, certificate, publish, standing
from vonggac.apps.alerts.intake import journal
from vonggac.apps.alerts.intake.limits import Limits
from vonggac.apps.alerts.intake.over_syslog import Certificates
from vonggac.apps.alerts.intake.process import Endpoint

HERE = Endpoint("127.0.0.1", 0)
ONE, TWO = b"<34>1 2026-11-23T08:00:00+07:00 fw-bien app - - - mot", b"<13>Nov 23 08:00:00 fw-bien kernel: hai"


@pytest.fixture
def syslog(folder: Path) -> Iterator[Standing]:
    with standing(folder, Limits(disk_floor=0), syslog_tcp=HERE, syslog_udp=HERE) as one:
        yield one


def send(intake: Standing, *pieces: bytes) -> None:
    with socket.create_connection(("127.0.0.1", intake.port("syslog-tcp")), 20) as sender:
        for piece in pieces:
            sender.sendall(piece)


def test_both_framings_are_taken_also_mixed_and_in_pieces(syslog: Standing) -> None:
    counted = b"%d %s" % (len(ONE), ONE)
    send(syslog, counted + counted + TWO + b"\n", TWO[:10], TWO[10:] + b"\r\n" + counted[:5], counted[5:])
    wait_for(lambda: len(syslog.items(8)) == 5, "all are taken")
    assert syslog.items(8) == [ONE, ONE, TWO, TWO, ONE]
    assert {(record.entry.peer, record.entry.key) for record in syslog.batches()} == {("127.0.0.1", "")}


def test_the_last_word_of_a_broken_connection_is_kept(syslog: Standing) -> None:
    send(syslog, TWO + b"\n" + b"<13>Nov 23 08:00:01 fw-bien nua chu")
    wait_for(lambda: len(syslog.items(8)) == 2, "both are taken")
    assert syslog.items(8)[-1].endswith(b"nua chu")


def test_a_line_of_ten_megabytes_is_refused_once_and_the_connection_lives_on(syslog: Standing) -> None:
    long = b"<13>" + b"d" * 10_000_000
    send(syslog, TWO + b"\n" + long + b"\n" + TWO + b"\n", b"9000004 " + long[:9_000_004], b"%d %s" % (len(ONE), ONE))
    wait_for(lambda: len(syslog.items(8)) == 3, "what stands around it is taken")
    assert syslog.items(8) == [TWO, TWO, ONE]
    assert syslog.refused(8) == {"too-long": 2}
    samples = [text for record in syslog.records() for text in record.entry.samples.get("too-long", ())]
    assert samples == ["<13>" + "d" * 196 + "…"] * 2
    assert sum(path.stat().st_size for path in (syslog.folder / "journal").glob("*.journal")) < 20_000


def test_datagrams_are_messages(syslog: Standing) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for message in (ONE, TWO + b"\n\0", b"\n", b"\xff" * 50_000):
            sender.sendto(message, ("127.0.0.1", syslog.port("syslog-udp")))
    wait_for(lambda: len(syslog.items(8)) == 3, "all are taken")
    assert syslog.items(8) == [ONE, TWO, b"\xff" * 50_000]
    assert syslog.ask("GET", "/v1/health")[1]["udp_drops"] == 0


def test_an_address_that_no_source_names_is_refused_and_counted(folder: Path) -> None:
    publish(folder, [SOURCES[1] | {"peers": ["192.0.2.0/24"]}])
    with standing(folder, Limits(disk_floor=0), syslog_tcp=HERE, syslog_udp=HERE) as intake:
        with socket.create_connection(("127.0.0.1", intake.port("syslog-tcp")), 20) as sender:
            sender.settimeout(20)
            with suppress(ConnectionResetError):
                assert sender.recv(1) == b""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(TWO, ("127.0.0.1", intake.port("syslog-udp")))
        wait_for(lambda: intake.refused(0) == {"unknown-peer": 2}, "both are counted")
        assert intake.batches() == []
        assert {record.entry.peer for record in intake.records()} == {"127.0.0.1"}
        assert [text for record in intake.records() for texts in record.entry.samples.values() for text in texts] == [TWO.decode()]


def test_the_source_that_names_an_address_most_exactly_has_it(folder: Path) -> None:
    publish(folder, [SOURCES[1], SOURCES[1] | {"id": 3, "code": "rieng", "peers": ["127.0.0.1"]}])
    with standing(folder, syslog_tcp=HERE) as intake:
        send(intake, TWO + b"\n")
        wait_for(lambda: intake.items(3) == [TWO], "the more exact one has it")


def test_a_source_that_is_taken_away_ends_its_open_connections(syslog: Standing) -> None:
    with socket.create_connection(("127.0.0.1", syslog.port("syslog-tcp")), 20) as sender:
        sender.sendall(TWO + b"\n")
        wait_for(lambda: syslog.items(8) == [TWO], "it is taken")
        publish(syslog.folder, [])
        syslog.do(lambda: setattr(syslog.intake.desk.sources, "_looked", float("-inf")))
        sender.sendall(ONE + b"\n")
        wait_for(lambda: syslog.refused(0) == {"unknown-peer": 1}, "it is counted")
    assert syslog.items(8) == [TWO]


def test_under_overload_streams_wait_and_datagrams_are_counted_and_it_ends_by_itself(folder: Path) -> None:
    """What a stream sends while it must wait stays in the kernel's buffers and the sender's, and comes in when there is room again."""
    with standing(folder, Limits(outstanding=500, disk_floor=0), syslog_tcp=HERE, syslog_udp=HERE) as intake:  # noqa: SIM117
        with socket.create_connection(("127.0.0.1", intake.port("syslog-tcp")), 20) as sender:
            sender.sendall((TWO + b"\n") * 20)
            wait_for(lambda: len(intake.items(8)) == 20, "the first ones are taken")
            intake.do(intake.intake.desk.look)
            sender.sendall((ONE + b"\n") * 3)
            wait_for(lambda: intake.do(lambda: any(not s._transport.is_reading() for s in _streams(intake))), "it reads no more")
            sender.setblocking(False)
            sent = 0
            with suppress(BlockingIOError):
                while sent < 50_000_000:
                    sent += sender.send((TWO + b"\n") * 1_000)
            assert sent < 50_000_000, "the sender must wait"
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
                datagram.sendto(ONE, ("127.0.0.1", intake.port("syslog-udp")))
            wait_for(lambda: intake.refused(8) == {"overload": 1}, "the datagram is counted")
            before = len(intake.items(8))
            whole = sent // (len(TWO) + 1)
            intake.do(lambda: setattr(intake.intake.desk, "limits", Limits(disk_floor=0)))
            journal.publish(folder / "journal", intake.records()[-1].after)
            wait_for(lambda: len(intake.items(8)) >= before + whole - 1, "everything that was sent is taken")


def _streams(intake: Standing) -> list[object]:
    return [stream for close in intake.intake._closing for stream in getattr(close.__self__, "streams", ())]  # type: ignore[attr-defined]


def test_one_address_has_not_all_connections(folder: Path) -> None:
    with standing(folder, Limits(connections_each=2, disk_floor=0), syslog_tcp=HERE) as intake:
        port = intake.port("syslog-tcp")
        first, second = (socket.create_connection(("127.0.0.1", port), 20) for _ in range(2))
        wait_for(lambda: intake.do(lambda: len(_streams(intake)) == 2), "both are open")
        third = socket.create_connection(("127.0.0.1", port), 20)
        wait_for(lambda: intake.ask("GET", "/v1/health")[1]["last_hour"]["connections_refused"] == 1, "the third is turned away")
        for sender in (first, second):
            sender.sendall(TWO + b"\n")
            sender.close()
        third.close()
        wait_for(lambda: len(intake.items(8)) == 2, "the first two are heard")


def test_a_connection_that_says_nothing_is_closed(folder: Path) -> None:
    with standing(folder, Limits(idle=0.05, disk_floor=0), syslog_tcp=HERE) as intake:  # noqa: SIM117
        with socket.create_connection(("127.0.0.1", intake.port("syslog-tcp")), 20) as sender:
            assert sender.recv(1) == b""


# --- TLS --------------------------------------------------------------------------------------------------------------------------


def tls_send(port: int, trusted: Path, data: bytes, own: tuple[Path, Path] | None = None) -> None:
    context = ssl.create_default_context(cafile=trusted)
    if own:
        context.load_cert_chain(*own)
    with socket.create_connection(("127.0.0.1", port), 20) as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as sender:
        sender.sendall(data)
        sender.settimeout(20)
        sender.unwrap().close()


def test_tls_with_and_without_a_certificate_of_the_sender(folder: Path, tmp_path: Path) -> None:
    server, sender = certificate(tmp_path, "may-chu"), certificate(tmp_path, "tuong-lua")
    with standing(folder, Limits(disk_floor=0), syslog_tls=HERE, certificates=Certificates(*server)) as intake:
        tls_send(intake.port("syslog-tls"), server[0], b"%d %s" % (len(ONE), ONE))
        wait_for(lambda: intake.items(8) == [ONE], "it is taken")
    with standing(folder, Limits(disk_floor=0), syslog_tls=HERE, certificates=Certificates(*server, sender[0])) as intake:
        # In TLS 1.3 a sender may learn only after writing, or never, that it was refused; what counts is that nothing of it is kept.
        with suppress(OSError):
            tls_send(intake.port("syslog-tls"), server[0], TWO + b" without a certificate\n")
        with socket.create_connection(("127.0.0.1", intake.port("syslog-tls")), 20) as plain:
            plain.sendall(TWO + b"\n")
            assert plain.recv(100)[:1] in {b"", b"\x15"}
        tls_send(intake.port("syslog-tls"), server[0], TWO + b"\n", sender)
        wait_for(lambda: intake.items(8) == [ONE, TWO], "the one who shows it is heard")
