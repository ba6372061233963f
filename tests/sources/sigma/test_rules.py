"""Rules as files: how detections are tied together, where they look, and what is told of a rule that is not loaded."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pytest

from sources.sigma.written import HEAD, asked, read, refused, rule
from vonggac.engines.hunt import AllOf, AnyOf, Not, Place, Text
from vonggac.sources.sigma import read_rules


def _t(field: str, text: str) -> Text:
    return Text(field, Place.WHOLE, text)


A, B, C, D = (_t(name, "1") for name in "abcd")
NAMED = """
    one: {a: 1}
    two: {b: 1}
    three_x: {c: 1}
    three_y: {d: 1}
    condition: %s
"""


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("one", A),
        ("one and two", AllOf((A, B))),
        ("one or two and three_x", AnyOf((A, AllOf((B, C))))),
        ("(one or two) and three_x", AllOf((AnyOf((A, B)), C))),
        ("not one and two", AllOf((Not(A), B))),
        ("not (one and two)", Not(AllOf((A, B)))),
        ("not not one", Not(Not(A))),
        ("1 of three_*", AnyOf((C, D))),
        ("any of three_*", AnyOf((C, D))),
        ("all of three_*", AllOf((C, D))),
        ("one and not 1 of three_*", AllOf((A, Not(AnyOf((C, D)))))),
        ("all of them", AllOf((A, B, C, D))),
        ("1 of *o*", AnyOf((A, B))),
        ("one AND NOT two", AllOf((A, Not(B)))),
        ("((one))", A),
        ("[one, two]", AnyOf((A, B))),
    ],
)
def test_a_condition_reads_as_the_specification_says(sentence: str, condition: object) -> None:
    assert asked(NAMED % sentence) == condition


def test_a_detection_may_be_called_like_the_beginning_of_an_operator() -> None:
    assert asked("notepad: {a: 1}\norder: {b: 1}\ncondition: notepad or order") == AnyOf((A, B))


def test_names_with_an_underscore_before_them_are_not_among_them() -> None:
    assert asked("one: {a: 1}\n_two: {b: 1}\ncondition: 1 of them") == A
    assert asked("one: {a: 1}\n_two: {b: 1}\ncondition: 1 of _*") == B


def test_a_map_is_all_of_it_and_a_list_of_maps_any_of_them() -> None:
    assert asked("one: {a: 1, b: 1}\ncondition: one") == AllOf((A, B))
    assert asked("one: [{a: 1, b: 1}, {c: 1}]\ncondition: one") == AnyOf((AllOf((A, B)), C))
    assert asked("one: [tu khoa, {c: 1}]\ncondition: one") == AnyOf((Text(None, Place.INSIDE, "tu khoa"), C))


@pytest.mark.parametrize(
    ("detection", "why", "line"),
    [
        ("one: {a: 1}\ncondition: two", "unknown-detection", 7),
        ("one: {a: 1}\ncondition: one and", "condition", 7),
        ("one: {a: 1}\ncondition: one two", "condition", 7),
        ("one: {a: 1}\ncondition: (one", "condition", 7),
        ("one: {a: 1}\ncondition: one & one", "condition", 7),
        ("one: {a: 1}\ncondition: 1 of none*", "unknown-detection", 7),
        ("one: {a: 1}\ncondition: one | count() > 5", "aggregation", 7),
        ("one: {a: 1}", "no-condition", 5),
        ("condition: one", "no-detection", 5),
        ("one: {}\ncondition: one", "empty", 6),
        ("one:\n    a: 1\n    b|nothing: 2\ncondition: one", "unknown-modifier", 8),
        ("one:\n    - a: 1\n    - b|re: '('\ncondition: one", "bad-regex", 8),
        ("one: {a: 1}\none: {b: 1}\ncondition: one", "repeated-key", 0),
    ],
)
def test_a_rule_that_is_not_loaded_says_where_and_why(detection: str, why: str, line: int) -> None:
    found = refused(rule(detection))
    assert found.rule == why
    assert found.why
    assert found.file.endswith(f"0.yml:{line}" if line else "0.yml")


def test_one_bad_rule_does_not_stop_the_others() -> None:
    good = rule("one: {a: 1}\ncondition: one")
    found = read("a: [", rule("one: {a: 1}\ncondition: two"), good.replace("0001", "0002"), "just text", "a: 1")
    assert [one.heading.title for one in found.ruleset.rules] == ["Quy tắc thử"]
    assert {one.rule for one in found.not_loaded} == {"yaml", "unknown-detection"}
    assert [one.rule for one in found.remarks] == ["not-a-rule", "not-a-rule"]


def test_the_same_rule_twice_counts_once_and_another_under_its_identifier_is_refused() -> None:
    one, other = rule("one: {a: 1}\ncondition: one"), rule("one: {a: 2}\ncondition: one")
    twice = read(one, one)
    assert len(twice.ruleset.rules) == 1
    assert [remark.rule for remark in twice.remarks] == ["same-rule"]
    clash = read(one, other)
    assert [lost.rule for lost in clash.not_loaded] == ["duplicate-id"]


def test_a_retired_rule_is_named_and_taken_in_only_when_asked_for() -> None:
    text = rule("one: {a: 1}\ncondition: one", HEAD + "status: deprecated\n")
    assert refused(text).rule == "retired"
    assert len(read(text, retired=True).ruleset.rules) == 1


def test_a_detection_that_the_condition_never_names_is_remarked_with_its_line() -> None:
    found = read(rule("one: {a: 1}\ntwo: {b: 1}\ncondition: one"))
    assert [(one.rule, one.line) for one in found.remarks] == [("unused-detection", 7)]


def test_the_heading_carries_what_a_reader_of_a_result_needs() -> None:
    head = HEAD + "level: high\nauthor: Tổ ứng cứu\nlicense: DRL 1.1\ntags: [attack.T1059]\nreferences: [x]\nfalsepositives: y\nname: thu\n"
    found = read(rule("one: {a: 1}\ncondition: one", head)).ruleset.rules[0].heading
    assert (found.level, found.author, found.licence, found.tags) == ("high", "Tổ ứng cứu", "DRL 1.1", ("attack.t1059",))
    assert (found.references, found.false_positives, found.name) == (("x",), ("y",), "thu")


def test_a_rule_without_an_identifier_is_known_by_its_content() -> None:
    head = "title: Không có mã\nlogsource: {product: thu}\n"
    one = read(rule("one: {a: 1}\ncondition: one", head)).ruleset.rules[0].heading.id
    same = read(rule("one: {a: 1}\ncondition: one", head)).ruleset.rules[0].heading.id
    other = read(rule("one: {a: 2}\ncondition: one", head)).ruleset.rules[0].heading.id
    assert one == same != other


def test_parts_of_one_file_may_share_what_stands_before_them() -> None:
    shared = "action: global\ntitle: Chung\nid: 00000000-0000-4000-8000-000000000009\nlogsource: {product: thu}\n"
    found = read(shared + "---\ndetection: {one: {a: 1}, condition: one}\n---\ndetection: {one: {b: 1}, condition: one}\n")
    assert len(found.ruleset.rules) == 2
    assert found.not_loaded == ()


@pytest.mark.parametrize(
    "text",
    [
        "- " * 400_000 + "x",
        "[" * 400_000,
        "{a: " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(900)),
        "a: &a [1,2,3,4,5,6,7,8,9]\n" + "\n".join(f"b{n}: &b{n} [{','.join([f'*b{n - 1}' if n else '*a'] * 9)}]" for n in range(9)),
        "a: &a [*a]\ndetection: 1",
        f"detection: {{a: &a {'x' * 10_000}, b: [{','.join(['*a'] * 1_000)}]}}",
        "detection: " + "x" * 100_000,
        "<<: {a: 1}\ndetection: 1",
        "? [a]\n: 1",
        "\x00\x01",
    ],
    ids=["compact", "flow", "braces", "indented", "aliases", "circle", "texts", "long", "merge", "key", "bytes"],
)
def test_hostile_yaml_costs_only_itself(text: str) -> None:
    good = rule("one: {a: 1}\ncondition: one")
    found = read(text, good)
    assert len(found.ruleset.rules) == 1
    assert [one.file.rpartition("/")[2] for one in found.not_loaded] == ["0.yml"]


def test_deep_conditions_are_refused() -> None:
    assert refused(rule(f"one: {{a: 1}}\ncondition: {'(' * 500}one{')' * 500}")).rule == "too-deep"
    assert refused(rule(f"one: {{a: 1}}\ncondition: {'not ' * 500}one")).rule == "too-deep"


def test_rules_come_out_of_packages_and_folders_and_what_is_none_is_left(tmp_path: Path) -> None:
    text = rule("one: {a: 1}\ncondition: one")
    with zipfile.ZipFile(tmp_path / "goi.zip", "w") as package:
        package.writestr("rules/a.yml", text)
        package.writestr("rules/README.md", "không phải quy tắc")
        package.writestr(".github/b.yml", "a: [")
    (tmp_path / "hong.zip").write_bytes(b"PK\x03\x04 hong")
    folder = tmp_path / "thu-muc"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "c.yml").write_text("a: [", "utf-8")
    (folder / "d.YAML").write_text(text.replace("0001", "0002"), "utf-8")
    (folder / "vong").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "ong.yml")
    found = read_rules([tmp_path / "goi.zip", tmp_path / "hong.zip", folder, tmp_path / "khong-co.yml"])
    assert [one.heading.file for one in found.ruleset.rules] == ["goi.zip/rules/a.yml", "thu-muc/d.YAML"]
    assert [one.file for one in found.not_loaded] == ["hong.zip", "khong-co.yml"]
    assert {one.rule for one in found.not_loaded} == {"unreadable"}


def test_a_file_larger_than_a_rule_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "to.yml").write_bytes(b"#" * 2_000_000)
    assert [one.rule for one in read_rules([tmp_path]).not_loaded] == ["too-large"]


def test_a_file_of_thousands_of_small_documents_is_located_in_without_composing_it_each_time() -> None:
    started = time.process_time()
    found = read("---\na: 1\n" * 20_000 + "---\n" + rule("one: {a: 1}\ncondition: two"))
    assert len(found.remarks) == 20_000
    assert found.remarks[-1].line == 40_000
    assert found.not_loaded[0].file.endswith(":40008")
    assert time.process_time() - started < 20
