"""The decision tables, written a second time by hand.

Row → level, article, facts that meet it, and one change for each condition that misses it.
"""

# ruff: noqa: E501  a table reads by its rows

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vonggac.engines.levels import Facts

PRIVATE, PUBLIC, SECRET = ["private", "personal"], ["public"], ["state_secret"]
ONLINE = {"system_type": "citizen_business", "online_service": True}
ONLINE_PERSONAL = {**ONLINE, "info_types": ["personal"]}
DEFENCE = {"info_types": PRIVATE, "defence_security": True}
SECRETS = {"info_types": SECRET, "defence_security": False}


@dataclass(frozen=True)
class Case:
    """One row of a table."""

    regime: str
    row: str
    level: int
    article: str
    hit: dict[str, Any]
    misses: tuple[dict[str, Any], ...]


def facts(answers: dict[str, Any], name: str = "Hệ thống xã Đức Hòa", **more: Any) -> Facts:
    """Make facts from answers as a file would hold them; lists stand for chosen words, None for no answer."""
    return Facts(
        name, {key: frozenset(value) if isinstance(value, list) else value for key, value in answers.items() if value is not None}, **more
    )


_331: list[tuple[str, int, str, dict[str, Any], list[dict[str, Any]]]] = [
    ("331-11.1", 1, "khoản 1 Điều 11", {"system_type": "internal", "info_types": PUBLIC},
     [{"system_type": "infrastructure"}, {"info_types": ["public", "private"]}, {"info_types": []}]),
    ("331-12.1", 2, "khoản 1 Điều 12", {"system_type": "internal", "info_types": ["public", "private"]},
     [{"system_type": "citizen_business"}, {"info_types": PUBLIC}, {"info_types": ["private", "state_secret"]}]),
    ("331-12.2a", 2, "điểm a khoản 2 Điều 12", {**ONLINE, "conditional_line": False},
     [{"system_type": "internal"}, {"online_service": False}, {"conditional_line": True}]),
    ("331-12.2b", 2, "điểm b khoản 2 Điều 12", {**ONLINE_PERSONAL, "subjects_basic": 99_999, "subjects_sensitive": 9_999},
     [{"system_type": "internal"}, {"online_service": False}, {"info_types": PUBLIC}, {"subjects_basic": 100_000}, {"subjects_sensitive": 10_000}]),
    ("331-12.3", 2, "khoản 3 Điều 12", {"system_type": "infrastructure", "scope": "one_org"}, [{"system_type": "internal"}, {"scope": "nationwide"}]),
    ("331-12.4", 2, "khoản 4 Điều 12", {"system_type": "other", "pm_decision": 2}, [{"system_type": "internal"}, {"pm_decision": 3}]),
    ("331-13.1", 3, "khoản 1 Điều 13", {**DEFENCE, "damage_ns": "harm"}, [{"defence_security": False}, {"damage_ns": "none"}]),
    ("331-13.2a", 3, "điểm a khoản 2 Điều 13", {**ONLINE, "conditional_line": True},
     [{"system_type": "internal"}, {"online_service": False}, {"conditional_line": False}]),
    ("331-13.2b", 3, "điểm b khoản 2 Điều 13", {"system_type": "citizen_business", "admin_procedure": True},
     [{"system_type": "internal"}, {"admin_procedure": False}]),
    ("331-13.2c1", 3, "điểm c khoản 2 Điều 13", {**ONLINE_PERSONAL, "subjects_basic": 100_000},
     [{"system_type": "internal"}, {"online_service": False}, {"info_types": PUBLIC}, {"subjects_basic": 99_999}]),
    ("331-13.2c2", 3, "điểm c khoản 2 Điều 13", {**ONLINE_PERSONAL, "subjects_sensitive": 10_000},
     [{"system_type": "internal"}, {"online_service": False}, {"info_types": PUBLIC}, {"subjects_sensitive": 9_999}]),
    ("331-13.3", 3, "khoản 3 Điều 13", {"system_type": "infrastructure", "scope": "ministry_sector_province"},
     [{"system_type": "internal"}, {"scope": "one_org"}]),
    ("331-13.4", 3, "khoản 4 Điều 13", {"system_type": "ics", "works_grade": "II_III_IV"}, [{"system_type": "other"}, {"works_grade": "none"}]),
    ("331-13.5", 3, "khoản 5 Điều 13", {"system_type": "other", "pm_decision": 3}, [{"system_type": "internal"}, {"pm_decision": 2}]),
    ("331-14.1", 4, "khoản 1 Điều 14", {**SECRETS, "damage_ns": "serious"}, [{"info_types": PRIVATE}, {"damage_ns": "harm"}]),
    ("331-14.2a", 4, "khoản 2 Điều 14", {"egov_national": True, "h24_no_unplanned": True}, [{"egov_national": False}, {"h24_no_unplanned": False}]),
    ("331-14.2b", 4, "khoản 2 Điều 14", {"system_type": "infrastructure", "scope": "nationwide", "h24_no_unplanned": True},
     [{"system_type": "internal"}, {"scope": "one_org"}, {"h24_no_unplanned": False}]),
    ("331-14.3", 4, "khoản 3 Điều 14", {"system_type": "ics", "works_grade": "I"}, [{"system_type": "other"}, {"works_grade": "II_III_IV"}]),
    ("331-14.4", 4, "khoản 4 Điều 14", {"system_type": "other", "pm_decision": 4}, [{"system_type": "internal"}, {"pm_decision": 0}]),
    ("331-15.1", 5, "khoản 1 Điều 15", {**DEFENCE, "damage_ns": "especially_serious", "strategic": True},
     [{"defence_security": False}, {"damage_ns": "serious"}, {"strategic": False}]),
    ("331-15.2", 5, "khoản 2 Điều 15", {"national_data": True}, [{"national_data": False}]),
    ("331-15.3", 5, "khoản 3 Điều 15", {"system_type": "infrastructure", "scope": "vn_international"}, [{"system_type": "other"}, {"scope": "nationwide"}]),
    ("331-15.4", 5, "khoản 4 Điều 15", {"system_type": "ics", "works_grade": "special_or_ns"}, [{"system_type": "other"}, {"works_grade": "I"}]),
    ("331-15.5", 5, "khoản 5 Điều 15", {"system_type": "other", "pm_decision": 5}, [{"system_type": "internal"}, {"pm_decision": 4}]),
]  # fmt: skip
_85: list[tuple[str, int, str, dict[str, Any], list[dict[str, Any]]]] = [
    ("85-7", 1, "Điều 7", {"system_type": "internal", "info_types": PUBLIC}, [{"system_type": "ics"}, {"info_types": PRIVATE}]),
    ("85-8.1", 2, "khoản 1 Điều 8", {"system_type": "internal", "info_types": ["personal"]},
     [{"system_type": "ics"}, {"info_types": PUBLIC}, {"info_types": ["personal", "state_secret"]}]),
    ("85-8.2a", 2, "điểm a khoản 2 Điều 8", {"system_type": "citizen_business", "dvc_old_grade": 2},
     [{"system_type": "internal"}, {"dvc_old_grade": 3}]),
    ("85-8.2b", 2, "điểm b khoản 2 Điều 8", {**ONLINE, "conditional_line": False},
     [{"system_type": "internal"}, {"online_service": False}, {"conditional_line": True}]),
    ("85-8.2c", 2, "điểm c khoản 2 Điều 8", {**ONLINE_PERSONAL, "users": 9_999},
     [{"system_type": "internal"}, {"online_service": False}, {"info_types": PUBLIC}, {"users": 10_000}]),
    ("85-8.3", 2, "khoản 3 Điều 8", {"system_type": "infrastructure", "scope": "one_org"}, [{"system_type": "internal"}, {"scope": "nationwide"}]),
    ("85-9.1", 3, "khoản 1 Điều 9", {**SECRETS, "damage_ns": "harm"}, [{"info_types": PRIVATE}, {"damage_ns": "none"}]),
    ("85-9.2a", 3, "điểm a khoản 2 Điều 9", {"system_type": "citizen_business", "dvc_old_grade": 3},
     [{"system_type": "internal"}, {"dvc_old_grade": 2}]),
    ("85-9.2b", 3, "điểm b khoản 2 Điều 9", {**ONLINE, "conditional_line": True},
     [{"system_type": "internal"}, {"online_service": False}, {"conditional_line": False}]),
    ("85-9.2c", 3, "điểm c khoản 2 Điều 9", {**ONLINE_PERSONAL, "users": 10_000},
     [{"system_type": "internal"}, {"online_service": False}, {"info_types": PUBLIC}, {"users": 9_999}]),
    ("85-9.3", 3, "khoản 3 Điều 9", {"system_type": "infrastructure", "scope": "ministry_sector_province"},
     [{"system_type": "internal"}, {"scope": "one_org"}]),
    ("85-9.4", 3, "khoản 4 Điều 9", {"system_type": "ics", "works_grade": "II_III_IV"}, [{"system_type": "other"}, {"works_grade": "none"}]),
    ("85-10.1", 4, "khoản 1 Điều 10", {**DEFENCE, "damage_ns": "serious"}, [{"defence_security": False}, {"damage_ns": "harm"}]),
    ("85-10.2", 4, "khoản 2 Điều 10", {"egov_national": True, "h24_no_unplanned": True}, [{"egov_national": False}, {"h24_no_unplanned": False}]),
    ("85-10.3", 4, "khoản 3 Điều 10", {"system_type": "infrastructure", "scope": "nationwide", "h24_no_unplanned": True},
     [{"system_type": "internal"}, {"scope": "one_org"}, {"h24_no_unplanned": False}]),
    ("85-10.4", 4, "khoản 4 Điều 10", {"system_type": "ics", "works_grade": "I"}, [{"system_type": "other"}, {"works_grade": "II_III_IV"}]),
    ("85-11.1", 5, "khoản 1 Điều 11", {**SECRETS, "damage_ns": "especially_serious"}, [{"info_types": PRIVATE}, {"damage_ns": "serious"}]),
    ("85-11.2", 5, "khoản 2 Điều 11", {"national_data": True}, [{"national_data": False}]),
    ("85-11.3", 5, "khoản 3 Điều 11", {"system_type": "infrastructure", "scope": "vn_international"}, [{"system_type": "other"}, {"scope": "nationwide"}]),
    ("85-11.4", 5, "khoản 4 Điều 11", {"system_type": "ics", "works_grade": "special_or_ns"}, [{"system_type": "other"}, {"works_grade": "I"}]),
    ("85-11.5", 5, "khoản 5 Điều 11", {"system_type": "other", "pm_decision": 5}, [{"system_type": "internal"}, {"pm_decision": 4}]),
]  # fmt: skip
CASES = [Case("nd331", row, level, article, hit, tuple(misses)) for row, level, article, hit, misses in _331] + [
    Case("nd85", row, level, article, hit, tuple(misses)) for row, level, article, hit, misses in _85
]
