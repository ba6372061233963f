"""The same list comes back from any format, encoding, separator and heading it was written in; no damage makes the reader crash."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources import samples
from sources.addresslists.test_documents import PDF
from sources.addresslists.test_lists import ANNEX, MERGED, seconds, whole, workbook
from vonggac.sources.addresslists import Batch, DateOrder, Meaning, Shape, propose_shape, read_batches
from vonggac.sources.refusal import Refused

HEADINGS = {
    Meaning.ADDRESS: ("IP", "Địa chỉ IP", "dia chi ip", "src_ip", "Source IP", "IP bị nhiễm", "source.ip", "SourceIp"),
    Meaning.PORT: ("Cổng", "port", "src_port", "Source Port"),
    Meaning.FAMILY: ("Mã độc", "malware", "Họ mã độc", "family", "malware.name", "infection"),
    Meaning.C2_ADDRESS: ("IP máy chủ điều khiển", "C2", "cc_ip", "dst_ip", "Destination IP", "Địa chỉ C&C"),
    Meaning.SEEN: ("Thời gian (GMT+7)", "Timestamp (UTC+7)", "Thời gian phát hiện - giờ Việt Nam"),
    Meaning.ORGANISATION: ("Đơn vị", "Cơ quan", "Tên đơn vị", "organisation"),
}
HOSTS = st.integers(min_value=0, max_value=2**24 - 1).map(lambda n: f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
MOMENTS = st.tuples(st.integers(1, 28), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
ROW = st.tuples(
    HOSTS,
    st.just("") | st.integers(1024, 65_535).map(str),
    st.sampled_from(["Mirai", "Conficker", "Sality", "Avalanche", "M0yv"]),
    st.integers(1, 3).map(lambda n: f"198.51.100.{n}"),
    MOMENTS,
    st.sampled_from(["Ủy ban nhân dân xã Đức Hòa", "Sở Giáo dục và Đào tạo", "Trường Lê Quý Đôn", "Đội ứng cứu sự cố"]),
)
DATES = ("{2026}-10-{d:02d} {h:02d}:{m:02d}:{s:02d}", "{d:02d}/10/{2026} {h:02d}:{m:02d}:{s:02d}", "{d}/10/{2026} {h}:{m:02d}:{s:02d}")


def written(moment: tuple[int, int, int, int], form: str) -> str:
    day, hour, minute, second = moment
    return form.replace("{2026}", "2026").format(d=day, h=hour, m=minute, s=second)


@st.composite
def lists(draw: st.DrawFn) -> tuple[bytes, str, list[Meaning], list[tuple[object, ...]]]:
    rows = draw(st.lists(ROW, min_size=8, max_size=30))
    order = draw(st.permutations(list(HEADINGS)))
    titles = [draw(st.sampled_from(HEADINGS[meaning])) for meaning in order]
    form = draw(st.sampled_from(DATES))
    harmless = draw(st.booleans())
    above = draw(st.lists(st.sampled_from(["DANH SÁCH IP", "Tháng 10/2026", ""]), max_size=3))
    cells = [
        dict(zip(HEADINGS, (*row[:4], written(row[4], form), row[5]), strict=True))
        for row in rows  # type: ignore[arg-type]
    ]
    if harmless:
        for each in cells:
            each[Meaning.ADDRESS] = str(each[Meaning.ADDRESS]).replace(".", "[.]")
    table = [[line] + [""] * (len(order) - 1) for line in above] + [titles] + [[str(each[m]) for m in order] for each in cells]
    return (*draw(st.sampled_from(["csv", "xlsx", "docx"]).flatmap(lambda kind: _saved(kind, table))), list(order), list(rows))


def _saved(kind: str, table: list[list[str]]) -> st.SearchStrategy[tuple[bytes, str]]:
    if kind == "xlsx":
        return st.just((workbook(("Danh sách", table)), "a.xlsx"))
    if kind == "docx":
        rows = "".join(
            "<w:tr>" + "".join(f"<w:tc>{samples.paragraph(c.replace('&', '&amp;'))}</w:tc>" for c in row) + "</w:tr>" for row in table
        )
        return st.just((samples.docx(f"<w:tbl>{rows}</w:tbl>"), "a.docx"))
    text = st.sampled_from([",", ";", "\t", "|"]).map(lambda separator: _csv(table, separator))
    encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1258"])
    return st.tuples(text, encodings).map(
        lambda pair: (samples.windows_1258(pair[0]) if pair[1] == "cp1258" else pair[0].encode(pair[1]), "a.csv")
    )


def _csv(table: list[list[str]], separator: str) -> str:
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(table)
    return out.getvalue()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(lists())
def test_a_list_written_in_any_way_comes_back_the_same(made: tuple[bytes, str, list[Meaning], list[tuple[object, ...]]]) -> None:
    data, name, order, rows = made

    proposal = propose_shape(data, name)
    shape = proposal.shape
    if any(question.asks == "date-order" for question in proposal.questions):
        shape = shape.with_order(DateOrder.DAY_FIRST)
    batch = whole(data, name, shape=Shape.from_json(shape.to_json()))

    assert [column.meaning for column in shape.tables[0].columns] == order
    assert batch.columns[Meaning.ADDRESS] == [row[0] for row in rows]
    assert batch.columns[Meaning.PORT] == [row[1] for row in rows]
    assert batch.columns[Meaning.FAMILY] == [row[2] for row in rows]
    assert batch.columns[Meaning.C2_ADDRESS] == [row[3] for row in rows]
    assert batch.columns[Meaning.ORGANISATION] == [row[5] for row in rows]
    assert batch.times[Meaning.SEEN] == [seconds(2026, 10, *row[4]) - 7 * 3600 for row in rows]  # type: ignore[misc]
    assert batch.bad_count == 0


SEEDS = (
    ("a.xlsx", workbook(("Phụ lục", ANNEX), merged=MERGED)),
    ("a.csv", 'ip;port;"tên";time\r\n203.0.113.7;445;"xã ""Đức Hòa""";05/10/2026 03:12\r\n2001:db8::1;;b;1791144729\r\n'.encode()),
    ("a.csv", "STT,Địa chỉ IP,Cổng\n1,203.0.113.7,445\n".encode("utf-16")),
    ("a.txt", b"# c\n203.0.113[.]7 445\n203.0.113.0/24 ; x\nhxxp://203.0.113.9/a\nexample.com\n[2001:db8::1]:80\n10.0.0.1-10.0.0.9\n"),
    (
        "a.docx",
        samples.docx("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc>" + samples.paragraph("203.0.113.7") + "</w:tc></w:tr></w:tbl>"),
    ),
    ("a.pdf", samples.pdf(PDF % "[1], [203.0.113.7], [445], [Xã], [2026-10-05 03:12]")),
    ("a.txt", samples.tcvn3("STT;Địa chỉ ip;Đơn vị\n1;203.0.113.7;Sở giáo dục và đào tạo\n")),
)


PIECES = (b"", b'"', b"\0", b"\n", b"\r", b";", b"1.1.1.1", "\u0301".encode(), b"/99", b":")


def _damaged(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice([1, 3, 20])):
        place, fate = dice.randrange(len(out)), dice.random()
        if fate < 0.4:
            out[place] = dice.randrange(256)
        elif fate < 0.6:
            del out[place : place + dice.randrange(50)]
        elif fate < 0.8:
            out[place:place] = dice.choice(
                [dice.randbytes(8), b'"', b"\0", b"\n", b"\r", b";", b"1.1.1.1", "\u0301".encode(), b"/99", b":"]
            )
        else:
            other = dice.randrange(len(out))
            out[place : place + 20] = out[other : other + 20]
        out = out or bytearray(b"x")
    return bytes(out)


def _read_or_refused(data: bytes, *, name: str) -> list[Batch]:
    """Nothing but a refusal with a sentence may come instead of batches."""
    try:
        return list(read_batches(data, name=name))
    except Refused as refused:
        return [] if refused.bad.why else [Batch("", {}, {}, (), bad_count=-1)]


@given(st.integers(0, len(SEEDS) - 1), st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused_and_never_a_crash(which: int, seed: int) -> None:
    name, data = SEEDS[which]
    broken = _damaged(data, random.Random(seed))  # noqa: S311  no secret

    for batch in _read_or_refused(broken, name=name):
        assert batch.bad_count >= 0
        assert {len(values) for values in (*batch.columns.values(), *batch.times.values())} <= {len(batch)}


@given(st.text(st.sampled_from("0123456789abcdef.:/-;,|#[]() \t\n\"'xXhptđ"), max_size=400))
def test_any_text_gives_valid_addresses_or_a_sentence(text: str) -> None:
    from vonggac.kernel.addresses import parse_range

    for batch in _read_or_refused(text.encode(), name="a.txt"):
        for value in (*batch.columns.get(Meaning.ADDRESS, ()), *batch.columns.get(Meaning.C2_ADDRESS, ())):
            assert not value or str(parse_range(value)) == value
