"""Where a rule looks: log sources as tests of what an event is, and fields by their names there."""

from __future__ import annotations

import pytest

from sources.sigma.written import read, rule
from vonggac.engines.hunt import AllOf, AnyOf, Condition, Place, Text
from vonggac.sources.sigma.logsources import shipped_table
from vonggac.sources.sigma.model import LogSource

SYSMON = Text("_channel", Place.WHOLE, "microsoft-windows-sysmon/operational")
SECURITY = Text("_channel", Place.WHOLE, "security")


def _event(number: int) -> Text:
    return Text("_eventid", Place.WHOLE, str(number))


def _asked(source: str, detection: str = "one: {Image: a}\ncondition: one", **options: bool) -> Condition:
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


@pytest.mark.parametrize(("product", "service", "category"), [("windows", "sysmon", "process_creation"), ("", "", "antivirus")])
def test_every_mapped_place_names_an_event(product: str, service: str, category: str) -> None:
    for place in shipped_table().places(LogSource(product, category, service)):
        assert "_eventid" in repr(place.test)


def test_a_filter_log_source_covers_what_lies_inside_it() -> None:
    assert LogSource("windows").covers(LogSource("windows", "process_creation"))
    assert not LogSource("windows", "process_creation").covers(LogSource("windows"))
