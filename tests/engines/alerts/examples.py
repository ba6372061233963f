"""Alerts as tests need them: made by the product's own fields, never by hand-filled results."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vonggac.engines.alerts import Alert, Format, RawAlert, Value, normalise
from vonggac.kernel.badrows import Place

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def raw(format: Format = Format.SURICATA, /, minutes: float = -10, **fields: Value) -> RawAlert:
    """One record; names are written with __ for a dot, and `related.ip` follows as a reader would write it."""
    named: dict[str, Value] = {name.replace("__", "."): value for name, value in fields.items()}
    named.setdefault("@timestamp", NOW + timedelta(minutes=minutes))
    ips = [value for name in ("source.ip", "destination.ip") if isinstance(value := named.get(name), str)]
    if ips:
        named.setdefault("related.ip", tuple(ips))
    return RawAlert(Place("mau", line=1), format, {name: value for name, value in named.items() if value != "without"}, "{}")


def alert(format: Format = Format.SURICATA, /, minutes: float = -10, **fields: Value) -> Alert:
    """One alert that arrived at NOW."""
    said: dict[str, Value] = {"rule__id": "2034567", "source__ip": "10.51.20.14", "destination__ip": "185.220.101.47", **fields}
    return normalise(raw(format, minutes, **said), NOW)
