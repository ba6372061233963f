"""Mappings: how a log that nobody here knew becomes ECS fields, as data that a person can write, try and keep."""

from .checking import MappingError, as_json, mapping_from_json
from .compiled import CompiledMapping
from .model import AlertWhen, Claims, Kind, Mapping, SeverityRule, TimeRule
from .shipped import shipped_mappings
from .trying import Trial, try_mapping

__all__ = [
    "AlertWhen", "Claims", "CompiledMapping", "Kind", "Mapping", "MappingError", "SeverityRule", "TimeRule", "Trial", "as_json",
    "mapping_from_json", "shipped_mappings", "try_mapping",
]  # fmt: skip
