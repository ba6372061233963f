"""Reads the rules on cleaning infected machines and checks them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vonggac.kernel.vietnamese import fold
from vonggac.law.cleanup import UNKNOWN, AnswerIn, CleanUpDeadline, CleanUpRules, MalwareClass, StayingListed
from vonggac.law.load import DATA
from vonggac.law.reading import Record, RuleFile

LONGEST_DAYS = 365


@lru_cache(maxsize=1)
def clean_up_rules() -> CleanUpRules:
    """Return the shipped rules; raises LawError, with file and line, when the file is wrong."""
    return read_clean_up(DATA / "clean-up.yaml")


def read_clean_up(path: Path) -> CleanUpRules:
    """Read one file of rules."""
    file = RuleFile.read(path)
    classes = tuple(map(_class, file.records("classes")))
    if UNKNOWN not in {one.key for one in classes}:
        raise file.error(f"thêm loại “{UNKNOWN}” cho họ mã độc chưa có tên ở đây", "classes")
    deadlines, staying, asking = (file.records(name) for name in ("deadlines", "staying", "asking"))
    return CleanUpRules(classes, tuple(map(_deadline, deadlines)), tuple(map(_staying, staying)), tuple(map(_asking, asking)))


def _class(record: Record) -> MalwareClass:
    dated, key, risk = record.dated(), record.text("key"), record.number("risk")
    if risk is None or not 0 <= risk <= 100:
        raise record.error("sửa “risk”: số từ 0 đến 100", "risk")
    families = tuple(fold(one) for one in record.texts("families"))
    if any(len(one) < 3 for one in families):
        raise record.error("sửa “families”: mỗi tên ít nhất ba chữ, tên ngắn hơn nằm trong quá nhiều tên khác", "families")
    name, steps, evidence = record.text("name"), record.texts("steps"), record.texts("evidence")
    if not steps or not evidence:
        raise record.error("thêm “steps” và “evidence”", "steps")
    record.end()
    return MalwareClass(**dated, key=key, name=name, risk=risk, families=families, steps=steps, evidence=evidence)


def _deadline(record: Record) -> CleanUpDeadline:
    dated, levels = record.dated(), frozenset(record.numbers("levels"))
    if not levels <= {1, 2, 3, 4, 5}:
        raise record.error("sửa “levels”: cấp độ từ 1 đến 5", "levels")
    days, least = record.number("days"), record.number("at_least") or 0
    if days is None or not 1 <= days <= LONGEST_DAYS:
        raise record.error(f"sửa “days”: số ngày từ 1 đến {LONGEST_DAYS}", "days")
    unknown = bool(record.flag("unknown"))
    record.end()
    return CleanUpDeadline(**dated, levels=levels, unknown=unknown, at_least=least, days=days)


def _staying(record: Record) -> StayingListed:
    dated, months = record.dated(), record.number("months")
    if months is None or not 2 <= months <= 24:
        raise record.error("sửa “months”: số tháng từ 2 đến 24", "months")
    record.end()
    return StayingListed(**dated, months=months)


def _asking(record: Record) -> AnswerIn:
    dated, days = record.dated(), record.number("days")
    if days is None or not 1 <= days <= LONGEST_DAYS:
        raise record.error(f"sửa “days”: số ngày từ 1 đến {LONGEST_DAYS}", "days")
    record.end()
    return AnswerIn(**dated, days=days)
