"""Rules that were read once: the same again without YAML, and anew as soon as anything changed."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hunting.generated import conditions, events
from sources.sigma.written import HEAD, rule
from vonggac.engines.hunt import Condition, Event, Heading, Kind, Place, Rule, RuleSet, Text
from vonggac.engines.hunt.building import Builder
from vonggac.engines.hunt.matching import Matcher
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


@settings(max_examples=int(os.environ.get("VONGGAC_TEST_TIER") == "long") * 2_000 or 60, deadline=None)
@given(asked=st.lists(conditions, max_size=6), told=events)
def test_a_set_from_the_cache_finds_what_one_made_anew_finds(asked: list[Condition], told: list[Event]) -> None:
    rules = _of_cache(asked)
    anew, kept = Matcher.of_conditions(asked), Matcher.of_set(rules)
    assert kept.match(Builder(kept.needs).build(told)) == anew.match(Builder(anew.needs).build(told))
    kinds = [event.kind for event in told]
    assert kept.can_match(kinds) == anew.can_match(kinds)
    assert [kept.fields(number) for number in range(len(asked))] == [anew.fields(number) for number in range(len(asked))]


def test_what_was_kept_answers_only_for_its_own_rules() -> None:
    one, two = Text("a", Place.WHOLE, "x"), Text("a", Place.WHOLE, "y")
    rules = _of_cache([one, two])
    other = replace(rules, rules=rules.rules[1:])
    event = Event(Kind(), {"a": "y"})
    assert [_found(rules, event), _found(other, event)] == [[(1, [0])], [(0, [0])]]


def test_a_set_from_the_cache_can_be_sent_to_another_process() -> None:
    rules = _of_cache([Text("a", Place.WHOLE, "x")])
    sent = pickle.loads(pickle.dumps(rules))  # noqa: S301  our own
    assert sent == rules
    assert _found(sent, Event(Kind(), {"a": "x"})) == [(0, [0])]


def _of_cache(asked: list[Condition]) -> RuleSet:
    with TemporaryDirectory() as folder:
        caching.save(
            Path(folder), Read(RuleSet(tuple(Rule(Heading(str(number), "t"), one) for number, one in enumerate(asked)), version="v"))
        )
        read = caching.load(Path(folder), "v")
    assert read is not None
    assert read.ruleset.ready is not None
    return read.ruleset


def _found(rules: RuleSet, event: Event) -> list[tuple[int, list[int]]]:
    matcher = Matcher.of_set(rules)
    return matcher.match(Builder(matcher.needs).build([event]))
