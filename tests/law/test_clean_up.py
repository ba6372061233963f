"""The rules on cleaning infected machines: which class a family is of, how long there is, what is wrong with a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vonggac.law.cleanups import clean_up_rules, read_clean_up
from vonggac.law.model import LawError

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("family", "key"),
    [
        ("Mirai.Variant", "iot"),
        ("Win32/Conficker.B", "botnet"),
        ("LockBit 3.0", "ransomware"),
        ("RedLine Stealer", "stealer"),
        ("AsyncRAT", "rat"),
        ("XMRig CoinMiner", "miner"),
        ("Adware.Elex", "adware"),
        ("", "unknown"),
        ("thứ chưa ai biết", "unknown"),
    ],
)
def test_a_family_is_known_by_a_part_of_its_name(family: str, key: str) -> None:
    assert clean_up_rules().class_of(family, DAY).key == key


def test_the_longest_part_of_the_name_decides() -> None:
    assert clean_up_rules().class_of("vpnfilter botnet", DAY).key == "iot", "vpnfilter is longer than botnet"


def test_the_worst_family_decides_for_a_system() -> None:
    assert clean_up_rules().worst(["Mirai", "LockBit", ""], DAY).key == "ransomware"
    assert clean_up_rules().worst([], DAY).key == "unknown"


def test_a_level_three_system_has_less_time_than_a_low_one_and_bad_malware_less_than_mild() -> None:
    rules = clean_up_rules()
    worst = rules.days_for(3, 100, DAY)
    assert worst is not None
    assert worst < (rules.days_for(3, 20, DAY) or 0) < (rules.days_for(1, 20, DAY) or 0)
    assert rules.days_for(0, 60, DAY) == rules.days_for(1, 60, DAY), "a level that is not known counts as a low one"


def test_before_the_rules_began_there_is_no_deadline_and_no_escalation() -> None:
    early = date(2020, 1, 1)
    assert clean_up_rules().days_for(3, 100, early) is None
    assert clean_up_rules().months_to_superior(early) is None
    with pytest.raises(LawError):
        clean_up_rules().class_of("Mirai", early)


def test_every_class_says_how_to_clean_and_what_shows_it() -> None:
    for one in clean_up_rules().classes:
        assert len(one.steps) >= 3, one.key
        assert one.evidence, one.key
        assert all(step.endswith(".") for step in (*one.steps, *one.evidence)), one.key


def test_a_provider_is_given_the_days_that_hold_when_it_is_asked(tmp_path: Path) -> None:
    assert clean_up_rules().days_to_answer(date(2026, 11, 23)) == 5
    file = tmp_path / "clean-up.yaml"
    later = "{days: 5, from: 2024-12-01, to: 2026-11-30}\n  - {days: 3, from: 2026-12-01}"
    file.write_text(f"{UNKNOWN}asking:\n  - {later}\n", encoding="utf-8")
    rules = read_clean_up(file)
    assert [rules.days_to_answer(date(2026, month, 30)) for month in (11, 12)] == [5, 3]
    with pytest.raises(LawError, match="asking"):
        rules.days_to_answer(date(2024, 1, 1))


UNKNOWN = "classes:\n  - {key: unknown, name: A, risk: 5, from: 2024-12-01, families: [], steps: [x], evidence: [y]}\n"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("classes:\n  - {key: a, name: A, risk: 200, families: [abc], steps: [x], evidence: [y]}", "risk"),
        ("classes:\n  - {key: a, name: A, risk: 2, families: [ab], steps: [x], evidence: [y]}", "families"),
        ("classes:\n  - {key: a, name: A, risk: 2, families: [abc], steps: [x], evidence: [y]}", "unknown"),
        (f"{UNKNOWN}asking:\n  - {{days: 0, from: 2024-12-01}}", "days"),
    ],
)
def test_a_mistake_in_the_file_is_located(tmp_path: Path, wrong: str, said: str) -> None:
    file = tmp_path / "clean-up.yaml"
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(LawError, match=rf"clean-up\.yaml, dòng \d+: .*{said}"):
        read_clean_up(file)
