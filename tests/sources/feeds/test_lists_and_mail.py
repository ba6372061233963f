"""Plain lists, messages and packages: values however they are written, attachments however deep, bombs refused."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections import Counter
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.badrows import BadRow
from vonggac.sources.feeds import FeedIndicator, Kind, Part, readers, recognise
from vonggac.sources.feeds.observables import NotAValue, any_of, url
from vonggac.sources.refusal import Refused

from .reading import SAMPLES, events, faults, found_in, indicators, reference, remarks

SINKHOLE = (SAMPLES / "shadowserver" / "2026-11-20-event4_sinkhole-vn.csv").read_bytes()


def message(*attachments: tuple[str, bytes], text: str = "Xin gửi.") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"], mail["Date"] = "a@b.example", "<1@b.example>", "Fri, 20 Nov 2026 08:00:00 +0700"
    mail["Subject"] = "Báo cáo"
    mail.set_content(text)
    for name, data in attachments:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def package(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


# --- values -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("198[.]18[.]1[.]1", (Kind.ADDRESS, "198.18.1.1", None)),
        ("198.18.1.1:443", (Kind.ADDRESS, "198.18.1.1", 443)),
        ("[2001:db8::1]:443", (Kind.ADDRESS, "2001:db8::1", 443)),
        ("2001:DB8:0::1", (Kind.ADDRESS, "2001:db8::1", None)),
        ("198.18.0.0/16", (Kind.RANGE, "198.18.0.0/16", None)),
        ("198.18.0.1-20", (Kind.RANGE, "198.18.0.1-198.18.0.20", None)),
        ("*.Xau.Example.com", (Kind.DOMAIN, "xau.example.com", None)),
        ("xau(.)example(.)com:8080", (Kind.DOMAIN, "xau.example.com", 8080)),
        ("hxxp://Xau.example[.]com/A b".replace(" b", "b"), (Kind.URL, "http://xau.example.com/Ab", None)),
        ("xau.example.com/a.exe", (Kind.URL, "http://xau.example.com/a.exe", None)),
        ("a(at)b.example", (Kind.MAIL, "a@b.example", None)),
        ("D41D8CD98F00B204E9800998ECF8427E", (Kind.HASH, "d41d8cd98f00b204e9800998ecf8427e", None)),
        ("trang-giả.vn", (Kind.DOMAIN, "xn--trang-gi-dy0d.vn", None)),
    ],
)  # fmt: skip
def test_a_value_is_known_however_it_is_written(written: str, meant: tuple[Kind, str, int | None]) -> None:
    assert any_of(written) == meant


@pytest.mark.parametrize(
    "written", ["", "999.1.1.1", "khong phai", "http://", "http://a b.example/", "198.18.1.1:99999", "x" * 9000, "a@", "…", "::::"]
)
def test_what_is_no_value_is_none(written: str) -> None:
    with pytest.raises(NotAValue):
        any_of(written)


@given(st.text(max_size=60))
def test_any_text_is_a_value_that_reads_back_as_itself_or_none(text: str) -> None:
    try:
        kind, value, _ = any_of(text)
    except NotAValue:
        return
    assert any_of(value)[:2] == (kind, value)


def test_the_path_of_a_web_address_keeps_its_case_and_the_host_loses_it() -> None:
    assert url("HTTPS://Xau.Example.COM:8443/Tai/A.exe?B=C#D") == (Kind.URL, "https://xau.example.com:8443/Tai/A.exe?B=C#D")


# --- lists ------------------------------------------------------------------------------------------------------------------------


def test_the_reference_lists_lose_no_address() -> None:
    for path in sorted(reference("botnet").glob("ipsum-level*.txt")):
        addresses = {line.split()[0] for line in path.read_text().splitlines() if line and not line.startswith("#")}
        assert {one.value for one in indicators(found_in(path.read_bytes(), path.name))} == addresses
        break


def test_every_line_of_the_reference_trails_is_a_value_a_path_a_duplicate_or_a_fault() -> None:
    for path in sorted(reference("botnet", "maltrail").glob("*.txt")):
        if path.stat().st_size > 100_000:
            continue
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
        found = found_in(path.read_bytes(), path.name)
        said = Counter(one.rule for one in found if isinstance(one, BadRow))
        if not said["duplicate"] and not said["path-only"]:
            assert len(indicators(found)) + said["bad-value"] == len(lines), path.name
        assert {one.families[0] for one in indicators(found)} == {path.stem.replace("_", " ")}


def test_a_value_twice_is_one_indicator_and_the_list_says_how_often() -> None:
    found = found_in("203.162.77.1\n203.162.77.2\n203.162.77.1\n203.162.77.1\n")
    assert [one.value for one in indicators(found)] == ["203.162.77.1", "203.162.77.2"]
    assert remarks(found) == ["duplicate"]
    assert "2 dòng" in next(one.why for one in found if isinstance(one, BadRow))


def test_a_list_in_utf_8_with_a_mark_and_windows_line_ends_is_read() -> None:
    found = found_in(b"\xef\xbb\xbf203.162.77.1\r\nxau.example.com\r\n")
    assert [one.value for one in indicators(found)] == ["203.162.77.1", "xau.example.com"]


@pytest.mark.parametrize(
    "text", ["Kính gửi quý cơ quan,\nXin gửi danh sách.\n", "a,b,c\n1,2,3\n", "tep.csv\ntep2.txt\n", "<html></html>", "\0\0\0"]
)
def test_prose_and_tables_are_no_list_of_indicators(text: str) -> None:
    assert recognise(text.encode(), "danh-sach.txt") is None


def test_a_line_of_ten_megabytes_costs_one_fault() -> None:
    found = found_in("203.162.77.1\n203.162.77.2\n" + "1" * 10_000_000 + "\n203.162.77.3\n")
    assert faults(found) == ["long-line"]
    assert len(indicators(found)) == 3


# --- messages and packages --------------------------------------------------------------------------------------------------------


def test_an_attachment_is_read_by_its_content_and_keeps_who_sent_it() -> None:
    found = found_in(message(("ten-la.dat", SINKHOLE)))
    [part] = [one for one in found if isinstance(one, Part)]
    assert (part.format, part.letterhead.sender, part.letterhead.message_id, part.letterhead.subject) == (
        "shadowserver", "a@b.example", "1@b.example", "Báo cáo",
    )  # fmt: skip
    assert part.letterhead.sent is not None
    assert part.letterhead.sent.isoformat() == "2026-11-20T01:00:00+00:00"
    assert len(events(found)) == 2


def test_indicators_in_the_text_of_a_message_are_read_and_a_greeting_is_not_a_fault() -> None:
    assert len(indicators(found_in(message(text="203.162.77.1\n203.162.77.2\n")))) == 2
    assert found_in(message()) == []


def test_what_cannot_be_read_is_named_and_the_other_attachments_are_read() -> None:
    found = found_in(
        message(("anh.png", b"\x89PNG" + b"\1" * 40), ("hong.json", b'{"Event": {"info": "x", "Attribute": [}'), ("a.csv", SINKHOLE))
    )
    assert remarks(found) == ["unread-attachment"]
    assert faults(found) == ["damaged"]
    assert next(one for one in found if isinstance(one, BadRow) and one.rule == "damaged").place.source.endswith("hong.json")
    assert len(events(found)) == 2


def test_packages_in_a_message_are_opened_and_the_report_is_known_by_its_name_inside() -> None:
    found = found_in(message(("a.zip", package(**{"2026-11-20-event4_sinkhole-vn.csv": SINKHOLE})), ("b.csv.gz", gzip.compress(SINKHOLE))))
    assert [one.format for one in found if isinstance(one, Part)] == ["shadowserver", "shadowserver"]
    assert len(events(found)) == 4


def test_packages_within_packages_end_somewhere() -> None:
    data = SINKHOLE
    for _ in range(6):
        data = package(trong=data)
    found = found_in(data, "long.zip")
    assert faults(found) == ["too-deep"]


def test_messages_within_messages_end_somewhere() -> None:
    mail = EmailMessage()
    mail["From"], mail["Date"], mail["Subject"] = "a@b.example", "Fri, 20 Nov 2026 08:00:00 +0700", "x"
    mail.set_content("203.162.77.1\n")
    for depth in range(6):
        outer = EmailMessage()
        outer["From"], outer["Date"], outer["Subject"] = "a@b.example", "Fri, 20 Nov 2026 08:00:00 +0700", str(depth)
        outer.set_content("x")
        outer.add_attachment(mail)
        mail = outer
    assert "too-deep" in faults(found_in(mail.as_bytes()))


def test_a_bomb_in_a_message_is_refused_before_it_unfolds() -> None:
    bomb = package(trong=b"\0" * 60_000_000)
    assert len(bomb) < 100_000
    found = found_in(message(("bom.zip", bomb), ("bom.csv.gz", gzip.compress(b"0" * 60_000_000, 1)), ("a.csv", SINKHOLE)))
    assert faults(found) == ["zip-bomb", "zip-bomb"]
    assert len(events(found)) == 2


def test_a_message_with_too_many_files_is_refused_as_a_whole() -> None:
    with pytest.raises(Refused, match="hơn 100 tệp"):
        found_in(message(*((f"{number}.txt", b"203.162.77.1\n") for number in range(101))))


def test_a_cut_package_and_a_cut_gzip_are_damaged() -> None:
    found = found_in(message(("a.zip", package(x=SINKHOLE)[:80]), ("b.gz", gzip.compress(SINKHOLE)[:80])))
    assert faults(found) == ["damaged", "damaged"]


def test_a_name_of_a_file_that_leaves_its_folder_is_refused() -> None:
    found = found_in(message(("a.zip", package(**{"../../etc/x.csv": SINKHOLE}))))
    assert faults(found) == ["path-trick"]


def test_headers_that_lie_in_their_form_end_in_a_letterhead_without_them() -> None:
    mail = b"From: =?khong-co?B?%%%?= <a@b.example>\nDate: hom qua\nMessage-ID: <x\x07y>\nSubject: =?utf-8?Q?=FF=FE?=\n\n203.162.77.1\n"
    [part] = [one for one in found_in(mail) if isinstance(one, Part)]
    assert part.letterhead.sent is None
    assert "\x07" not in part.letterhead.message_id


def test_xml_with_entities_is_nothing_any_format_reads() -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]><a>&d;</a>'
    assert recognise(xml, "a.xml") is None
    assert remarks(found_in(message(("a.xml", xml)))) == ["unread-attachment"]


@given(st.binary(max_size=300))
def test_any_bytes_below_headers_end_in_values_or_located_faults(body: bytes) -> None:
    head = b"From: a@b.example\nDate: Fri, 20 Nov 2026 08:00:00 +0700\nContent-Type: multipart/mixed; boundary=x\n\n"
    for one in found_in(head + b"--x\n" + body + b"\n--x--\n"):
        assert isinstance(one, FeedIndicator | BadRow | Part)


@given(st.binary(max_size=400))
def test_any_bytes_are_recognised_without_a_crash(head: bytes) -> None:
    for reader in readers():
        assert 0 <= reader.recognise(head, "tep") <= 1


@pytest.mark.parametrize(
    "sample", [path for path in sorted(SAMPLES.glob("*/*")) if not path.name.endswith(".expected.json")], ids=lambda p: p.name
)
def test_a_sample_cut_anywhere_ends_in_values_faults_or_a_refusal(sample: Path) -> None:
    data = sample.read_bytes()
    for end in range(0, len(data), max(1, len(data) // 12)):
        with suppress(Refused):
            assert all(one.place.source for one in found_in(data[:end], sample.name))


def test_a_json_file_without_an_end_of_line_is_one_document() -> None:
    assert (
        len(
            events(
                found_in(json.dumps({"source.ip": "203.162.77.1", "classification.type": "spam", "time.source": "2026-11-01T00:00:00Z"}))
            )
        )
        == 1
    )
