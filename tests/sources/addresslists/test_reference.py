"""Public lists that nobody here wrote, read as they are; needs the reference folder in VONGGAC_REFERENCE."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vonggac.sources.addresslists import Batch, Meaning, propose_shape, read_batches

REFERENCE = os.environ.get("VONGGAC_REFERENCE")
pytestmark = pytest.mark.skipif(not REFERENCE, reason="VONGGAC_REFERENCE is not set")
DATA = Path(REFERENCE or ".") / "data"
FEEDS = DATA / "feeds" / "intelmq-other"


def batches(path: Path) -> list[Batch]:
    return list(read_batches(path))


def addresses(path: Path) -> list[str]:
    return [value for batch in batches(path) for value in batch.columns.get(Meaning.ADDRESS, ()) if value]


@pytest.mark.parametrize(("level", "count"), [(3, 14_217), (4, 5_354), (5, 1_413), (6, 318), (7, 70), (8, 23)])
def test_every_address_of_ipsum_is_read(level: int, count: int) -> None:
    path = DATA / "botnet" / f"ipsum-level{level}.txt"

    found = addresses(path)

    assert len(found) == count
    assert found == path.read_text().split()
    assert sum(batch.bad_count for batch in batches(path)) == 0


@pytest.mark.parametrize(
    ("name", "rows", "with_address", "left_out"),
    [
        ("mass_scanner_cidr", 1_106, 1_106, 0),
        ("sinkhole_shadowserver", 34, 29, 0),
        ("conficker", 257, 0, 0),
        ("android_badbox", 95, 0, 0),
        ("sality", 66, 4, 4),
        ("andromeda", 437, 58, 14),
        ("necurs", 742, 26, 1),
    ],
)
def test_maltrail_lists_of_addresses_names_and_comments_are_read(name: str, rows: int, with_address: int, left_out: int) -> None:
    found = batches(DATA / "botnet" / "maltrail" / f"{name}.txt")

    assert sum(len(batch) for batch in found) == rows
    assert sum(1 for batch in found for value in batch.columns.get(Meaning.ADDRESS, ()) if value) == with_address
    assert sum(batch.bad_count for batch in found) == left_out


def stated(value: object) -> Iterator[str]:
    """Every address or network that the expectations name as the source."""
    if isinstance(value, dict):
        yield from (str(value[key]) for key in ("source.ip", "source.network") if key in value)
        for inner in value.values():
            yield from stated(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from stated(inner)


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        ("cymru/certname_20190327.txt", 35),
        ("cymru/infected_20171031.txt", 9),
        ("spamhaus/drop.txt", 2),
        ("dshield/block.txt", 2),
        ("dshield/asdetailsascii.html", 2),
        ("generic/multivalue_columns.csv", 2),
        ("generic/extra_regex.csv", 2),
        ("generic/sample_report.csv", 2),
        ("generic/test_filter_whitelist_ipset.csv", 1),
    ],
)
def test_feeds_of_others_give_the_addresses_that_they_state(file: str, rows: int) -> None:
    path = FEEDS / file
    expected = set(stated(json.loads((FEEDS / f"{file}.expected.json").read_text())))

    found = addresses(path)

    assert len(found) == rows
    assert set(found) == expected & set(found)
    assert {each for each in expected if _stands_in(each, path)} <= set(found)


def _stands_in(address: str, path: Path) -> bool:
    """Some expectations speak of more files than the one beside them."""
    text = path.read_text()
    return address in text or address.split("/")[0] in text


def test_the_last_two_columns_of_a_blocklist_make_its_networks() -> None:
    assert addresses(FEEDS / "dshield" / "block.txt") == ["43.229.53.0/24", "194.63.140.0/24"]


def test_dataplane_names_its_columns_and_its_zone_in_comments() -> None:
    path = FEEDS / "dataplane" / "sshclient.txt"

    proposal = propose_shape(path, path.name)
    (batch,) = batches(path)

    assert proposal.questions == ()
    assert batch.columns[Meaning.ADDRESS] == ["5.157.7.82", "104.241.232.238"]
    assert batch.times[Meaning.SEEN] == [1_480_624_869, 1_480_902_559]


def test_times_of_windows_are_read_in_the_list_of_a_vendor() -> None:
    (batch,) = batches(FEEDS / "generic" / "extra_regex.csv")

    assert batch.times[Meaning.SEEN] == [1_490_486_383, 1_490_486_441]
    assert batch.columns[Meaning.C2_ADDRESS] == ["224.1.1.1", "224.1.1.2"]
    assert batch.columns[Meaning.C2_PORT] == ["1604", "80"]


def test_a_list_of_generated_names_gives_its_domains() -> None:
    (batch,) = batches(FEEDS / "bambenek" / "dga-feed.txt")

    assert batch.columns[Meaning.DOMAIN] == ["xqmclnusaswvof.com"]
    assert batch.bad_count == 0


def test_every_shadowserver_sample_gives_its_source_addresses_and_is_suggested_to_count_in_utc() -> None:
    files = sorted((DATA / "feeds" / "intelmq-shadowserver-2023").rglob("*.csv"))
    titles: dict[str, int] = {}
    for path in files:
        proposal = propose_shape(path, path.name)
        column = proposal.shape.tables[0].column(Meaning.ADDRESS)
        assert column is not None
        titles[column.title] = titles.get(column.title, 0) + 1
        assert proposal.shape.zone == "+00:00"

    assert titles == {"ip": 35, "src_ip": 7, "http_referer_ip": 1}
