"""One YAML document into a draft of a rule: its heading, its log source, what it asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from vonggac.engines.hunt import LEVELS, AnyOf, Condition, Heading
from vonggac.sources.sigma.detections import NOT_DETECTIONS, Placeholders, Sentence, detection_of, joined
from vonggac.sources.sigma.model import DEFAULT, Draft, Fault, LogSource, SigmaLimits

RULE_KEYS = frozenset({"detection", "correlation", "filter"})
_LONGEST_TEXT = 8_000
_MOST_LISTED = 200


def is_rule(document: Any) -> bool:
    """Say whether a document is a rule of any sort, and not some other YAML of the same folder."""
    return isinstance(document, dict) and bool(RULE_KEYS & document.keys())


def read_draft(document: Mapping[str, Any], file: str, placeholders: Placeholders, limits: SigmaLimits = DEFAULT) -> Draft:
    """Read a rule over single events."""
    heading = read_heading(document, file)
    source = read_log_source(document.get("logsource"))
    condition, unused = read_detection(document.get("detection"), placeholders, limits)
    return Draft(heading, source, condition, unused)


def read_detection(
    section: Any, placeholders: Placeholders, limits: SigmaLimits = DEFAULT, *, beside: frozenset[str] = NOT_DETECTIONS
) -> tuple[Condition, tuple[str, ...]]:
    """Read the named detections and their condition; several conditions are alternatives."""
    if not isinstance(section, dict) or not section.keys() - beside:
        raise Fault("mục “detection” không có phép phát hiện nào", "no-detection", "detection")
    if section.get("condition") in (None, []):
        raise Fault("mục “detection” không có “condition”", "no-condition", "detection")
    named = {name: _named(name, value, placeholders, limits) for name, value in section.items() if name not in beside}
    written = section["condition"]
    used: set[str] = set()
    found = joined(AnyOf, [_sentence(text, named, limits, used) for text in (written if isinstance(written, list) else [written])])
    return found, tuple(name for name in named if name not in used)


def _sentence(text: str, named: Mapping[str, Condition], limits: SigmaLimits, used: set[str]) -> Condition:
    try:
        sentence = Sentence(text, named, limits)
        found = sentence.read()
    except Fault as fault:
        raise fault.under("detection", "condition") from fault
    used |= sentence.used
    return found


def _named(name: str, value: Any, placeholders: Placeholders, limits: SigmaLimits) -> Condition:
    try:
        return detection_of(value, placeholders, limits)
    except Fault as fault:
        raise fault.under("detection", name) from fault


def read_log_source(section: Any) -> LogSource:
    """Read where a rule looks; it must say at least one thing."""
    if not isinstance(section, dict):
        raise Fault("thiếu mục “logsource” (product, category hoặc service)", "no-logsource")
    values = [section.get(key) for key in ("product", "category", "service")]
    if any(not isinstance(value, (str, type(None))) for value in values):
        raise Fault("product, category, service phải là chữ", "bad-logsource", "logsource")
    found = LogSource(*(str(value or "").strip().lower() for value in values))
    if not any(found.parts()):
        raise Fault("mục “logsource” không có product, category hay service", "no-logsource", "logsource")
    return found


def read_heading(document: Mapping[str, Any], file: str) -> Heading:
    """Read what a rule is called; a rule without an identifier is known by its content."""
    title = _text(document.get("title"))
    if not title:
        raise Fault("quy tắc không có “title”", "no-title")
    return Heading(
        id=_text(document.get("id")).lower() or _digest(document),
        title=title,
        level=_level(document.get("level")),
        status=_text(document.get("status")).lower(),
        description=_text(document.get("description")),
        author=", ".join(_texts(document.get("author"))),
        licence=_text(document.get("license")),
        tags=tuple(tag.lower() for tag in _texts(document.get("tags"))),
        references=_texts(document.get("references")),
        false_positives=_texts(document.get("falsepositives")),
        name=_text(document.get("name")),
        file=file,
    )


def _level(value: Any) -> str:
    level = _text(value).lower()
    return level if level in LEVELS else "medium"


def _text(value: Any) -> str:
    return str(value).strip()[:_LONGEST_TEXT] if isinstance(value, (str, int, float)) else ""


def _texts(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(text for one in listed[:_MOST_LISTED] if (text := _text(one)))


def _digest(document: Mapping[str, Any]) -> str:
    written = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "replace")
    return hashlib.sha256(written).hexdigest()[:32]
