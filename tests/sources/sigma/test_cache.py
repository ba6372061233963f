"""Rules that were read once: the same again without YAML, and anew as soon as anything changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunting.generated import conditions
from sources.sigma.written import HEAD, rule
from vonggac.engines.hunt import Condition, Heading, Rule, RuleSet
from vonggac.sources.sigma import Read, caching, gathering, read_rules

CORRELATION = """\
title: Nhiều lần
id: 00000000-0000-4000-8000-000000000002
correlation:
    type: value_count
    rules: [thu]
    timespan: 5m
    group-by: [User]
    aliases: {User: {thu: TargetUserName}}
    condition: {gte: 3, field: IpAddress}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yml").write_text(rule("one: {a|contains: ['x*y', '*']}\ntwo: {b: 1}\ncondition: not one", HEAD + "name: thu\n"), "utf-8")
    (folder / "b.yml").write_text(CORRELATION, "utf-8")
    (folder / "c.yml").write_text("title: x\ndetection: {}\n", "utf-8")
    return folder


def test_what_was_kept_is_what_was_read(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_rules([rules], cache=tmp_path / "cache")
    assert len(first.ruleset.rules) == len(first.ruleset.correlations) == len(first.not_loaded) == len(first.remarks) == 1
    monkeypatch.setattr(gathering, "read_documents", None)
    assert read_rules([rules], cache=tmp_path / "cache") == first


def test_any_change_reads_anew(rules: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    choices: list[dict[str, Any]] = [{}, {"sysmon_only": True}, {"retired": True}, {"placeholders": {"a": ("b",)}}]
    versions = [read_rules([rules], cache=folder, **choice).ruleset.version for choice in choices]
    (rules / "a.yml").write_text(rule("one: {a: 2}\ncondition: one"), "utf-8")
    changed = read_rules([rules], cache=folder)
    assert len({*versions, changed.ruleset.version}) == 5
    assert "2" in repr(changed.ruleset.rules[0].condition)


@pytest.mark.parametrize("damage", [b"", b"x", b"{}\n{}", None])
def test_a_damaged_file_is_read_anew(rules: Path, tmp_path: Path, damage: bytes | None) -> None:
    folder = tmp_path / "cache"
    first = read_rules([rules], cache=folder)
    (kept,) = folder.glob("*.json")
    kept.write_bytes(kept.read_bytes()[:-1] + b" " if damage is None else damage)
    assert read_rules([rules], cache=folder) == first


def test_a_folder_that_cannot_be_written_stops_nothing(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert len(read_rules([rules], cache=tmp_path / "cache").ruleset.rules) == 1


def test_old_sets_give_way(rules: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    read = read_rules([rules])
    for number in range(caching.KEPT + 3):
        caching.save(folder, replace(read, ruleset=replace(read.ruleset, version=f"{number:040}")))
    assert len(list(folder.iterdir())) == caching.KEPT


@given(asked=st.lists(conditions, max_size=4))
def test_every_condition_comes_back_as_it_was(asked: list[Condition]) -> None:
    read = Read(RuleSet(tuple(Rule(Heading("i", "t", tags=("x",)), one, fields=("a",)) for one in asked), version="v"))
    with TemporaryDirectory() as folder:
        caching.save(Path(folder), read)
        assert caching.load(Path(folder), "v") == read
