import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.levels import Level
from vonggac.kernel.vietnamese import nfc
from vonggac.law.catalogues import catalogues, controls_for, digest_of
from vonggac.sources.catalogues import (
    Framework,
    FrameworkGroup,
    Requirement,
    Selection,
    controls_of,
    framework_of,
    read_catalog,
    read_library,
    write_catalog,
    write_library,
    write_profile,
)
from vonggac.sources.catalogues.oscal import identifier, token

AT = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=7)))
TOKEN = re.compile(r"[^\W\d][\w.\-]*")
URN = re.compile(r"urn:[\w-]+:[\w-]+:[\w-]+(:[\w-]+)?:[0-9A-Za-z\[\]().:_-]+")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
EDITIONS = pytest.mark.parametrize("edition", catalogues(), ids=lambda edition: edition.code)


# --- ours, there and back ---------------------------------------------------------------------------------------------------------


@EDITIONS
def test_a_catalogue_comes_back_from_a_ciso_assistant_library_as_it_was(edition) -> None:
    framework = framework_of(edition)
    sent = write_library(framework)
    read = read_library(sent, "thu-vien.yaml")
    assert read.bad == ()
    assert read.framework == framework
    assert digest_of(controls_of(read.framework)) == edition.digest
    assert controls_of(read.framework) == edition.controls
    assert write_library(read.framework) == sent


@EDITIONS
def test_a_catalogue_comes_back_from_oscal_as_it_was(edition) -> None:
    framework = framework_of(edition)
    sent = write_catalog(framework, at=AT)
    read = read_catalog(sent, "danh-muc.json")
    assert read.bad == ()
    assert read.framework == framework
    assert controls_of(read.framework) == edition.controls
    assert write_catalog(read.framework, at=AT) == sent


@EDITIONS
def test_a_library_has_the_shape_that_ciso_assistant_loads(edition) -> None:
    library = yaml.safe_load(write_library(framework_of(edition)))
    assert {"urn", "locale", "ref_id", "name", "description", "version", "packager", "objects"} <= library.keys()
    assert type(library["version"]) is int
    framework = library["objects"]["framework"]
    groups = {entry["ref_id"] for entry in framework["implementation_groups_definition"]}
    assert groups == {"CD1", "CD2", "CD3", "CD4", "CD5"}
    seen: set[str] = set()
    for node in framework["requirement_nodes"]:
        assert URN.fullmatch(node["urn"])
        assert node["urn"] not in seen
        assert node["assessable"] == ("implementation_groups" in node)
        assert set(node.get("implementation_groups", ())) <= groups
        assert (node["depth"] == 1) == ("parent_urn" not in node)
        assert node.get("parent_urn") is None or node["parent_urn"] in seen
        assert node["translations"]["en"]["name"]
        seen.add(node["urn"])
    assert sum(node["assessable"] for node in framework["requirement_nodes"]) == len(edition.controls)
    assert b"&id" not in write_library(framework_of(edition))


def _walk(value: Any) -> list[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(value, list):
        return [found for each in value for found in _walk(each)]
    return [value, *(found for each in value.values() for found in _walk(each))] if isinstance(value, dict) else []


@EDITIONS
def test_oscal_documents_keep_the_rules_of_the_format(edition) -> None:
    framework = framework_of(edition)
    documents = [write_catalog(framework, at=AT), *(write_profile(framework, f"CD{level.value}", at=AT) for level in Level)]
    for document in map(json.loads, documents):
        (model, content), *_ = document.items()
        assert model in {"catalog", "profile"}
        assert UUID.fullmatch(content["uuid"])
        assert content["metadata"]["oscal-version"] == "1.1.3"
        assert content["metadata"]["last-modified"] == "2026-11-22T08:30:00+07:00"
        for entry in _walk(document):
            for name in ("id", "name", "class"):
                assert name not in entry or TOKEN.fullmatch(entry[name]), entry
            assert "value" not in entry or re.fullmatch(r"\S(.*\S)?", entry["value"])
            assert [] not in entry.values()
    ids = [entry["id"] for entry in _walk(json.loads(documents[0])) if "id" in entry]
    assert len(ids) == len(set(ids)) == len(edition.controls) + len(edition.groups)


@EDITIONS
def test_a_profile_picks_the_controls_of_its_level_from_the_catalogue(edition) -> None:
    framework = framework_of(edition)
    catalog = json.loads(write_catalog(framework, at=AT))["catalog"]
    for level in Level:
        (imported,) = json.loads(write_profile(framework, f"CD{level.value}", at=AT))["profile"]["imports"]
        assert imported["href"] == f"urn:uuid:{catalog['uuid']}"
        (chosen,) = imported["include-controls"]
        assert chosen["with-ids"] == [token(control.code) for control in controls_for(edition, level)]
    with pytest.raises(ValueError, match="CD6"):
        write_profile(framework, "CD6", at=AT)


def test_the_same_words_have_the_same_identifier_and_a_moment_wants_its_zone() -> None:
    assert identifier("a", "b") == identifier("a", "b") != identifier("ab")
    with pytest.raises(ValueError, match="zone"):
        write_catalog(framework_of(catalogues()[0]), at=datetime(2026, 11, 22, tzinfo=UTC).replace(tzinfo=None))


def test_a_requirement_without_a_level_is_no_control_of_ours() -> None:
    with pytest.raises(ValueError, match="A-1"):
        controls_of(Framework("x", "vi", {"vi": "x"}, requirements=(Requirement("A-1", "", {"vi": "Một", "en": "One"}),)))


# --- any framework ----------------------------------------------------------------------------------------------------------------

LINE = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd"), include_characters=" .-:#'\"&*{}[]"), min_size=1, max_size=20)
WORD = LINE.map(lambda text: " ".join(text.split()) or "x").map(nfc)
PROSE = st.lists(WORD, min_size=1, max_size=3).map("\n".join)
WORDS = st.dictionaries(st.sampled_from(["vi", "en", "fr"]), WORD, max_size=3)
TEXTS = st.dictionaries(st.sampled_from(["vi", "en"]), PROSE, max_size=2)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    codes = draw(st.lists(WORD, unique_by=str.casefold, min_size=3, max_size=8))
    cut = draw(st.integers(1, len(codes) - 1))
    groups = tuple(
        FrameworkGroup(code, draw(WORDS), draw(TEXTS), draw(st.sampled_from(["", *codes[:index]])))
        for index, code in enumerate(codes[:cut])
    )
    levels = draw(st.lists(st.sampled_from(["CD1", "CD2", "Cơ bản"]), unique=True))
    requirements = tuple(
        Requirement(
            code,
            draw(st.sampled_from(["", *codes[:cut]])),
            draw(WORDS),
            draw(TEXTS),
            tuple(draw(st.lists(st.sampled_from(levels), unique=True))) if levels else (),
            draw(st.just("") | WORD),
            draw(st.just("") | st.just("Ghi chú: hai dòng\nkhông phải dữ kiện")),
            draw(st.just({}) | st.just({"kind": "document", "letter": [1, 9], "params": {"#2": "x"}, "suggested": True})),
        )
        for code in codes[cut:]
    )
    return Framework(
        draw(WORD), "vi", {"vi": draw(WORD), **draw(WORDS)}, draw(TEXTS), "3", draw(st.none() | st.just(date(2026, 7, 24))),
        draw(st.just("") | WORD), draw(st.just("") | PROSE), tuple(Selection(code, draw(WORDS)) for code in levels), groups, requirements,
    )  # fmt: skip


def _as_sets(framework: Framework) -> tuple[object, ...]:
    """A tree says which stands under which; the order between branches is that of the tree."""
    order = sorted(framework.groups, key=lambda group: group.code), sorted(framework.requirements, key=lambda one: one.code)
    return framework.code, framework.titles, framework.texts, framework.published, framework.copyright, framework.selections, order


@given(frameworks())
def test_whatever_a_framework_holds_comes_back_from_both_formats(framework: Framework) -> None:
    by_yaml = read_library(write_library(framework), "a.yaml")
    by_json = read_catalog(write_catalog(framework, at=AT), "a.json")
    assert by_yaml.bad == by_json.bad == ()
    assert _as_sets(by_yaml.framework) == _as_sets(by_json.framework) == _as_sets(framework)
    assert write_library(read_library(write_library(by_yaml.framework), "a.yaml").framework) == write_library(by_yaml.framework)


# --- others' files ----------------------------------------------------------------------------------------------------------------


def test_a_library_of_another_house_is_read_with_its_tree_and_its_languages() -> None:
    library = {
        "urn": "urn:other:risk:library:demo", "locale": "fr", "ref_id": "DEMO", "name": "Démo", "version": 4,
        "publication_date": date(2025, 1, 2),
        "objects": {"threats": [{"urn": "urn:other:risk:threat:t1"}], "framework": {
            "urn": "urn:other:risk:framework:demo", "ref_id": "DEMO-1", "name": "Cadre", "description": None,
            "implementation_groups_definition": [{"ref_id": "B", "name": "base", "description": None}],
            "requirement_nodes": [
                {"urn": "urn:other:risk:req_node:demo:a", "assessable": False, "depth": 1, "ref_id": "A", "name": "Politique"},
                {"urn": "urn:other:risk:req_node:demo:a.1", "assessable": True, "depth": 2, "parent_urn": "urn:other:risk:req_node:demo:A",
                 "ref_id": "A.1", "description": "Écrire la politique", "implementation_groups": ["B"], "annotation": "kind: voir page 2",
                 "translations": {"en": {"name": None, "description": "Write the policy"}}},
                {"urn": "urn:other:risk:req_node:demo:node3", "assessable": True, "parent_urn": "urn:other:risk:req_node:demo:a"},
            ]}},
    }  # fmt: skip
    read = read_library(yaml.safe_dump(library, allow_unicode=True).encode(), "demo.yaml")
    first, second = read.framework.requirements
    assert (read.framework.code, read.framework.locale, read.framework.version) == ("DEMO-1", "fr", "4")
    assert (first.code, first.group, first.titles, first.selections) == ("A.1", "A", {}, ("B",))
    assert first.texts == {"fr": "Écrire la politique", "en": "Write the policy"}
    assert (first.remark, first.facts) == ("kind: voir page 2", {})
    assert second.code == "node3"


def test_a_catalogue_of_another_house_is_read_with_controls_inside_controls() -> None:
    catalog = {"catalog": {"uuid": identifier("x"), "metadata": {"title": "Other", "version": "5.1", "oscal-version": "1.1.2"},
        "groups": [{"id": "ac", "title": "Access", "groups": [{"id": "ac-x", "title": "Inner", "controls": [
            {"id": "ac-1", "title": "Policy", "props": [{"name": "label", "value": "AC-1"}], "parts": [
                {"name": "statement", "prose": "Do", "parts": [{"name": "item", "prose": "this"}, {"name": "item", "prose": "that"}]},
                {"name": "guidance", "prose": "not this"}],
             "controls": [{"id": "ac-1.1", "title": "More"}, {"title": "no id"}, {"id": "ac-1.1", "title": "twice"}]}]}]}]}}  # fmt: skip
    read = read_catalog(json.dumps(catalog).encode(), "other.json")
    assert [(one.code, one.group, one.titles) for one in read.framework.requirements] == [
        ("AC-1", "ac-x", {"en": "Policy"}),
        ("ac-1.1", "ac-x", {"en": "More"}),
    ]
    assert read.framework.requirements[0].texts == {"en": "Do\nthis\nthat"}
    assert [group.parent for group in read.framework.groups] == ["", "ac"]
    assert [bad.place.column for bad in read.bad] == [
        "catalog.groups[0].groups[0].controls[0].controls[1]",
        "catalog.groups[0].groups[0].controls[0].controls[2]",
    ]


def test_two_headings_of_one_code_stay_two_and_the_later_is_named_by_its_identifier() -> None:
    base = "urn:o:risk:req_node:d"
    nodes = [
        {"urn": f"{base}:6", "assessable": False, "ref_id": "6"},
        {"urn": f"{base}:six", "assessable": False, "ref_id": "6", "parent_urn": f"{base}:6"},
        {"urn": f"{base}:one", "assessable": True, "ref_id": "6", "parent_urn": f"{base}:six"},
        {"urn": f"{base}:two", "assessable": True, "ref_id": "6", "parent_urn": f"{base}:six"},
    ]
    library = {"urn": "urn:o:risk:library:d", "objects": {"framework": {"name": "D", "requirement_nodes": nodes}}}
    framework = read_library(yaml.safe_dump(library).encode(), "d.yaml").framework
    assert [(group.code, group.parent) for group in framework.groups] == [("6", ""), ("six", "6")]
    assert [(one.code, one.group) for one in framework.requirements] == [("6", "six"), ("two", "six")]
    again = read_library(write_library(framework), "d.yaml").framework
    assert (again.groups, again.requirements) == (framework.groups, framework.requirements)


@pytest.mark.parametrize(
    ("groups", "requirements"),
    [
        ((FrameworkGroup("a", {}, parent="a"),), ()),
        ((FrameworkGroup("a", {}), FrameworkGroup("a", {})), ()),
        ((), (Requirement("x", "nowhere", {}),)),
        ((), (Requirement("x", "", {}), Requirement("x", "", {}))),
    ],
)
def test_a_tree_that_is_none_is_refused(groups: tuple[FrameworkGroup, ...], requirements: tuple[Requirement, ...]) -> None:
    with pytest.raises(ValueError, match="trùng mã"):
        Framework("x", "vi", {}, groups=groups, requirements=requirements)


@pytest.mark.parametrize(
    ("node", "why"),
    [
        ({"assessable": True, "ref_id": "B"}, "thiếu"),
        ({"assessable": True, "urn": "urn:o:risk:req_node:d:a", "ref_id": "B"}, "cùng một"),
        ({"assessable": True, "urn": "urn:o:risk:req_node:d:b", "ref_id": "B", "parent_urn": "urn:o:risk:req_node:d:z"}, "nút cha"),
        ("not a node", "thiếu"),
    ],
)
def test_a_node_that_cannot_be_read_is_located_and_the_others_stay(node: object, why: str) -> None:
    good = {"assessable": True, "urn": "urn:o:risk:req_node:d:a", "ref_id": "A"}
    library = {"urn": "urn:o:risk:library:d", "objects": {"framework": {"requirement_nodes": [good, node]}}}
    read = read_library(yaml.safe_dump(library).encode(), "d.yaml")
    assert [one.code for one in read.framework.requirements] == ["A"]
    (bad,) = read.bad
    assert str(bad.place) == "d.yaml, cột “objects.framework.requirement_nodes[1]”"
    assert why in bad.why.casefold()
