"""Reads the rules about keeping systems."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vonggac.law.load import DATA
from vonggac.law.reading import Record, RuleFile
from vonggac.law.system import HiredOperator, HostingRule, LayerDuty, ProofCadence, SystemRules, WarningRule


@lru_cache(maxsize=1)
def system_rules() -> SystemRules:
    """Return the shipped rules; raises LawError, with file and line, when the file is wrong."""
    return read_rules(DATA / "systems.yaml")


def read_rules(path: Path) -> SystemRules:
    """Read one file of rules."""
    file = RuleFile.read(path)
    return SystemRules(
        tuple(_hosting(record) for record in file.records("hosting")),
        tuple(_cadence(record) for record in file.records("cadences")),
        tuple(_warning(record) for record in file.records("warnings")),
        tuple(_duty(record) for record in file.records("duties")),
    )


def _hosting(record: Record) -> HostingRule:
    rule = HostingRule(**record.dated(), operator=record.one_of("operator", HiredOperator), article=record.text("article"))
    record.end()
    return rule


def _cadence(record: Record) -> ProofCadence:
    dated, (layer, levels) = record.dated(), _layer_and_levels(record)
    rule = ProofCadence(**dated, layer=layer, levels=levels, days=_days(record), because=record.text("because"))
    record.end()
    return rule


def _duty(record: Record) -> LayerDuty:
    dated, (layer, levels) = record.dated(), _layer_and_levels(record)
    rule = LayerDuty(**dated, layer=layer, levels=levels, article=record.text("article"))
    record.end()
    return rule


def _layer_and_levels(record: Record) -> tuple[int, frozenset[int]]:
    layer, levels = record.number("layer"), frozenset(record.numbers("levels"))
    if layer not in {1, 2, 3, 4}:
        raise record.error("sửa “layer”: mô hình có bốn lớp, từ 1 đến 4", "layer")
    if not levels or not levels <= {1, 2, 3, 4, 5}:
        raise record.error("sửa “levels”: cấp độ từ 1 đến 5", "levels")
    return layer, levels


def _warning(record: Record) -> WarningRule:
    rule = WarningRule(**record.dated(), what=record.text("what"), days=_days(record), because=record.text("because"))
    record.end()
    return rule


def _days(record: Record) -> int:
    days = record.number("days")
    if days is None or days < 1:
        raise record.error("sửa “days”: số ngày từ 1 trở lên", "days")
    return days
