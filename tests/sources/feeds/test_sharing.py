"""MISP, STIX, TAXII and lists of false positives: what others share, into indicators that say how sure, how far and how long."""

from __future__ import annotations

import io
import json
import re
import tarfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds import FalsePositiveList, FeedIndicator, Kind, Matching, Part, Saw, Sighting, reader_of, taxii
from vonggac.sources.feeds.markings import strictest, tlp_of
from vonggac.sources.feeds.stix import bundle_of
from vonggac.sources.feeds.stix.patterns import PatternError, parse, simple_values
from vonggac.sources.feeds.warninglists.regexes import LONGEST_TEXT, Explosive, bounded
from vonggac.sources.refusal import Refused

from .reading import SAMPLES, TODAY, faults, found_in, indicators, reference, remarks

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def simple(pattern: str) -> list[tuple[str, str, int | None]] | None:
    found = simple_values(parse(pattern))
    return None if found is None else [(one.kind.value, one.value, one.port) for one in found]


# --- STIX -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("[ipv4-addr:value = '10.0.0.0']", [("address", "10.0.0.0", None)]),
        ("[ipv4-addr:value ISSUBSET '198.18.0.0/15']", [("range", "198.18.0.0/15", None)]),
        (
            "[ domain-name:value='A.example.com' OR url:value = 'http://x.example/y' ]",
            [("domain", "a.example.com", None), ("url", "http://x.example/y", None)],
        ),
        ("[email-message:from_ref.value = 'X@example.com']", [("mail", "x@example.com", None)]),
        ("[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']", [("hash", "d41d8cd98f00b204e9800998ecf8427e", None)]),
        (
            "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.18.1.1' "
            "AND network-traffic:dst_port = 8443]",
            [("address", "198.18.1.1", 8443)],
        ),
        ("[ipv4-addr:value = '1.1.1.1'] OR [ipv4-addr:value = '2.2.2.2']", [("address", "1.1.1.1", None), ("address", "2.2.2.2", None)]),
        ("([ipv4-addr:value IN ('1.1.1.1', '2.2.2.2')])", [("address", "1.1.1.1", None), ("address", "2.2.2.2", None)]),
        (r"[url:value = 'http://x.example/it\'s']", [("url", "http://x.example/it's", None)]),
    ],
)  # fmt: skip
def test_a_pattern_that_is_values_becomes_them(pattern: str, values: list[tuple[str, str, int | None]]) -> None:
    assert simple(pattern) == values


@pytest.mark.parametrize(
    "pattern",
    [
        "[ipv4-addr:value = '1.1.1.1'] AND [domain-name:value = 'a.example.com']",
        "[ipv4-addr:value = '1.1.1.1'] FOLLOWEDBY [ipv4-addr:value = '2.2.2.2']",
        "[ipv4-addr:value = '1.1.1.1'] REPEATS 5 TIMES WITHIN 60 SECONDS",
        "[ipv4-addr:value = '1.1.1.1'] START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'",
        "[ipv4-addr:value != '1.1.1.1']",
        "[ipv4-addr:value NOT = '1.1.1.1']",
        "[domain-name:value LIKE '%.example.com']",
        "[email-message:subject MATCHES '^x']",
        "[file:name = 'a.exe']",
        "[domain-name:value = 'a.example.com' AND url:value = 'http://a.example.com/x']",
        "[ipv4-addr:value = '1.1.1.1' OR file:name = 'a.exe']",
    ],
)
def test_a_pattern_with_a_condition_is_not_reduced_to_a_value(pattern: str) -> None:
    assert simple(pattern) is None


@pytest.mark.parametrize(
    "pattern", ["", "[", "[ipv4-addr:value = ]", "[ipv4-addr:value '1']", "[a:b = 'c'] x", "(" * 200, "[" + "(" * 5000, "[a:b = 'c"]
)
def test_what_is_no_pattern_is_said_not_guessed(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


@given(
    st.lists(
        st.sampled_from(
            ["[", "]", "(", ")", "AND", "OR", "NOT", "IN", "=", "'x'", "ipv4-addr:value", "'1.1.1.1'", "5", "WITHIN", "SECONDS", ","]
        ),
        max_size=25,
    )
)
def test_any_row_of_words_is_a_pattern_or_a_pattern_error(words: list[str]) -> None:
    try:
        tree = parse(" ".join(words))
    except PatternError:
        return
    with suppress(ValueError):
        simple_values(tree)


@pytest.mark.parametrize(("folder", "name", "accepted"), [
    ("stix-validator-v21", "identity.json", True), ("stix-validator-v21", "tool.json", True),
    ("stix-validator-v21", "tlp-amber.json", True),
    ("stix-validator-v21", "invalid_comma.json", False), ("stix-validator-v20", "identity_warning.json", True),
    ("stix-validator-v20", "invalid_braces.json", False), ("stix-validator-v20", "invalid_comma.json", False),
    ("stix-validator-v20", "invalid_identity.json", False),
])  # fmt: skip
def test_the_stated_verdict_of_the_reference_validator_holds(folder: str, name: str, accepted: bool) -> None:
    path = reference("sharing", folder, name)
    try:
        verdict = faults(found_in(path.read_bytes(), name)) == []
    except Refused:
        verdict = False
    assert verdict is accepted


def test_every_reference_bundle_is_read_without_a_fault() -> None:
    paths = [*reference("sharing", "stix21-examples").glob("*.json"), *reference("sharing", "stix21-objects").glob("*.json")]
    paths += reference("sharing", "misp-stix").glob("test_*stix2*.json")
    assert len(paths) > 25
    for path in paths:
        assert faults(found_in(path.read_bytes(), path.name)) == [], path.name


def test_the_indicators_of_a_converted_misp_event_are_those_of_the_event() -> None:
    folder = reference("sharing", "misp-stix")
    ours = indicators(found_in(folder.joinpath("test_attributes_collection_2.json").read_bytes()))
    theirs = indicators(found_in(folder.joinpath("test_attributes_collection_stix21.json").read_bytes()))
    assert {(one.kind, one.value) for one in ours} <= {(one.kind, one.value) for one in theirs}
    assert ours


def _pairs(mapping: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(mapping, dict) and "MISP" in mapping:
        yield name, mapping["MISP"], mapping["STIX"]
    elif isinstance(mapping, dict):
        for key, inner in mapping.items():
            yield from _pairs(inner, f"{name}/{key}")


@pytest.mark.parametrize("file", ["misp_attributes_to_stix21.json", "external_stix21_to_misp_attributes.json"])
def test_an_attribute_of_misp_and_its_stated_twin_in_stix_are_the_same_values(file: str) -> None:
    checked = 0
    for name, misp, stix in _pairs(json.loads(reference("sharing", "misp-stix", file).read_text(encoding="utf-8"))):
        attributes = misp if isinstance(misp, list) else [misp]
        things = stix if isinstance(stix, list) else [stix]
        ours = {(one.kind, one.value) for one in indicators(found_in(json.dumps({"Event": {"info": "x", "Attribute": attributes}})))}
        theirs = indicators(found_in(json.dumps({"type": "bundle", "id": "bundle--x", "objects": things})))
        assert {(one.kind, one.value) for one in theirs if one.kind is not Kind.PATTERN} == ours, name
        checked += bool(ours)
    assert checked >= 5


def test_marks_are_read_in_both_spellings_and_the_strictest_binds() -> None:
    assert tlp_of("TLP:WHITE") == tlp_of("tlp:clear") == Handling.TLP_CLEAR
    assert tlp_of("TLP:AMBER+STRICT") == tlp_of("amber-strict") == Handling.TLP_AMBER_STRICT
    assert strictest([Handling.TLP_GREEN, Handling.TLP_RED, Handling.NONE]) is Handling.TLP_RED


def test_an_older_version_of_an_object_gives_way_to_the_newer() -> None:
    old = json.loads((SAMPLES / "stix" / "goi.json").read_text(encoding="utf-8"))["objects"][2]
    new = {**old, "modified": "2026-11-09T00:00:00.000Z", "revoked": True}
    for order in ([old, new], [new, old]):
        found = indicators(found_in(json.dumps({"type": "bundle", "id": "bundle--x", "objects": order})))
        assert [one.is_revoked for one in found] == [True, True, True]


def _schemas() -> Registry[Any]:
    resources = []
    with tarfile.open(reference("sharing", "stix21-schemas.tar.gz")) as archive:
        for member in archive.getmembers():
            if member.name.endswith(".json"):
                content = json.load(archive.extractfile(member))  # type: ignore[arg-type]
                content["$id"] = f"http://stix.test/{member.name.lstrip('./')}"
                resources.append((content["$id"], Resource.from_contents(content)))
    return Registry().with_resources(resources)


def test_what_goes_out_is_stix_by_the_published_schemas_and_comes_back_the_same() -> None:
    values = [one for sample in ("stix/goi.json", "misp/su-kien.json") for one in found_in((SAMPLES / sample).read_bytes(), sample)]
    sent = [
        one
        for one in values
        if isinstance(one, FeedIndicator | Sighting) and not (isinstance(one, FeedIndicator) and one.kind is Kind.PATTERN)
    ]
    bundle = bundle_of(sent, author="Sở Khoa học và Công nghệ", at=NOW)
    registry = _schemas()
    folders = {"indicator": "sdos", "identity": "sdos", "opinion": "sdos", "sighting": "sros"}
    checked = 0
    for thing in bundle["objects"]:
        if thing["type"] in folders:
            schema = registry.contents(f"http://stix.test/schemas/{folders[thing['type']]}/{thing['type']}.json")
            jsonschema.Draft202012Validator(schema, registry=registry).validate(thing)
            checked += 1
    assert checked > 8
    back = found_in(json.dumps(bundle))
    assert faults(back) == []
    wanted = {
        (one.kind, one.value, one.port, one.tlp, one.is_revoked)
        for one in sent
        if isinstance(one, FeedIndicator) and "--" not in one.source
    }
    assert wanted <= {(one.kind, one.value, one.port, one.tlp, one.is_revoked) for one in indicators(back)}
    assert bundle_of(sent, author="Sở Khoa học và Công nghệ", at=NOW) == bundle


def test_a_range_that_is_no_network_goes_out_as_the_networks_it_is_made_of() -> None:
    one = FeedIndicator(Place("tep"), Kind.RANGE, "198.18.0.1-198.18.0.3", "mẫu")
    [_, made] = bundle_of([one], author="A", at=NOW)["objects"]
    assert simple(made["pattern"]) == [("address", "198.18.0.1", None), ("range", "198.18.0.2/31", None)]


# --- MISP -------------------------------------------------------------------------------------------------------------------------


def test_every_reference_event_gives_its_indicators_and_loses_no_attribute() -> None:
    read = 0
    for path in sorted(reference("sharing", "misp-events").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        event = data.get("Event", data)
        if not {"Attribute", "Object"} & event.keys():
            continue
        attributes = [*event.get("Attribute", []), *(inner for held in event.get("Object", []) for inner in held.get("Attribute", []))]
        found = found_in(path.read_bytes(), path.name)
        kept = {one.source for one in indicators(found)} | {
            one.place.column for one in found if isinstance(one, BadRow) and one.rule == "bad-value"
        }
        said = sum(int(one.why.split()[0]) for one in found if isinstance(one, BadRow) and one.rule == "context-only")
        assert len(kept) + said == len(attributes), path.name
        read += 1
    assert read >= 8


def test_objects_that_a_search_answers_one_by_one_give_the_values_of_their_bundle() -> None:
    folder = reference("sharing", "misp-stix")
    ours = {(one.kind, one.value) for one in indicators(found_in(folder.joinpath("test_objects_collection_2.json").read_bytes()))}
    assert (Kind.DOMAIN, "circl.lu") in ours
    assert (Kind.ADDRESS, "149.13.33.14") in ours
    assert indicators(found_in(folder.joinpath("test_objects_collection_1.json").read_bytes()))


def test_a_deleted_attribute_is_revoked_and_a_mark_on_it_is_stricter_than_on_its_event() -> None:
    found = indicators(found_in((SAMPLES / "misp" / "su-kien.json").read_bytes()))
    assert [one.value for one in found if one.is_revoked] == ["d41d8cd98f00b204e9800998ecf8427e"]
    assert {one.tlp for one in found if one.value == "xau.example.com"} == {Handling.TLP_RED}
    assert {one.for_detection for one in found if one.kind is Kind.RANGE} == {False}


def test_sightings_say_seen_and_wrong() -> None:
    found = [one for one in found_in((SAMPLES / "misp" / "su-kien.json").read_bytes()) if isinstance(one, Sighting)]
    assert [one.saw for one in found] == [Saw.SEEN, Saw.FALSE_POSITIVE]


def test_a_manifest_names_the_events_of_a_feed_and_who_made_them() -> None:
    [part] = [one for one in found_in((SAMPLES / "misp" / "manifest.json").read_bytes()) if isinstance(one, Part)]
    assert (part.letterhead.message_id, part.letterhead.sender) == ("11111111-2222-4333-8444-555555555501", "CERT mẫu")


@pytest.mark.parametrize(
    "data", ['{"Event": []}', '{"response": [{"x": 1}], "Attribute": 3}', '{"Event": {"info": "x", "Attribute": {"a": 1}}}']
)
def test_an_event_of_the_wrong_shape_is_refused_or_empty_never_a_crash(data: str) -> None:
    with suppress(Refused):
        assert indicators(found_in(data)) == []


# --- lists of false positives -----------------------------------------------------------------------------------------------------


def test_every_reference_list_is_read_with_all_its_entries() -> None:
    for path in sorted(reference("botnet", "misp-warninglists").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        [read] = [one for one in found_in(path.read_bytes(), path.name) if isinstance(one, FalsePositiveList)]
        assert read.matching is Matching(data["type"])
        assert read.kinds
        assert (
            len(read.entries) + len(faults(found_in(path.read_bytes(), path.name)))
            >= len({one.lower().strip() for one in data["list"]}) - 2
        )


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b*c*d*", "(.*)*", r"(\w+\s?)*$", r"(x)\1", "^(?=a)b", "(?<!a)b", "a{1,9999}.*.*b", "(", "a" * 600, "(?P<n>.*)(?P=n)"],
)
def test_an_expression_that_could_run_for_ever_is_left_out(pattern: str) -> None:
    with pytest.raises(Explosive):
        bounded(pattern)


@pytest.mark.parametrize("pattern", [r"^(.+\.)?example\.com$", r"/\.(jpg|png)$/i", r"https?://[^/]+\.example\.vn/.*", "plain"])
def test_an_expression_that_is_taken_ends_in_time_even_on_the_worst_text(pattern: str) -> None:
    compiled = re.compile(bounded(pattern))
    begun = time.process_time()
    for text in ("a" * LONGEST_TEXT, "." * LONGEST_TEXT, "http://" + "a." * 1000):
        compiled.search(text)
    assert time.process_time() - begun < 2


# --- TAXII ------------------------------------------------------------------------------------------------------------------------


def test_the_answers_of_the_reference_server_are_read() -> None:
    server = json.loads(reference("sharing", "taxii21-medallion-default_data.json").read_text(encoding="utf-8"))
    roots = taxii.api_roots(json.dumps(server["/discovery"]).encode(), "discovery")
    assert roots[0] == server["/discovery"]["default"]
    group = server["trustgroup1"]
    collections = taxii.collections(json.dumps({"collections": group["collections"]}).encode(), "collections")
    assert [one.id for one in collections] == [one["id"] for one in group["collections"]]
    assert {one.can_read for one in collections} == {one["can_read"] for one in group["collections"]}
    held = [one for one in group["collections"] if one.get("objects")]
    assert held
    for one in held:
        answer = json.dumps({"objects": one["objects"]}).encode()
        page = taxii.page(answer, "objects")
        assert len(page.objects) == len(one["objects"])
        assert (page.more, taxii.next_query(page)) == (False, None)
        assert reader_of(io.BytesIO(answer), "objects").format == "stix"
        entries, bad = taxii.manifest_entries(taxii.page(json.dumps({"objects": one["manifest"]}).encode(), "manifest"), "manifest")
        assert (len(entries), bad) == (len(one["manifest"]), ())


def test_the_next_page_is_asked_as_the_server_says_and_a_promise_without_a_way_is_told() -> None:
    by_token = taxii.page(b'{"more": true, "next": "ab c", "objects": [{}]}', "trang")
    assert taxii.next_query(by_token, limit=100) == "limit=100&next=ab+c"
    by_time = taxii.page(b'{"more": true, "objects": []}', "trang", {"x-taxii-date-added-last": "2026-11-01T00:00:00.000001Z"})
    assert taxii.next_query(by_time) == "added_after=2026-11-01T00%3A00%3A00.000001Z"
    endless = taxii.page(b'{"more": true, "objects": []}', "trang")
    assert taxii.next_query(endless) is None
    assert [row.rule for row in endless.bad] == ["no-next"]


def test_an_envelope_is_read_as_the_bundle_it_stands_for() -> None:
    things = json.loads((SAMPLES / "stix" / "goi.json").read_text(encoding="utf-8"))["objects"]
    envelope = json.dumps({"more": False, "objects": things})
    assert len(indicators(found_in(envelope, "trang"))) == len(indicators(found_in((SAMPLES / "stix" / "goi.json").read_bytes(), "trang")))


@given(
    st.dictionaries(
        st.sampled_from(["type", "id", "objects", "more", "next", "Event", "Attribute", "list", "pattern", "uuid"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("indicator--aaaaaaaa-0000-4000-8000-000000000003"),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=6) | st.sampled_from(["type", "id", "value", "pattern"]), inner, max_size=4)
            ),
            max_leaves=10,
        ),
    )
)
def test_any_json_object_is_values_faults_or_a_refusal(data: dict[str, Any]) -> None:
    from vonggac.sources.feeds import FEED, readers

    for reader in readers():
        try:
            list(reader.read(io.BytesIO(json.dumps(data).encode()), "tep", limits=FEED, today=TODAY))
        except Refused:
            continue


def test_remarks_never_count_as_faults() -> None:
    found = found_in((SAMPLES / "stix" / "goi-2-0.json").read_bytes())
    assert (faults(found), remarks(found)) == ([], ["stix-2-0"])
