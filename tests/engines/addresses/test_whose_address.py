"""Whose is an address: each rule of the order of preference, and what is asked when a row does not say enough."""

from __future__ import annotations

import random
from datetime import date, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from engines.addresses.reference import local
from vonggac.engines.addresses import (
    Basis,
    Decision,
    Gathering,
    Lost,
    Need,
    OwnedRange,
    RangeError,
    RangeIndex,
    RangeKind,
    Refusal,
    Sighting,
    Verdict,
    match,
    match_few,
    second_of,
    space_of,
)
from vonggac.engines.addresses.texts import BAD, BLANK, AddressReader, read_ports
from vonggac.kernel.addresses import parse_address, parse_range
from vonggac.kernel.columns import TextColumn, ipv4_numbers

TODAY = date(2026, 11, 20)
NOON = local("2026-11-20T12:00")


def owned(line: int, addresses: str, body: str = "Sở Y tế", system: str = "", **more: Any) -> OwnedRange:
    return OwnedRange(line, parse_range(addresses), body, system, **more)


def ask(ranges: list[OwnedRange], address: str, at: date | datetime | None = NOON, port: int | None = 50_000, **more: Any) -> Decision:
    return match_few(RangeIndex(ranges), [Sighting(parse_address(address), at, port)], list_day=TODAY, **more)[0]


def losers(found: Decision) -> dict[int, Lost]:
    return {one.range.line: one.lost for one in found.runners_up}


def test_the_narrower_range_wins_and_the_wider_one_is_told() -> None:
    found = ask([owned(2, "14.160.0.0/16"), owned(3, "14.160.7.0/24", "Sở Xây dựng", "HT-12")], "14.160.7.9")
    assert found.verdict is Verdict.HELD
    assert found.holder is not None
    assert found.holder.holder == ("Sở Xây dựng", "HT-12")
    assert found.because == "Nằm trong 14.160.7.0/24 của Sở Xây dựng / HT-12 (dòng 3); hẹp hơn dòng 2."
    assert losers(found) == {2: Lost.WIDER}


def test_a_range_counts_only_while_it_holds() -> None:
    ranges = [
        owned(2, "14.160.7.0/24", "Sở Nội vụ", valid_to=date(2026, 6, 30)),
        owned(3, "14.160.7.0/24", "Sở Tài chính", valid_from=date(2026, 7, 1)),
    ]
    before, after = (ask(ranges, "14.160.7.9", local(at)) for at in ("2026-06-30T23:59:59", "2026-07-01T00:00:00"))
    assert (before.claimants[0].organisation, after.claimants[0].organisation) == ("Sở Nội vụ", "Sở Tài chính")
    assert losers(before) == {3: Lost.NOT_YET}
    assert losers(after) == {2: Lost.EXPIRED}


def test_days_are_days_of_vietnam_whatever_zone_a_time_has() -> None:
    ranges = [owned(2, "14.160.7.9", "Sở Nội vụ", valid_to=date(2026, 6, 30)), owned(3, "14.160.7.9", "Xã", valid_from=date(2026, 7, 1))]
    assert ask(ranges, "14.160.7.9", datetime.fromisoformat("2026-06-30T17:00:00+00:00")).claimants[0].organisation == "Xã"


def test_an_address_that_nobody_holds_then_says_until_when_it_was_held_and_by_whom() -> None:
    found = ask([owned(2, "14.160.7.9", "Sở Nội vụ", valid_to=date(2026, 6, 30))], "14.160.7.9")
    assert found.verdict is Verdict.FORMER
    assert found.because == "Không ai giữ vào lúc đó: 14.160.7.9 do Sở Nội vụ giữ đến 30/06/2026 (dòng 2)."
    assert found.holder is None


def test_an_address_that_is_held_only_later_says_from_when() -> None:
    found = ask([owned(2, "14.160.7.9", valid_from=date(2027, 1, 1))], "14.160.7.9")
    assert found.verdict is Verdict.FORMER
    assert "giữ từ 01/01/2027" in found.because


def test_the_later_assignment_wins_over_one_that_nobody_closed() -> None:
    ranges = [owned(2, "14.160.7.9", "Cũ"), owned(3, "14.160.7.9", "Mới", valid_from=date(2026, 1, 1))]
    found = ask(ranges, "14.160.7.9")
    assert found.claimants[0].organisation == "Mới"
    assert losers(found) == {2: Lost.EARLIER}


def test_two_equal_claims_are_contested_and_nobody_wins_silently() -> None:
    found = ask([owned(2, "14.160.7.0/24", "A"), owned(3, "14.160.7.0/24", "B")], "14.160.7.9")
    assert found.verdict is Verdict.CONTESTED
    assert found.holder is None
    assert [one.organisation for one in found.claimants] == ["A", "B"]
    assert found.because == "2 nơi cùng nhận, không dải nào hơn: 14.160.7.0/24 của A (dòng 2); 14.160.7.0/24 của B (dòng 3)."


def test_one_holder_written_twice_is_not_contested_and_the_system_says_more_than_the_body() -> None:
    found = ask(
        [owned(2, "14.160.7.0/24", "A"), owned(3, "14.160.7.0/24", "A", "Cổng"), owned(4, "14.160.7.0/24", "A", "Cổng")], "14.160.7.9"
    )
    assert found.verdict is Verdict.HELD
    assert found.holder is not None
    assert (found.holder.system, found.holder.line) == ("Cổng", 3)
    assert losers(found) == {2: Lost.SAME_HOLDER, 4: Lost.SAME_HOLDER}


def test_behind_one_address_the_port_tells_the_holders_apart() -> None:
    ranges = [
        owned(2, "14.160.7.9", "A", ports=(1024, 2047), kind=RangeKind.NAT),
        owned(3, "14.160.7.9", "B", ports=(2048, 4095), kind=RangeKind.NAT),
        owned(4, "14.160.7.9", "Nhà mạng", kind=RangeKind.NAT),
    ]
    found = ask(ranges, "14.160.7.9", port=2048)
    assert (found.verdict, found.claimants[0].organisation) == (Verdict.HELD, "B")
    assert losers(found) == {2: Lost.OTHER_PORT, 4: Lost.WITHOUT_PORTS}


def test_without_the_port_nobody_is_guessed_and_the_port_is_asked_for() -> None:
    ranges = [owned(2, "14.160.7.9", "A", ports=(1024, 2047)), owned(3, "14.160.7.9", "B", ports=(2048, 4095))]
    found = ask(ranges, "14.160.7.9", port=None)
    assert found.verdict is Verdict.QUESTION
    assert Need.PORT in found.needs
    assert [one.organisation for one in found.claimants] == ["A", "B"]
    assert "cổng nguồn phía Internet" in found.because


def test_a_port_that_no_holder_has_is_a_question_to_all_of_them() -> None:
    found = ask([owned(2, "14.160.7.9", "A", ports=(1024, 2047), provider="Nhà mạng X")], "14.160.7.9", port=80)
    assert (found.verdict, found.asked) == (Verdict.QUESTION, ("Nhà mạng X",))
    assert found.because.startswith("Cổng đã nêu không nằm trong dải cổng nào")


@pytest.mark.parametrize(
    ("kind", "at", "port", "needs"),
    [
        (RangeKind.NAT, NOON, None, {Need.PROVIDER, Need.PORT}),
        (RangeKind.NAT, NOON, 50_000, {Need.PROVIDER}),
        (RangeKind.SHARED, None, None, {Need.PROVIDER, Need.TIME, Need.PORT}),
        (RangeKind.DYNAMIC, NOON, None, {Need.PROVIDER}),
        (RangeKind.DYNAMIC, TODAY, None, {Need.PROVIDER, Need.TIME}),
    ],
)
def test_shared_addresses_first_make_a_question(kind: RangeKind, at: Any, port: int | None, needs: set[Need]) -> None:
    found = ask([owned(2, "14.160.7.0/24", "Xã", kind=kind, provider="Nhà mạng X")], "14.160.7.9", at, port)
    assert (found.verdict, set(found.needs), found.asked) == (Verdict.QUESTION, needs, ("Nhà mạng X",))


def test_a_block_of_the_province_without_a_holder_is_a_verdict_of_its_own_and_loses_to_any_holder() -> None:
    block = owned(2, "14.160.7.0/26", "", kind=RangeKind.BLOCK, provider="Nhà mạng X")
    alone = ask([block], "14.160.7.9")
    assert (alone.verdict, alone.asked) == (Verdict.UNASSIGNED, ("Nhà mạng X",))
    held = ask([block, owned(3, "14.160.0.0/16", "A")], "14.160.7.9")
    assert held.verdict is Verdict.HELD
    assert losers(held) == {2: Lost.BLOCK}


def test_a_row_without_a_time_is_matched_on_the_day_of_the_list_and_says_so() -> None:
    found = ask([owned(2, "14.160.7.9", "A", valid_from=TODAY, valid_to=TODAY)], "14.160.7.9", None)
    assert (found.verdict, found.basis) == (Verdict.HELD, Basis.LIST_DAY)


def test_a_day_on_which_a_range_changed_hands_asks_for_the_time() -> None:
    ranges = [
        owned(2, "14.160.7.9", "A", valid_to=local("2026-11-20T14:30")),
        owned(3, "14.160.7.9", "B", valid_from=local("2026-11-20T14:30")),
    ]
    found = ask(ranges, "14.160.7.9", TODAY)
    assert (found.verdict, found.needs, found.basis) == (Verdict.QUESTION, (Need.TIME,), Basis.DAY)
    assert ask(ranges, "14.160.7.9", local("2026-11-20T14:29:59")).claimants[0].organisation == "A"
    assert ask(ranges, "14.160.7.9", local("2026-11-20T14:30:00")).claimants[0].organisation == "B"


def test_a_network_in_a_list_is_held_when_one_holds_all_of_it_and_asks_otherwise() -> None:
    ranges = [owned(2, "14.160.7.0/25", "A"), owned(3, "14.160.7.128/25", "B"), owned(4, "2405:4800:1::/48", "A")]
    index = RangeIndex(ranges)
    seen = [
        Sighting(parse_range(text), NOON, 1) for text in ("14.160.7.0/26", "14.160.7.0/24", "14.160.7.250-14.160.8.1", "2405:4800:1:2::/64")
    ]
    one, both, half, wide = match_few(index, seen, list_day=TODAY)
    assert (one.verdict, wide.verdict) == (Verdict.HELD, Verdict.HELD)
    assert (both.verdict, both.needs, [each.organisation for each in both.claimants]) == (Verdict.QUESTION, (Need.ADDRESS,), ["A", "B"])
    assert (half.verdict, [each.organisation for each in half.claimants]) == (Verdict.QUESTION, ["B"])


def test_ipv6_is_matched_like_ipv4() -> None:
    ranges = [owned(2, "2405:4800::/32", "Nhà mạng", kind=RangeKind.BLOCK), owned(3, "2405:4800:7::/48", "Sở Y tế")]
    assert ask(ranges, "2405:4800:7:1::9").claimants[0].line == 3
    assert ask(ranges, "2405:4800:8::1").verdict is Verdict.UNASSIGNED
    assert ask(ranges, "2405:4801::").verdict is Verdict.OUTSIDE


def test_an_inner_address_is_nobodys_on_the_internet_and_somebodys_inside() -> None:
    ranges = [owned(2, "10.20.0.0/16", "Trung tâm dữ liệu tỉnh")]
    outside = ask(ranges, "10.20.3.7")
    assert outside.verdict is Verdict.PRIVATE
    assert "RFC 1918" in outside.because
    assert losers(outside) == {2: Lost.SPACE}
    assert ask(ranges, "10.20.3.7", inside=True).claimants[0].organisation == "Trung tâm dữ liệu tỉnh"
    assert ask(ranges, "10.30.3.7", inside=True).verdict is Verdict.PRIVATE


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("0.1.2.3", "unspecified"), ("10.255.255.255", "private"), ("100.64.0.0", "shared-space"), ("100.128.0.0", "outside"),
        ("127.0.0.1", "loopback"), ("169.254.9.9", "link-local"), ("172.31.255.255", "private"), ("172.32.0.0", "outside"),
        ("192.0.0.1", "reserved"), ("192.0.0.9", "outside"), ("192.0.2.1", "documentation"), ("198.19.0.1", "benchmark"),
        ("203.0.113.9", "documentation"), ("224.0.0.1", "multicast"), ("239.255.255.255", "multicast"), ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"), ("::", "unspecified"), ("::1", "loopback"), ("fe80::1", "link-local"), ("fd00::1", "private"),
        ("ff02::1", "multicast"), ("2001:db8::1", "documentation"), ("3fff::1", "documentation"), ("4000::1", "bogon"),
        ("2001:4860:4860::8888", "outside"), ("64:ff9b::808:808", "outside"), ("100::1", "reserved"), ("::ffff:10.1.1.1", "private"),
    ],
)  # fmt: skip
def test_addresses_that_no_machine_on_the_internet_has(address: str, verdict: str) -> None:
    assert ask([], address).verdict == verdict


def test_what_python_knows_as_global_has_no_special_space() -> None:
    """Another's registry as a witness; where they differ, the registry of IANA was looked up."""
    chance = random.Random(20261123)
    for _ in range(3000):
        address = ip_address(chance.getrandbits(32))
        assert (space_of(address).verdict is None) == (address.is_global and not address.is_multicast) or address in ip_network(
            "192.88.99.0/24"
        )


GOOD = ["0.0.0.0", "1.2.3.4", "255.255.255.255", "14.160.7.9", "100.64.0.1"]
BADLY_WRITTEN = [
    "", " ", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "01.2.3.4", "1.2.3.04", "00.0.0.0", "1.2.3.4444",
    "0x7f.0.0.1", "1,2,3,4", "3232235521",
    "1.2.3.4 5", "١.٢.٣.٤", "1.2.3.4\n5.6.7.8", "-1.2.3.4", "1.2.3.+4", "a.b.c.d", "....",
    "1.2.3.4é", "9" * 5000,
]  # fmt: skip


def test_only_strictly_written_ipv4_is_read_as_a_column() -> None:
    texts = [text for pair in zip(GOOD * 5, BADLY_WRITTEN, strict=False) for text in pair]
    assert ipv4_numbers(TextColumn.of(texts)).tolist() == [int(ip_address(text)) if text in GOOD else BAD for text in texts]
    assert ipv4_numbers(TextColumn.of(GOOD)).tolist() == [int(ip_address(text)) for text in GOOD]


def test_every_text_that_python_reads_as_ipv4_is_read_the_same_and_no_other() -> None:
    chance, letters = random.Random(7), "0123456789.. 1a"
    texts = ["".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(3000)]
    texts += [".".join(str(chance.choice([0, 1, 9, 10, 99, 100, 255, 256, "07"])) for _ in range(4)) for _ in range(2000)]
    assert ipv4_numbers(TextColumn.of(texts)).tolist() == [_as_python(text) for text in texts]


def _as_python(text: str) -> int:
    try:
        return int(ip_address(text))
    except ValueError:
        return BAD


def gathered(addresses: list[str], latest: datetime = NOON, **columns: Any) -> Any:
    gathering = Gathering(second_of(latest))
    gathering.take(addresses, range(2, len(addresses) + 2), **columns)
    return gathering.whole()


def test_bad_rows_are_put_aside_with_their_line_and_reason() -> None:
    seconds = [second_of(NOON), second_of(NOON) + 60, None, None, 0, second_of(NOON), second_of(NOON), second_of(NOON)]
    rows = gathered(
        ["14.160.7.9", "14.160.7.9", "14.160.7.9", "14.160.7.9", "14.160.7.9", "014.160.7.9", "", "0.0.0.0/1"],
        ports=["1", "1", "1", "70000", "1", "1", "1", "1"],
        seconds=seconds,
        time_words=["x", "ngày mai", "hôm qua", "", "1970", "x", "x", "x"],
    )
    assert [(one.line, one.rule) for one in rows.refused] == [
        (3, Refusal.FUTURE_TIME), (4, Refusal.BAD_TIME), (5, Refusal.BAD_PORT), (6, Refusal.BAD_TIME), (7, Refusal.BAD_ADDRESS),
        (8, Refusal.NO_ADDRESS), (9, Refusal.TOO_WIDE),
    ]  # fmt: skip
    assert rows.refused[2].seen == "70000"
    assert all(one.why.endswith(".") for one in rows.refused)


def test_what_went_in_always_comes_out() -> None:
    chance = random.Random(3)
    texts = [chance.choice(["14.160.7.9", "14.160.7.10", "8.8.8.8", "10.0.0.1", "x", "2405:4800::1", "14.160.7.0/30"]) for _ in range(500)]
    families = [chance.choice(["mirai", "sality"]) for _ in texts]
    seconds = [second_of(NOON) - chance.choice([0, 30, 90]) for _ in texts]
    counts = match(RangeIndex([owned(2, "14.160.7.0/24")]), gathered(texts, seconds=seconds, families=families), list_day=TODAY).counts()
    assert counts.rows == 500 == counts.matched + counts.unmatched + counts.refused + counts.duplicates
    assert counts.refused == texts.count("x")
    kept = {(text, family, second // 60) for text, family, second in zip(texts, families, seconds, strict=True) if text != "x"}
    assert counts.duplicates == 500 - counts.refused - len(kept)
    assert sum(counts.by_verdict.values()) == len(kept)


def test_a_repeat_points_to_the_first_row_that_says_the_same() -> None:
    base = second_of(NOON)
    rows = gathered(
        ["14.160.7.9", "14.160.7.9", "14.160.7.9", "14.160.7.9", "14.160.7.9", "14[.]160.7.9"],
        ports=["1", "1", "2", "1", "1", "1"],
        seconds=[base - 60, base - 30, base - 60, base, None, base - 1],
        families=["a", "a", "a", "a", "a", "a"],
    )
    by_minute = match(RangeIndex([]), rows, list_day=TODAY)
    by_day = match(RangeIndex([]), rows, list_day=TODAY, bucket=86_400)
    assert by_minute.first.tolist() == [0, 0, 2, 3, 4, 0]
    assert by_day.first.tolist() == [0, 0, 2, 0, 4, 0]


def test_a_range_that_cannot_be_is_refused() -> None:
    with pytest.raises(RangeError, match="ngày kết thúc"):
        owned(2, "14.160.7.9", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31))
    with pytest.raises(RangeError, match="cổng"):
        owned(2, "14.160.7.9", ports=(2, 1))


def test_ports_are_read_as_spreadsheets_and_tools_write_them() -> None:
    texts = ["443", "", "-", "0", "65535", "65536", "00080", "443.0", "53/udp", "53/TCP", "x", "4 43", "999999", "٤٤٣", " 80 ", "80\n81"]
    assert read_ports(texts).tolist() == [443, BLANK, BLANK, 0, 65_535, BAD, 80, 443, 53, 53, BAD, BAD, BAD, BAD, 80, BAD]


def test_an_address_is_one_however_a_list_spells_it() -> None:
    spelled = {
        "14.160.7.9": ("14.160.7.9", BLANK),
        "14[.]160[.]7[.]9": ("14.160.7.9", BLANK),
        " 14.160.7.9\t": ("14.160.7.9", BLANK),
        "14.160.7.9:8080": ("14.160.7.9", 8080),
        "hxxp://14.160.7.9:8080/a": ("14.160.7.9", 8080),
        "[2405:4800::9]:443": ("2405:4800::9", 443),
        "2405:4800:0:0::9": ("2405:4800::9", BLANK),
        "2405:4800::9%eth0": ("2405:4800::9", BLANK),
        "::ffff:14.160.7.9": ("14.160.7.9", BLANK),
        "::ffff:ea0:709": ("14.160.7.9", BLANK),
        "14.160.7.9/32": ("14.160.7.9", BLANK),
        "14.160.7.8-14.160.7.11": ("14.160.7.8/30", BLANK),
    }
    reader = AddressReader()
    tokens, ports, written = reader.read(list(spelled))
    assert dict(zip(spelled, zip(written, ports.tolist(), strict=True), strict=True)) == spelled
    assert len(set(tokens.tolist())) == 3
    assert reader.read(["1:2:3", ":::", "12345::", "::1::", "face:b00k::"])[0].tolist() == [BAD] * 5
    again, *_ = reader.read(["2405:4800::9", "14.160.7.8/30"])
    assert set(again.tolist()) < set(tokens.tolist())


def test_rows_that_only_look_alike_to_a_quick_sum_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = gathered(["14.160.7.9", "14.160.7.10", "14.160.7.9"], ports=["1", "1", "1"], families=["a", "a", "a"])
    quick = match(RangeIndex([]), rows, list_day=TODAY).first.tolist()
    monkeypatch.setattr("vonggac.kernel.columns._mixed", lambda columns, attempt: columns[0].astype("uint64") * 0)
    assert match(RangeIndex([]), rows, list_day=TODAY).first.tolist() == quick == [0, 1, 0]
