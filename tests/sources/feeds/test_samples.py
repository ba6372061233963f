"""Every sample of every format gives what its `.expected.json` states, and is found by its content alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vonggac.sources.feeds import FORMATS, read_feed, reader_of, readers
from vonggac.sources.feeds.jsonform import as_json

from .reading import SAMPLES, TODAY, found_in

_ALL = [path for path in sorted(SAMPLES.glob("*/*")) if not path.name.endswith(".expected.json") and path.parent.name != "shadowserver"]


@pytest.mark.parametrize("sample", _ALL, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_sample_gives_what_is_stated_beside_it(sample: Path) -> None:
    stated = json.loads(Path(f"{sample}.expected.json").read_text(encoding="utf-8"))
    assert [as_json(one) for one in found_in(sample.read_bytes(), sample.name)] == stated


@pytest.mark.parametrize("sample", _ALL, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_sample_is_found_by_its_content_whatever_it_is_called(sample: Path) -> None:
    with sample.open("rb") as named, sample.open("rb") as nameless:
        assert reader_of(nameless, "khong-ten").format == reader_of(named, sample.name).format


def test_every_format_has_a_sample() -> None:
    with_samples = set()
    for sample in [*_ALL, *SAMPLES.glob("shadowserver/*.csv")]:
        with sample.open("rb") as stream:
            with_samples.add(reader_of(stream, sample.name).format)
    assert set(FORMATS) - with_samples == set()


def test_a_format_carries_the_name_it_has_in_the_table() -> None:
    assert [reader.format for reader in readers()] == list(FORMATS)


def test_reading_the_same_file_twice_gives_the_same(tmp_path: Path) -> None:
    for sample in _ALL:
        with sample.open("rb") as one, sample.open("rb") as two:
            assert list(read_feed(one, sample.name, today=TODAY)) == list(read_feed(two, sample.name, today=TODAY))
