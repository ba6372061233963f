"""The starter rules: each finds the event that it is for, leaves an ordinary one alone, and says what a reader needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from hunt_questions import found
from hunting.oracle import holds
from vonggac.engines.hunt import LEVELS, Event, Kind, Rule, Sighted
from vonggac.engines.hunt.correlating import Correlator
from vonggac.sources.sigma import STARTER, Read, read_rules

SAMPLES: dict[str, Any] = yaml.safe_load((Path(__file__).parent.parent / "samples" / "hunting" / "starter.yml").read_text("utf-8"))
SYSMON_ONLY_FIELDS = {"ParentImage", "Image", "CommandLine"}


@cache
def _read() -> Read:
    return read_rules([STARTER])


@cache
def _rules() -> dict[str, Rule]:
    return {rule.heading.file.removeprefix("starter/").removesuffix(".yml"): rule for rule in _read().ruleset.rules}


def _event(sample: dict[str, Any], which: str) -> Event:
    product, category, service, channel, event_id, provider = sample["kind"]
    return Event(Kind(product, category, service, channel, event_id, provider), sample[which])


def test_all_of_them_load_without_a_remark() -> None:
    read = _read()
    assert read.not_loaded == read.remarks == ()
    assert len(read.ruleset.rules) >= 40
    assert len(read.ruleset.correlations) >= 6


def test_every_rule_has_its_sample() -> None:
    assert SAMPLES.keys() == _rules().keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_rule_finds_what_it_is_for_and_leaves_an_ordinary_event_alone(name: str) -> None:
    condition = _rules()[name].condition
    assert holds(condition, _event(SAMPLES[name], "fires"))
    assert not holds(condition, _event(SAMPLES[name], "silent"))


def test_together_they_find_the_same_and_nothing_in_ordinary_events() -> None:
    names = list(_rules())
    told = [_event(SAMPLES[name], which) for name in names for which in ("fires", "silent")]
    answers = found([_rules()[name].condition for name in names], told)
    for place, name in enumerate(names):
        assert 2 * place in answers[place], name
        assert 2 * place + 1 not in answers[place], name


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if sample["fires"].keys() <= SYSMON_ONLY_FIELDS])
def test_a_process_is_found_in_the_security_log_too(name: str) -> None:
    sample = SAMPLES[name]
    if sample["kind"][0] != "windows":
        return
    theirs = {"Image": "NewProcessName", "ParentImage": "ParentProcessName"}
    fields = {theirs.get(field, field): value for field, value in sample["fires"].items()}
    assert holds(_rules()[name].condition, Event(Kind("windows", "", "", "security", "4688", ""), fields))


def test_each_says_what_a_reader_needs() -> None:
    for heading in [*(rule.heading for rule in _read().ruleset.rules), *(one.heading for one in _read().ruleset.correlations)]:
        assert heading.level in LEVELS
        assert heading.author == "Vọng Gác"
        assert heading.description
        assert heading.false_positives
        assert any(tag.startswith("attack.t") for tag in heading.tags), heading.title


def _found(matched: list[tuple[str, int, dict[str, Any]]]) -> list[str]:
    """Titles of the correlations that hold; each match is (rule by name, second, fields)."""
    ruleset = _read().ruleset
    by_name = {rule.heading.name: rule.heading.id for rule in ruleset.rules}
    correlator = Correlator(ruleset.correlations)
    start = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    for number, (name, second, fields) in enumerate(matched):
        event = Sighted("a.evtx", number, (start + timedelta(seconds=second)).isoformat(), "may-1", fields)
        correlator.take(by_name[name], [event])
    return [detection.heading.title for detection in correlator.finish()]


def _wrong(count: int, name: str = "vg_dang_nhap_sai", user: str = "an", **fields: str) -> list[tuple[str, int, dict[str, Any]]]:
    return [(name, 5 * number, {"TargetUserName": user, **fields}) for number in range(count)]


def test_twenty_wrong_passwords_from_one_address_are_guessing_and_nineteen_are_not() -> None:
    title = "Dò mật khẩu: nhiều lần đăng nhập sai từ một địa chỉ"
    assert title in _found(_wrong(20, IpAddress="203.0.113.9"))
    assert _found(_wrong(19, IpAddress="203.0.113.9")) == []


def test_many_accounts_from_one_address_are_spraying() -> None:
    tried = [("vg_dang_nhap_sai", 20 * number, {"IpAddress": "203.0.113.9", "TargetUserName": f"cb{number}"}) for number in range(10)]
    assert _found(tried) == ["Rải mật khẩu: một địa chỉ thử nhiều tài khoản"]
    assert _found(tried[:9]) == []


@pytest.mark.parametrize(
    ("wrong", "right", "address", "title"),
    [
        ("vg_dang_nhap_sai", "vg_dang_nhap_tu_xa", "IpAddress", "Đăng nhập được ngay sau khi dò mật khẩu"),
        ("vg_ssh_sai", "vg_ssh_dung", "src_ip", "Đăng nhập SSH được ngay sau khi dò mật khẩu"),
    ],
)
def test_guessing_that_ends_in_a_sign_in_is_told_and_one_without_guessing_is_not(wrong: str, right: str, address: str, title: str) -> None:
    guessed = _wrong(20, wrong, **{address: "203.0.113.9"})
    signed_in = (right, 200, {"TargetUserName": "an", address: "203.0.113.9"})
    elsewhere = (right, 200, {"TargetUserName": "an", address: "10.20.0.5"})
    assert title in _found([*guessed, signed_in])
    assert title not in _found([*guessed, elsewhere])
    assert title not in _found([*guessed[:5], signed_in])


def test_five_tools_of_reconnaissance_on_one_machine_are_told() -> None:
    tools = [
        ("vg_tham_do", 10 * number, {"Image": f"C:\\Windows\\System32\\{name}.exe", "Computer": "may-1"})
        for number, name in enumerate("abcde")
    ]
    assert _found(tools) == ["Nhiều lệnh thăm dò khác nhau trong vài phút"]
    assert _found([*tools[:4], tools[0]]) == []
