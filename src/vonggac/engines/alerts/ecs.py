"""The field names of the Elastic Common Schema (ECS 8) that this house uses, and what each may hold.

Readers, mappings, suppression rules and the published schema all ask this table, so a field means one thing everywhere.
`labels.*` is open: there stands what a product says and ECS has no name for.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Holds(StrEnum):
    """What a field may hold."""

    WORD = "word"
    WORDS = "words"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    WHOLE = "whole"
    NUMBER = "number"
    PORT = "port"
    MOMENT = "moment"


def _table(**groups: str) -> dict[str, Holds]:
    return {name: Holds(kind) for kind, names in groups.items() for name in names.split()}


_ENDS = ("source", "destination")
_OF_AN_END = _table(
    word="address domain mac user.name user.id user.domain geo.country_iso_code geo.name as.organization.name",
    address="ip nat.ip",
    port="port nat.port",
    whole="bytes packets as.number",
    number="geo.location.lat geo.location.lon",
)
KINDS: dict[str, Holds] = {
    **_table(
        moment="@timestamp event.created event.start event.end",
        whole="event.severity process.pid process.parent.pid file.size http.response.status_code http.response.bytes "
        "log.syslog.priority log.syslog.facility.code log.syslog.severity.code network.bytes",
        number="event.risk_score vulnerability.score.base",
        words="event.category event.type tags threat.technique.id threat.technique.name threat.tactic.id threat.tactic.name "
        "related.user related.hosts related.hash vulnerability.id email.to.address host.mac dns.resolved_ip rule.reference",
        addresses="host.ip observer.ip related.ip",
        address="threat.indicator.ip client.ip server.ip",
        word="message event.kind event.action event.outcome event.code event.id event.module event.dataset event.provider event.reason "
        "event.timezone event.reference event.url "
        "rule.id rule.name rule.category rule.ruleset rule.version rule.description "
        "network.transport network.protocol network.application network.direction network.community_id network.vlan.id "
        "host.name host.id host.hostname host.os.name "
        "user.name user.id user.domain user.email user.target.name "
        "process.name process.executable process.command_line process.parent.name process.parent.executable "
        "file.path file.name file.directory file.extension file.mime_type file.owner "
        "file.hash.md5 file.hash.sha1 file.hash.sha256 file.hash.sha512 process.hash.md5 process.hash.sha1 process.hash.sha256 "
        "threat.framework threat.software.name threat.software.family threat.indicator.type threat.indicator.name "
        "threat.indicator.provider "
        "url.original url.full url.domain url.path url.query "
        "http.request.method http.request.referrer http.version user_agent.original "
        "dns.question.name dns.question.type dns.response_code "
        "tls.client.ja3 tls.client.server_name tls.server.issuer tls.server.subject tls.version "
        "email.from.address email.subject "
        "observer.name observer.hostname observer.vendor observer.product observer.type observer.version observer.serial_number "
        "observer.ingress.interface.name observer.egress.interface.name "
        "agent.id agent.name agent.type agent.version "
        "log.level log.logger log.file.path log.syslog.appname log.syslog.procid log.syslog.msgid log.syslog.hostname log.syslog.version "
        "log.syslog.facility.name log.syslog.severity.name",
    ),
    **{f"{end}.{name}": kind for end in _ENDS for name, kind in _OF_AN_END.items()},
}
_OPEN = re.compile(r"(?:labels|log\.syslog\.structured_data)\.[A-Za-z0-9_.@-]{1,80}")

HOST_FIELDS = ("host.name", "source.domain", "destination.domain", "url.domain", "dns.question.name", "tls.client.server_name")
HASH_FIELDS = tuple(
    f"{of}.hash.{kind}" for of in ("file", "process") for kind in ("md5", "sha1", "sha256", "sha512") if f"{of}.hash.{kind}" in KINDS
)


def holds(name: str) -> Holds | None:
    """Return what a field may hold; None for a name that nobody here knows."""
    return KINDS.get(name) or (Holds.WORD if _OPEN.fullmatch(name) else None)
