"""Trying a mapping on samples: for each what it gives, or why not, in words for the person who writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from vonggac.engines.alerts.ecs import Holds, holds
from vonggac.engines.alerts.model import Fields, Note
from vonggac.engines.alerts.suppressing import Fault
from vonggac.sources.logs.mapping.compiled import CompiledMapping
from vonggac.sources.logs.mapping.model import Kind, Mapping
from vonggac.sources.logs.model import LONGEST_LINE, Reading
from vonggac.sources.logs.syslog import read_header

_WANTED = {
    Holds.ADDRESS: "một địa chỉ IP", Holds.ADDRESSES: "địa chỉ IP", Holds.PORT: "số cổng từ 0 đến 65535", Holds.WHOLE: "một số nguyên",
    Holds.NUMBER: "một số",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mapping makes of one sample."""

    sample: str
    fields: Fields | None
    """None: the mapping does not claim it."""
    is_alert: bool
    pieces: dict[str, str]
    """What was found by name, used or not."""
    faults: tuple[Fault, ...]
    why: str = ""
    """Why it does not claim the sample."""


def try_mapping(mapping: Mapping, samples: Sequence[str], reading: Reading) -> list[Trial]:
    """Return one trial a sample, in their order."""
    compiled = CompiledMapping(mapping)
    return [_trial(compiled, sample, reading) for sample in samples]


def _trial(compiled: CompiledMapping, sample: str, reading: Reading) -> Trial:
    text = sample.strip()
    if len(text) > LONGEST_LINE:
        return _not(sample, f"Mẫu dài hơn {LONGEST_LINE // 1024} KB.")
    record: dict[str, Any] | None = None
    if compiled.mapping.kind is Kind.JSON:
        record = _object(text)
        if record is None:
            return _not(sample, "Mẫu không phải một đối tượng JSON.")
    pieces = compiled.pieces(text, record)
    if record is None:
        inner = compiled.pieces(read_header(text, reading).content, None)
        pieces = inner if inner is not None else pieces
    if pieces is None:
        return _not(sample, _why_not(compiled.mapping, text))
    fields, notes, is_alert = compiled.fields(pieces, reading)
    return Trial(sample, fields, is_alert, pieces, tuple(_faults(compiled.mapping, pieces, fields, notes)))


def _not(sample: str, why: str) -> Trial:
    return Trial(sample, None, False, {}, (), why)


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _why_not(mapping: Mapping, text: str) -> str:
    missing = [word for word in mapping.claims.contains if word not in text]
    if missing:
        return f"Mẫu không có chữ “{missing[0]}”."
    if mapping.claims.starts and mapping.claims.starts not in text:
        return f"Mẫu không bắt đầu bằng “{mapping.claims.starts}”."
    if mapping.kind is Kind.PATTERN:
        return "Biểu thức chính quy không khớp mẫu."
    if mapping.kind is Kind.COLUMNS:
        return f"Mẫu có ít hơn {len(mapping.columns)} cột."
    return f"Mẫu thiếu phần phải có: {', '.join(mapping.claims.has) or 'không rõ'}."


def _faults(mapping: Mapping, pieces: dict[str, str], fields: Fields, notes: list[Note]) -> list[Fault]:
    found = []
    for name, piece in mapping.fields.items():
        value = pieces.get(piece, "")
        if not value:
            found.append(Fault(f"fields.{name}", f"Phần “{piece}” không có hoặc rỗng trong mẫu này."))
        elif name not in fields:
            wanted = _WANTED.get(holds(name) or Holds.WORD, "một giá trị")
            found.append(Fault(f"fields.{name}", f"“{value[:80]}” không phải {wanted}."))
    if Note.TIME_UNREADABLE in notes:
        found.append(Fault("time.pattern", f"“{str(fields.get('labels.time_told', ''))[:80]}” không đúng mẫu thời gian."))
    if mapping.time and Note.TIME_MISSING in notes:
        found.append(Fault("time.pieces", "Mẫu này không có thời gian."))
    return found
