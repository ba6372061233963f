"""Where a rule looks: log sources as tests of what an event is, and fields by their names there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hunting.oracle import holds
from sources.sigma.written import read, rule
from vonggac.engines.hunt import AllOf, AnyOf, Condition, Event, Kind, Place, Text
from vonggac.sources.sigma.logsources import shipped_table
from vonggac.sources.sigma.model import Fault, LogSource

SYSMON = Text("_channel", Place.WHOLE, "microsoft-windows-sysmon/operational")
_DEFENDER = "microsoft-windows-windows defender/operational"
TABLE = "product: windows\nservices: {}\ncategories: {process_creation: [{service: edr, rename: {Image: tien_trinh}}]}\n"
SECURITY = Text("_channel", Place.WHOLE, "security")


def _event(number: int) -> Text:
    return Text("_eventid", Place.WHOLE, str(number))


def _asked(source: str, detection: str = "one: {Image: a}\ncondition: one", **options: Any) -> Condition:
    head = f"title: Thử\nlogsource: {{{source}}}\n"
    return read(rule(detection, head), **options).ruleset.rules[0].condition


def test_a_process_is_sought_in_both_logs_under_the_names_of_each() -> None:
    image, process = Text("image", Place.WHOLE, "a"), Text("newprocessname", Place.WHOLE, "a")
    both = AnyOf((AllOf((SYSMON, _event(1), image)), AllOf((SECURITY, _event(4688), process))))
    assert _asked("product: windows, category: process_creation") == both


def test_sysmon_alone_is_enough_when_the_reader_is_told_so() -> None:
    found = _asked("product: windows, category: process_creation", sysmon_only=True)
    assert found == AllOf((SYSMON, _event(1), Text("image", Place.WHOLE, "a")))


def test_a_rule_whose_fields_are_called_alike_everywhere_is_asked_once() -> None:
    found = _asked("product: windows, category: process_creation", "one: {CommandLine: a}\ncondition: one")
    places = AnyOf((AllOf((SYSMON, _event(1))), AllOf((SECURITY, _event(4688)))))
    assert found == AllOf((places, Text("commandline", Place.WHOLE, "a")))


def test_further_fields_tell_what_the_event_number_does_not() -> None:
    found = _asked("product: windows, category: registry_add")
    assert found == AllOf((SYSMON, _event(12), Text("eventtype", Place.WHOLE, "createkey"), Text("image", Place.WHOLE, "a")))


def test_a_service_is_its_channels() -> None:
    found = _asked("product: windows, service: powershell")
    channels = AnyOf(
        (
            Text("_channel", Place.WHOLE, "microsoft-windows-powershell/operational"),
            Text("_channel", Place.WHOLE, "powershellcore/operational"),
        )
    )
    assert found == AllOf((channels, Text("image", Place.WHOLE, "a")))


def test_a_product_alone_is_every_event_of_it() -> None:
    assert _asked("product: windows") == AllOf((Text("_product", Place.WHOLE, "windows"), Text("image", Place.WHOLE, "a")))


def test_a_log_source_that_nobody_mapped_is_asked_for_as_written() -> None:
    found = _asked("product: okta, service: okta")
    assert isinstance(found, AllOf)
    assert set(found.parts[:-1]) == {Text("_product", Place.WHOLE, "okta"), Text("_service", Place.WHOLE, "okta")}


def test_every_place_of_windows_names_a_channel_or_an_event() -> None:
    table = shipped_table()
    places = [place for rows in (table.categories, table.services) for key, row in rows.items() if key[0] == "windows" for place in row]
    assert len(places) > 80
    assert all("_channel" in repr(place.test) for place in places)


@pytest.mark.parametrize(
    ("source", "detection", "kind", "fields"),
    [
        (
            "category: webserver",
            "one: {cs-uri-query|contains: shell}",
            Kind(category="webserver", service="nginx"),
            {"cs-uri-query": "/shell"},
        ),
        ("category: webserver", "one: {cs-uri-query|contains: shell}", Kind("zeek", "", "http"), {"uri": "/shell"}),
        ("category: proxy", "one: {c-uri|contains: shell}", Kind("suricata", "", "http"), {"http": {"url": "/shell"}}),
        ("category: dns", "one: {query: x.vn, record_type: TXT}", Kind("zeek", "", "dns"), {"query": "x.vn", "qtype_name": "TXT"}),
        ("category: dns", "one: {query: x.vn}", Kind("suricata", "", "dns"), {"dns": {"rrname": "x.vn"}}),
        ("category: firewall", "one: {dst_port: 23}", Kind("zeek", "", "conn"), {"id.resp_p": 23}),
        ("category: antivirus", "one: {Signature: x}", Kind("windows", "", "", _DEFENDER, "1116"), {"Threat Name": "x"}),
        ("product: linux, service: auth", "one: {a: 1}", Kind("linux", "", "sshd"), {"a": 1}),
        ("product: linux, service: syslog", "one: {a: 1}", Kind("linux", "", "cron"), {"a": 1}),
        ("product: linux, category: process_creation", "one: {Image: a}", Kind("linux", "process_creation", "auditd"), {"Image": "a"}),
        ("service: apache", "one: {a: 1}", Kind("", "webserver", "apache"), {"a": 1}),
    ],
)
def test_the_same_question_is_put_to_whatever_answers_it(source: str, detection: str, kind: Kind, fields: dict[str, Any]) -> None:
    condition = _asked(source, detection + "\ncondition: one")
    assert holds(condition, Event(kind, fields))
    assert not holds(condition, Event(Kind("other", "other", "other", "other", "0"), fields))


def test_a_linux_system_log_rule_leaves_the_audit_log_alone() -> None:
    condition = _asked("product: linux, service: syslog", "one: {a: 1}\ncondition: one")
    assert not holds(condition, Event(Kind("linux", "", "auditd"), {"a": 1}))


def test_a_further_table_asks_in_the_words_of_a_collector(tmp_path: Path) -> None:
    own = tmp_path / "edr.yml"
    own.write_text(
        "product: windows\nservices: {}\ncategories: {process_creation: [{service: edr, rename: {Image: tien_trinh}}]}\n", "utf-8"
    )
    mine = _asked("product: windows, category: process_creation", pipelines=[own])
    assert holds(mine, Event(Kind("windows", "", "edr"), {"tien_trinh": "A"}))
    elastic = _asked("product: windows, category: process_creation", pipelines=["elastic-defend"])
    process = {"process": {"executable": "a"}, "event": {"type": ["start"]}}
    assert holds(elastic, Event(Kind("windows", "", "events.process"), process))
    assert not holds(elastic, Event(Kind("windows", "", "events.file"), process))


@pytest.mark.parametrize(
    "text", ["a: [", "a: 1", "product: x\nservices: {}\ncategories: {a: [{nothing: 1}]}", "[]", "product: x\nservices: {a: []}"]
)
def test_a_table_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(text, "utf-8")
    with pytest.raises(Fault):
        _asked("product: windows", pipelines=[tmp_path / "b.yml"])


def test_a_filter_log_source_covers_what_lies_inside_it() -> None:
    assert LogSource("windows").covers(LogSource("windows", "process_creation"))
    assert not LogSource("windows", "process_creation").covers(LogSource("windows"))
