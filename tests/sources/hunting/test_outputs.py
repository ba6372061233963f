"""What a hunt found, in every format: whole, credited, and harmless where it is opened."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import jsonschema
import pytest

from vonggac.engines.hunt import Detection, Heading, Sighted
from vonggac.sources.hunting.outputs import FORMATS, About, output
from vonggac.sources.hunting.outputs.techniques import own_name, technique_name, techniques_of
from vonggac.sources.hunting.outputs.timeline import SHOWN_AT_MOST
from vonggac.sources.sigma import STARTER

ABOUT = About(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "0.1.0", 12, ("logs.zip",))
HEADING = Heading(
    "rule-1", "Chạy lệnh lạ", "high", description="Mô tả", author="Nguyễn Văn Mẫu", licence="DRL 1.1",
    tags=("attack.execution", "attack.t1059.001", "cve.2024-1"), references=("https://example.vn/a",), file="rules/a.yml",
)  # fmt: skip
EVENT = Sighted("logs.zip/Security.evtx", 7, "2026-03-02T08:00:00.5+07:00", "may-1", {"CommandLine": "cmd /c", "Nested": {"Pid": 4}})
NASTY = '=cmd|"/c calc"!A1 <script>alert(1)</script> \x1b[31m\x00 \u202e "\n'


def written(name: str, *detections: Detection) -> bytes:
    return b"".join(output(name)(iter(detections), ABOUT))


def one(**more: Any) -> Detection:
    return Detection(more.pop("heading", HEADING), more.pop("event", EVENT), **more)


def nasty() -> Detection:
    heading = Heading("x\"'><b>", NASTY, "critical", author=NASTY, tags=("attack.t1003", NASTY), description=NASTY)
    return Detection(
        heading, Sighted(NASTY, 1, NASTY, NASTY, {NASTY: [NASTY, 2**70, float("nan"), "\ud800", None, b"\xff"]}), because=NASTY
    )


def test_each_detection_is_one_object_of_the_published_shape() -> None:
    schema = json.loads(resources.files("vonggac.sources.hunting.outputs").joinpath("detection.schema.json").read_text(encoding="utf-8"))
    found = [json.loads(line) for line in written("jsonl", one(), one(others=(EVENT,), because="2 sự kiện"), nasty()).splitlines()]
    for value in found:
        jsonschema.validate(value, schema)
    assert {name: found[0][name] for name in ("rule_id", "title", "level", "tags", "time", "host", "source", "record", "event")} == {
        "rule_id": "rule-1", "title": "Chạy lệnh lạ", "level": "high", "tags": ["attack.execution", "attack.t1059.001", "cve.2024-1"],
        "time": "2026-03-02T08:00:00.5+07:00", "host": "may-1", "source": "logs.zip/Security.evtx", "record": 7,
        "event": {"CommandLine": "cmd /c", "Nested": {"Pid": 4}},
    }  # fmt: skip
    assert found[1]["others"][0]["record"] == 7
    assert next(iter(found[2]["event"].values()))[1:] == [2**70, None, "?", None, "ff"]


def test_a_level_that_is_none_stands_in_the_middle() -> None:
    strange = one(heading=Heading("r", "r", "rất nặng"))
    assert json.loads(written("jsonl", strange))["level"] == "medium"
    assert json.loads(written("ecs", strange))["event"]["severity"] == 47


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_nothing_and_the_worst_as_utf_8(name: str) -> None:
    written(name).decode()
    written(name, one(), nasty()).decode()


@pytest.mark.parametrize("name", FORMATS)
def test_whoever_wrote_a_rule_is_named(name: str) -> None:
    assert "Nguyễn Văn Mẫu" in written(name, one()).decode()


def test_a_document_of_ecs_names_rule_host_file_and_technique() -> None:
    document = json.loads(written("ecs", one()))
    assert document["@timestamp"] == "2026-03-02T01:00:00.500Z"
    assert document["rule"]["author"] == ["Nguyễn Văn Mẫu"]
    assert document["host"] == {"name": "may-1"}
    assert document["threat"]["technique"] == {
        "id": ["T1059"], "name": ["Command and Scripting Interpreter"], "subtechnique": {"id": ["T1059.001"], "name": ["PowerShell"]},
    }  # fmt: skip
    assert document["threat"]["tactic"] == {"id": ["TA0002"], "name": ["execution"]}
    assert document["vonggac"]["event"]["Nested"] == {"Pid": 4}


def test_no_cell_of_the_csv_is_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", nasty(), one()).decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [11, 11, 11]
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert rows[1][3].startswith("'=cmd|")
    assert json.loads(rows[2][10]) == {"CommandLine": "cmd /c", "Nested": {"Pid": 4}}


def test_the_table_puts_the_worst_first_and_obeys_no_event() -> None:
    lines = written("table", one(), one(event=Sighted("b.evtx", 1, "2026-03-02T07:00:00Z", "may-2", {})), nasty()).decode().splitlines()
    assert [line.split()[0] for line in lines if line[:1] != " "] == ["Mức", "Nghiêm", "Cao", "3"]
    assert "may-1, may-2" in "".join(lines)
    assert not set("".join(lines)) & {"\x1b", "\x00", "\u202e"}


def test_an_empty_hunt_sends_its_reader_to_what_it_could_see() -> None:
    assert "bao phủ" in written("table").decode()


def test_a_timeline_of_timesketch_has_its_three_fields_also_without_a_time() -> None:
    dated, undated = (json.loads(line) for line in written("timesketch", one(), nasty()).splitlines())
    assert (dated["message"], dated["datetime"], dated["timestamp_desc"]) == (
        "Chạy lệnh lạ", "2026-03-02T01:00:00.500+00:00", "Event time",
    )  # fmt: skip
    assert undated["timestamp_desc"] == "Not a time"
    assert datetime.fromisoformat(undated["datetime"]).year == 1970


def test_techniques_have_their_names_those_of_earlier_versions_too() -> None:
    assert technique_name("T1685.005") == "Disable or Modify Tools: Clear Windows Event Logs"
    assert technique_name("T1562.001") == "Impair Defenses: Disable or Modify Tools"
    assert (technique_name("T9999"), own_name("T9999")) == ("", "T9999")
    shipped = {code for path in STARTER.rglob("*.yml") for code in techniques_of(re.findall(r"attack\.t[\d.]+", path.read_text()))}
    assert shipped
    assert [code for code in sorted(shipped) if not technique_name(code)] == []


def test_the_layer_scores_each_technique_by_its_detections() -> None:
    layer = json.loads(written("navigator", one(), one(), nasty()))
    assert {each["techniqueID"]: each["score"] for each in layer["techniques"]} == {"T1003": 1, "T1059.001": 2}
    assert layer["domain"] == "enterprise-attack"
    assert layer["gradient"]["maxValue"] == 2


def test_a_bundle_sums_sightings_by_rule_and_machine() -> None:
    later = Sighted("b.evtx", 9, "2026-03-03T08:00:00Z", "may-1", {})
    bundle = json.loads(written("stix", one(), one(event=later)))
    kinds = [thing["type"] for thing in bundle["objects"]]
    assert kinds.count("sighting") == kinds.count("indicator") == 1
    (sighting,) = (thing for thing in bundle["objects"] if thing["type"] == "sighting")
    assert (sighting["count"], sighting["first_seen"], sighting["last_seen"]) == (2, "2026-03-02T01:00:00.500Z", "2026-03-03T08:00:00.000Z")
    known = {thing["id"] for thing in bundle["objects"]}
    pointed = {
        value for thing in bundle["objects"] for name, found in thing.items() if name.endswith(("_ref", "_refs"))
        for value in ([found] if isinstance(found, str) else found)
    }  # fmt: skip
    assert pointed <= known
    assert json.loads(written("stix", one()))["objects"][1]["id"] == bundle["objects"][1]["id"]


def test_a_bundle_carries_the_rule_itself_when_it_is_at_hand() -> None:
    about = About(ABOUT.at, rule_text=lambda heading: f"title: {heading.title}\n")
    bundle = json.loads(b"".join(output("stix")(iter([one()]), about)))
    (indicator,) = (thing for thing in bundle["objects"] if thing["type"] == "indicator")
    assert (indicator["pattern"], indicator["pattern_type"]) == ("title: Chạy lệnh lạ\n", "sigma")


# --- the page that opens offline -----------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags with their attributes, and the text that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)


def test_nothing_of_an_event_becomes_a_part_of_the_page() -> None:
    page = Page(written("timeline-html", nasty(), one()).decode())
    assert len(list(page.all("script"))) == 1
    assert not list(page.all("b"))
    assert "<script>alert(1)</script>" in page.text
    assert not {name for _tag, attributes in page.tags for name in attributes if name.startswith("on")}


def test_the_page_loads_nothing_and_allows_only_its_own_script() -> None:
    text = written("timeline-html", one()).decode()
    page = Page(text)
    assert not [attributes for _tag, attributes in page.tags if {"src", "srcset"} & set(attributes)]
    assert not list(page.all("link"))
    assert not re.search(r"url\(|@import", text)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (policy,) = (one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in str(policy)
    assert str(policy).startswith("default-src 'none'")


def test_the_page_shows_events_in_the_order_of_time_whatever_order_they_came_in() -> None:
    events = [Sighted("a", at, f"2026-03-0{day}T00:00:00Z", "m", {}) for at, day in enumerate((3, 1, 2), start=1)]
    page = Page(written("timeline-html", *(one(event=event) for event in events), one(event=Sighted("a", 9, "", "m", {}))).decode())
    assert [one["data-time"] for one in page.all("li")] == [f"2026-03-0{day}T00:00:00.000Z" for day in (1, 2, 3)] + [""]


def test_the_heat_map_is_a_table_with_numbers() -> None:
    page = Page(written("timeline-html", one(), one()).decode())
    assert "Thực thi" in page.text
    assert "T1059.001: 2" in page.text
    assert [one["data-technique"] for one in page.all("button") if "data-technique" in one] == ["T1059.001"]


def test_a_page_of_too_many_results_keeps_the_worst_and_says_so() -> None:
    many = [one(heading=Heading("low", "nhẹ", "low"), event=Sighted("a", 1, "", "m", {})) for _ in range(2 * SHOWN_AT_MOST)]
    text = written("timeline-html", *many, one(heading=Heading("bad", "nặng", "critical"))).decode()
    rules = re.findall(r'<li data-level="\w+" data-rule="(\w+)"', text)
    assert len(rules) == SHOWN_AT_MOST
    assert rules[0] == "bad"
    assert "5.001 kết quả nữa" in text
