"""A mapping at work: records in, fields out; None for what it does not claim."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from typing import Any

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.mapping.checking import compile_pattern, read_moment, zone_of
from vonggac.sources.logs.mapping.model import Kind, Mapping
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import in_utc, put_moment
from vonggac.sources.logs.writing import Writable, put, words_of

_PAIR = re.compile(r"([A-Za-z0-9_.\-]{1,100})=(?:\"((?:[^\"\\]++|\\.)*+)\"|(\S*+))")
_MOST_PIECES = 2_000
_DEEPEST = 20


@dataclass(slots=True)
class CompiledMapping:
    """Ready to read; makes its pattern once."""

    mapping: Mapping
    _pattern: Any = field(init=False, default=None)
    _of_objects: bool = field(init=False, default=False)
    _starts: str = field(init=False, default="")
    _contains: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        self._of_objects = self.mapping.kind is Kind.JSON
        self._starts, self._contains = self.mapping.claims.starts, tuple(self.mapping.claims.contains)
        if self.mapping.kind is Kind.PATTERN:
            self._pattern = compile_pattern(self.mapping.pattern)

    def read(self, text: str, record: dict[str, Any] | None, reading: Reading) -> tuple[Writable, list[Note], bool] | None:
        """Return fields, notes and whether it is an alert; None when the record is not this mapping's."""
        if self._of_objects is (record is None) or not text.startswith(self._starts):
            return None
        for word in self._contains:
            if word not in text:
                return None
        pieces = self.pieces(text, record)
        return None if pieces is None else self.fields(pieces, reading)

    def pieces(self, text: str, record: dict[str, Any] | None) -> dict[str, str] | None:
        """Return the pieces by name, or None when the mapping does not claim the record."""
        mapping, claims = self.mapping, self.mapping.claims
        if (mapping.kind is Kind.JSON) is not (record is not None):
            return None
        if not text.startswith(claims.starts) or not all(word in text for word in claims.contains):
            return None
        found = self._found(text, record)
        if found is None or not all(found.get(name) for name in claims.has):
            return None
        return found

    def _found(self, text: str, record: dict[str, Any] | None) -> dict[str, str] | None:
        if record is not None:
            return {name: words_of(value_at(record, name)) for name in self._asked()}
        if self.mapping.kind is Kind.PATTERN:
            match = self._pattern.search(text)
            return {name: value or "" for name, value in match.groupdict().items()} if match else None
        if self.mapping.kind is Kind.PAIRS:
            return pairs_of(text, self.mapping.separator)
        return _columns(text, self.mapping)

    def _asked(self) -> set[str]:
        mapping = self.mapping
        names = {*mapping.fields.values(), *mapping.claims.has, *(mapping.time.pieces if mapping.time else ())}
        names |= {mapping.severity.piece} if mapping.severity else set()
        return names | ({mapping.alert.piece} if mapping.alert and mapping.alert.piece else set())

    def fields(self, pieces: dict[str, str], reading: Reading) -> tuple[Writable, list[Note], bool]:
        """Return the fields that the pieces fill."""
        mapping = self.mapping
        fields: Writable = {"event.module": mapping.name}
        notes: list[Note] = []
        for name, value in mapping.constants.items():
            put(fields, name, value)
        for name, piece in mapping.fields.items():
            put(fields, name, pieces.get(piece))
        self._put_time(fields, notes, pieces, reading)
        if (rule := mapping.severity) is not None:
            fields["labels.severity"] = rule.table.get(pieces.get(rule.piece, "").strip().lower(), rule.otherwise)
        when = mapping.alert
        is_alert = when is not None and (not when.piece or pieces.get(when.piece, "").strip() in when.values)
        return fields, notes, is_alert

    def _put_time(self, fields: Writable, notes: list[Note], pieces: dict[str, str], reading: Reading) -> None:
        rule = self.mapping.time
        told = " ".join(pieces.get(name, "") for name in rule.pieces).strip() if rule else ""
        zone = zone_of(rule.zone) if rule and rule.zone else None
        own = replace(reading, zone=zone) if zone else reading
        found = read_moment(told, rule.pattern) if rule and rule.pattern and told else None
        at = in_utc(found, own)[0] if found else None
        if at is not None:
            fields["@timestamp"] = at
        elif rule and rule.pattern and told:
            fields["labels.time_told"] = told[:200]
            notes.append(Note.TIME_UNREADABLE)
        else:
            before = len(notes)
            put_moment(fields, notes, told or None, own)
            if zone and Note.ZONE_ASSUMED in notes[before:]:
                notes.remove(Note.ZONE_ASSUMED)


def value_at(record: object, path: str) -> object:
    """Return what stands at data.src.0.ip, or at /data/src/0/ip; None when nothing does."""
    if path.startswith("/"):
        steps = [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    else:
        if isinstance(record, dict) and path in record:
            return record[path]
        steps = path.split(".")
    for step in steps[:_DEEPEST]:
        if isinstance(record, dict):
            record = record.get(step)
        elif isinstance(record, list) and step.isdecimal() and len(step) < 10 and int(step) < len(record):
            record = record[int(step)]
        else:
            return None
    return record


def pairs_of(text: str, separator: str = "") -> dict[str, str]:
    """Return key=value pairs; the first of several equal keys counts."""
    found: dict[str, str] = {}
    if separator and separator.strip():
        for piece in text.split(separator)[:_MOST_PIECES]:
            key, equals, value = piece.partition("=")
            if equals:
                found.setdefault(key.strip(), value.strip().strip('"'))
        return found
    for pair in _PAIR.finditer(text):
        value = pair[2].replace('\\"', '"') if pair[2] is not None else pair[3]
        found.setdefault(pair[1], value)
        if len(found) >= _MOST_PIECES:
            break
    return found


def _columns(text: str, mapping: Mapping) -> dict[str, str] | None:
    """A row with fewer columns than are named is not this mapping's; further ones are left alone."""
    try:
        row = next(csv.reader([text], delimiter=mapping.separator or ",", skipinitialspace=True), [])
    except csv.Error:
        return None
    if len(row) < len(mapping.columns):
        return None
    return {name: value for name, value in zip(mapping.columns, row, strict=False) if name}
