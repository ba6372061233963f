"""The published shape of one alert, made from the table of fields, so that the two cannot differ. Written to `alert.schema.json`."""

from __future__ import annotations

from typing import Any

from vonggac.engines.alerts.ecs import KINDS, Holds
from vonggac.engines.alerts.kinds import CLASSES
from vonggac.engines.alerts.model import Format, Note, TimeTrouble

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_SHAPES: dict[Holds, dict[str, Any]] = {
    Holds.WORD: {"type": "string", "minLength": 1},
    Holds.WORDS: {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "uniqueItems": True},
    Holds.ADDRESS: {"type": "string", "pattern": "^[0-9a-f.:]+$"},
    Holds.ADDRESSES: {"type": "array", "items": {"type": "string", "pattern": "^[0-9a-f.:]+$"}, "minItems": 1, "uniqueItems": True},
    Holds.WHOLE: {"type": "integer"},
    Holds.NUMBER: {"type": "number"},
    Holds.PORT: {"type": "integer", "minimum": 0, "maximum": 65535},
    Holds.MOMENT: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of what `as_ecs` and the verb `vonggac alert read --json` give."""
    top = _nested()
    top["properties"] |= {
        "ecs": _object({"version": _TEXT}, "version"),
        "labels": {"type": "object", "additionalProperties": _TEXT},
        "error": _object({"code": _TEXT, "message": _TEXT}, "code", "message"),
        "vonggac": _house(),
    }
    event = top["properties"]["event"]["properties"]
    event["original"] = _TEXT
    event["kind"] = {"enum": ["alert", "event", "pipeline_error"]}
    top["properties"]["log"]["properties"]["syslog"]["properties"]["structured_data"] = {"type": "object", "additionalProperties": _TEXT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Vọng Gác: một bản ghi cảnh báo (Elastic Common Schema 8)",
        **top,
        "required": ["ecs", "event", "vonggac"],
    }


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _nested() -> dict[str, Any]:
    top: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    for name, kind in sorted(KINDS.items()):
        *path, last = name.split(".")
        level = top
        for step in path:
            level = level["properties"].setdefault(step, {"type": "object", "properties": {}, "additionalProperties": False})
        level["properties"][last] = _SHAPES[kind]
    return top


def _house() -> dict[str, Any]:
    maybe: dict[str, Any] = {"type": ["string", "null"]}
    because = _TEXT
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "place"],
        "properties": {
            "format": {"enum": [*(str(one) for one in Format), None]},
            "place": _object(
                {"source": _TEXT, "line": {"type": ["integer", "null"]}, "lines": {"type": "integer", "minimum": 1}}, "source"
            ),
            "notes": {"type": "array", "items": {"enum": [str(one) for one in Note]}},
            "severity": _object({"step": {"enum": [0, 1, 2, 3, 4]}, "words": _TEXT, "because": because}, "step", "words", "because"),
            "kind": {
                "anyOf": [
                    {"type": "null"},
                    _object({"class": {"enum": list(CLASSES)}, "type": _TEXT, "because": because}, "class", "type", "because"),
                ]
            },
            "time": _object(
                {
                    "told": maybe,
                    "trouble": {"enum": [*(str(one) for one in TimeTrouble), None]},
                    "skew_seconds": {"type": "integer"},
                    "because": because,
                },
                "told",
                "trouble",
            ),
            **dict.fromkeys(("product", "rule", "title", "source", "target"), _TEXT),
            **dict.fromkeys(("addresses", "hosts", "mailboxes"), _TEXTS),
            "group": _object({"key": {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "because": because}, "key", "because"),
        },
    }
