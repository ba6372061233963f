from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vonggac.kernel.addresses import (
    AddressError,
    AddressRange,
    address_of,
    is_within,
    key,
    parse_address,
    parse_domain,
    parse_mail,
    parse_range,
    read_ipv6,
    refang,
    write_address,
)

ADDRESSES = st.ip_addresses(v=4) | st.ip_addresses(v=6).filter(lambda address: address.ipv4_mapped is None)


@pytest.mark.parametrize(
    "text",
    [
        "192.0.2.7",
        " 192.0.2[.]7 ",
        "192[.]0[.]2[.]7",
        "192.0.2[dot]7",
        "192.0.2.7:443",
        "hxxp://192.0.2.7/a/b?c=1",
        "hxxps[:]//192.0.2[.]7:8443/x",
        "::ffff:192.0.2.7",
    ],
)
def test_one_address_is_read_however_it_was_made_harmless(text: str) -> None:
    assert parse_address(text) == IPv4Address("192.0.2.7")


def test_an_address_of_version_six_may_carry_brackets_port_and_zone() -> None:
    assert parse_address("[2001:db8::1]:443") == parse_address("2001:DB8::1") == IPv6Address("2001:db8::1")
    assert parse_address("fe80::1%eth0") == IPv6Address("fe80::1")


def test_a_network_is_not_taken_for_one_address() -> None:
    with pytest.raises(AddressError):
        parse_address("10.20.0.0/24")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10.20.0.0/24", "10.20.0.0", "10.20.0.255"),
        ("10.20.0.9/24", "10.20.0.0", "10.20.0.255"),
        ("10.20.0.0/255.255.255.0", "10.20.0.0", "10.20.0.255"),
        ("10.20.0.0 / 24", "10.20.0.0", "10.20.0.255"),
        ("10.20.0.*", "10.20.0.0", "10.20.0.255"),
        ("10.20.*.*", "10.20.0.0", "10.20.255.255"),
        ("10.20.0.1-10.20.0.20", "10.20.0.1", "10.20.0.20"),
        ("10.20.0.1 – 20", "10.20.0.1", "10.20.0.20"),
        ("10.20.0.1 đến 10.20.0.20", "10.20.0.1", "10.20.0.20"),
        ("10[.]20[.]0[.]0/24", "10.20.0.0", "10.20.0.255"),
        ("10.20.0.7", "10.20.0.7", "10.20.0.7"),
        ("2001:db8::/126", "2001:db8::", "2001:db8::3"),
    ],
)
def test_a_range_is_read_from_every_common_spelling(text: str, first: str, last: str) -> None:
    assert parse_range(text) == AddressRange.between(ip_address(first), ip_address(last))


def test_a_mask_that_is_too_long_is_named_with_what_to_write() -> None:
    with pytest.raises(AddressError, match="Sửa /33 thành số từ 0 đến 32, ví dụ 10.20.0.0/24"):
        parse_range("10.20.0.0/33")


@pytest.mark.parametrize(
    "text", ["", "10.20.0", "10.20.0.256", "010.1.1.1", "10.0.0.9-10.0.0.1", "10.0.0.1-2001:db8::1", "10.0.0.0/x", "a.b.c.d", "1-2-3"]
)
def test_what_is_no_range_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(AddressError, match=r"ví dụ|Đổi chỗ"):
        parse_range(text)


@given(ADDRESSES, ADDRESSES)
def test_keys_have_one_width_and_the_order_of_the_addresses(one: IPv4Address | IPv6Address, other: IPv4Address | IPv6Address) -> None:
    assert len(key(one)) == 32
    assert address_of(key(one)) == one
    if one.version == other.version:
        assert (key(one) < key(other)) == (int(one) < int(other))


@given(ADDRESSES, ADDRESSES)
def test_a_written_range_is_read_back(one: IPv4Address | IPv6Address, other: IPv4Address | IPv6Address) -> None:
    assume(one.version == other.version)
    first, last = sorted((one, other), key=int)
    written = AddressRange.between(first, last)
    assert parse_range(str(written)) == written
    assert first in written
    assert last in written


GROUPS = st.sampled_from(["", "0", "1", "7", "abc", "00fF", "12345", "g"])


@given(st.one_of(st.lists(GROUPS, min_size=2, max_size=9).map(":".join), st.ip_addresses(v=6).map(str)))
def test_the_fast_reading_of_version_six_takes_what_the_slow_one_takes(text: str) -> None:
    try:
        slow = int(IPv6Address(text))
    except ValueError:
        slow = None
    assert read_ipv6(text) == slow


@given(
    st.one_of(
        st.ip_addresses(v=6).map(int), st.integers(0, 2**128 - 1).flatmap(lambda one: st.just(one & (one >> 16) & (one << 16) % 2**128))
    )
)
def test_an_address_of_version_six_is_written_in_one_spelling(number: int) -> None:
    address = IPv6Address(number)
    assert write_address(number) == str(address.ipv4_mapped or address)


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_plain_network_is_read_as_the_library_reads_it(address: IPv4Address, bits: int) -> None:
    network = ip_network(f"{address}/{bits}", strict=False)
    read = parse_range(f"{address}/{bits}")
    assert (read.first, read.last, read.version) == (network[0], network[-1], 4)
    assert parse_range(str(address)) == parse_range(f"{address}/32") == parse_range(f" {address}")


def test_ranges_know_what_they_share() -> None:
    network, part, beside = parse_range("10.20.0.0/24"), parse_range("10.20.0.1-9"), parse_range("10.20.1.0/24")
    assert network.covers(part)
    assert network.overlaps(part)
    assert not part.covers(network)
    assert not network.overlaps(beside)
    assert (network.size, network.version, str(network), str(part)) == (256, 4, "10.20.0.0/24", "10.20.0.1-10.20.0.9")


@pytest.mark.parametrize(
    "text",
    [
        "QuangNgai.gov.vn",
        "https://quangngai.gov.vn/tin?x=1",
        "quangngai[.]gov[.]vn.",
        "hxxp://user@quangngai(.)gov(.)vn:8080/",
        "quangngai.gov.vn:443",
    ],
)
def test_a_domain_is_read_from_an_address_and_lowered(text: str) -> None:
    assert parse_domain(text) == "quangngai.gov.vn"


def test_letters_outside_ascii_become_idna() -> None:
    assert parse_domain("Đức.example").startswith("xn--")
    assert parse_domain("ĐỨC.example") == parse_domain("đức.example")


@pytest.mark.parametrize("text", ["", "localhost", "10.20.0.7", "-a.vn", "a..vn", "có dấu cách.vn", "a" * 64 + ".vn"])
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(AddressError, match="Nhập tên miền"):
        parse_domain(text)


def test_a_subdomain_lies_within_but_a_namesake_does_not() -> None:
    assert is_within("office.quangngai.gov.vn", "quangngai.gov.vn")
    assert not is_within("xquangngai.gov.vn", "quangngai.gov.vn")


@pytest.mark.parametrize(
    "text",
    [
        "VanThu@QuangNgai.gov.vn",
        "mailto:vanthu@quangngai.gov.vn",
        "Văn thư <vanthu@quangngai.gov.vn>",
        "vanthu[at]quangngai[.]gov[.]vn",
        "vanthu (at) quangngai.gov.vn",
    ],
)
def test_a_mailbox_is_read_and_lowered(text: str) -> None:
    assert parse_mail(text) == "vanthu@quangngai.gov.vn"


@pytest.mark.parametrize("text", ["", "vanthu", "@quangngai.gov.vn", "a b@quangngai.gov.vn", "a@b"])
def test_what_is_no_mailbox_is_refused(text: str) -> None:
    with pytest.raises(AddressError, match="Nhập"):
        parse_mail(text)


def test_refanging_restores_an_indicator() -> None:
    assert refang("hxxps[://]evil[.]example/a") == "https://evil.example/a"
    assert refang("fxp://evil[.]example") == "ftp://evil.example"
