"""One alert as an object of the Elastic Common Schema; its shape is published in `alert.schema.json`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from vonggac.engines.alerts.model import Alert, RawAlert, Value

ECS_VERSION = "8.11"
_MOST = 1_000


def as_ecs(one: Alert | RawAlert) -> dict[str, Any]:
    """Return nested ECS; what only this house says stands under `vonggac`, the original under `event.original`."""
    raw = one if isinstance(one, RawAlert) else one.raw
    answer: dict[str, Any] = {"ecs": {"version": ECS_VERSION}}
    for name, value in list(raw.fields.items())[:_MOST]:
        _put(answer, name, _plain(value))
    _put(answer, "event.original", raw.message)
    house: dict[str, Any] = {
        "format": raw.format.value,
        "place": {"source": raw.place.source, "line": raw.place.line, "lines": raw.lines},
        "notes": [note.value for note in raw.notes],
    }
    if isinstance(one, Alert):
        _put(answer, "@timestamp", _plain(one.moment.at))
        house |= _of_house(one)
    answer["vonggac"] = house
    return answer


def _of_house(alert: Alert) -> dict[str, Any]:
    moment = alert.moment
    kind = alert.kind
    return {
        "severity": {"step": int(alert.severity), "words": str(alert.severity), "because": alert.judged.because},
        "kind": {"class": kind.classification, "type": kind.type, "because": kind.because} if kind else None,
        "time": {
            "told": _plain(moment.told) if moment.told else None,
            "trouble": moment.trouble.value if moment.trouble else None,
            "skew_seconds": moment.skew_seconds,
            "because": moment.because,
        },
        "product": alert.product,
        "rule": alert.rule,
        "title": alert.title,
        "source": alert.source,
        "target": alert.target,
        "addresses": list(alert.addresses),
        "hosts": list(alert.hosts),
        "mailboxes": list(alert.mailboxes),
        "group": {"key": alert.group.value, "because": alert.group.words},
    }


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value


def _put(answer: dict[str, Any], name: str, value: object) -> None:
    """Labels and structured data keep their dotted names: below them no level of ECS lies."""
    head, _, rest = name.partition(".")
    if head == "labels":
        answer.setdefault("labels", {})[rest] = value
        return
    if name.startswith("log.syslog.structured_data."):
        answer.setdefault("log", {}).setdefault("syslog", {}).setdefault("structured_data", {})[name[27:]] = value
        return
    *path, last = name.split(".")
    for step in path:
        answer = answer.setdefault(step, {})
    answer[last] = value
