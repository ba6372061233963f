"""CrowdSec: alerts of the local API and its notifications, signals sent to the central API, and single decisions."""

from __future__ import annotations

from typing import Any

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, label, put, put_all, put_words

_SOURCE = (
    ("ip", "source.ip"), ("as_number", "source.as.number"), ("as_name", "source.as.organization.name"),
    ("cn", "source.geo.country_iso_code"), ("latitude", "source.geo.location.lat"), ("longitude", "source.geo.location.lon"),
)  # fmt: skip
_META = {
    "target_user": "user.name", "username": "user.name", "user": "user.name", "target_fqdn": "url.domain", "http_path": "url.path",
    "http_verb": "http.request.method", "http_status": "http.response.status_code", "http_user_agent": "user_agent.original",
    "machine": "host.name", "service": "network.protocol", "target_ip": "destination.ip", "target_port": "destination.port",
}  # fmt: skip


def is_crowdsec(record: dict[str, Any]) -> bool:
    """Say whether a JSON object is an alert, a signal or a decision."""
    scenario = record.get("scenario")
    return isinstance(scenario, str) and (
        "scenario_version" in record or "events_count" in record or "origin" in record or "machine_id" in record
    )


def read_crowdsec(record: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one alert; a lone decision is an alert as well, for somebody was blocked."""
    fields: Writable = {"event.module": "crowdsec", "observer.vendor": "CrowdSec", "observer.product": "CrowdSec"}
    notes: list[Note] = []
    put_moment(fields, notes, record.get("start_at") or record.get("created_at"), reading)
    put_moment(fields, notes, record.get("stop_at"), reading, "event.end")
    put_moment(fields, notes, record.get("created_at"), reading, "event.created")
    put(fields, "rule.id", record["scenario"])
    put(fields, "rule.name", record["scenario"])
    put(fields, "rule.version", record.get("scenario_version"))
    put(fields, "message", record.get("message"))
    put(fields, "event.id", record.get("uuid") or record.get("id"))
    put(fields, "observer.name", record.get("machine_id"))
    label(fields, "count", record.get("events_count"))
    _put_labels(fields, record.get("labels"))
    _put_source(fields, record)
    _put_events(fields, record.get("events"))
    _put_decisions(fields, record.get("decisions"))
    return fields, notes, True


def _put_source(fields: Writable, record: dict[str, Any]) -> None:
    source = record.get("source")
    if isinstance(source, dict):
        put_all(fields, source, _SOURCE)
        _put_scoped(fields, source.get("scope"), source.get("value"))
        return
    _put_scoped(fields, record.get("scope"), record.get("value"))
    put(fields, "event.action", record.get("type"))


def _put_scoped(fields: Writable, scope: object, value: object) -> None:
    """What CrowdSec acts on is an address, a range, a user name, a country or an AS."""
    said = str(scope or "").lower()
    if said == "ip" and "source.ip" not in fields:
        put(fields, "source.ip", value)
    elif said in {"username", "user"}:
        put(fields, "user.name", value)
    elif said and said != "ip":
        label(fields, f"scope_{said}", value)


def _put_labels(fields: Writable, said: object) -> None:
    """Newer versions name techniques: "attack.T1110"."""
    if isinstance(said, list):
        words = [word for word in said if isinstance(word, str)]
        put_words(fields, "threat.technique.id", [word[7:] for word in words if word.startswith("attack.T")])
        put_words(fields, "vulnerability.id", [word.upper().removeprefix("CVE.") for word in words if word.lower().startswith("cve")])


def _put_events(fields: Writable, events: object) -> None:
    """The first event that says something says it; the rest repeat it."""
    for event in events[:50] if isinstance(events, list) else ():
        meta = event.get("meta") if isinstance(event, dict) else None
        for pair in meta if isinstance(meta, list) else ():
            if isinstance(pair, dict) and (ours := _META.get(str(pair.get("key")))) and ours not in fields:
                put(fields, ours, pair.get("value"))


def _put_decisions(fields: Writable, decisions: object) -> None:
    first = decisions[0] if isinstance(decisions, list) and decisions else None
    if isinstance(first, dict):
        put(fields, "event.action", first.get("type"))
        label(fields, "decision_duration", first.get("duration"))
        label(fields, "decision_origin", first.get("origin"))
