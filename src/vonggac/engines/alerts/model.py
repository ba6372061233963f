"""What the alert engine takes and gives: frozen values, field names of the Elastic Common Schema (ECS 8), moments in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from vonggac.kernel.badrows import Place
from vonggac.kernel.severity import Severity

Value = str | int | float | bool | datetime | tuple[str, ...]
"""A field's value: one word, number or moment, or several words (`host.ip`, `threat.technique.id`, `related.*`)."""
Fields = Mapping[str, Value]
"""ECS name with dots → value: {"source.ip": "10.51.20.14", "rule.id": "2034567"}."""


class Format(StrEnum):
    """The shape a record came in; it also names the product where the shape belongs to one."""

    WAZUH = "wazuh"
    SURICATA = "suricata"
    FAST = "fast"
    """One line of Snort's or Suricata's fast.log, alone or behind a syslog header."""
    CEF = "cef"
    LEEF = "leef"
    DEFENDER = "defender"
    CLAMAV = "clamav"
    ZEEK = "zeek"
    CROWDSEC = "crowdsec"
    OSSEC = "ossec"
    MAPPED = "mapped"
    """Read by a mapping that somebody of the house wrote."""
    SYSLOG = "syslog"
    """A syslog message in which nothing else was recognised: context, no alert."""


class Note(StrEnum):
    """What a reader had to assume or mend; the engine says it in words."""

    YEAR_ASSUMED = "year-assumed"
    """RFC 3164 writes no year: the one nearest to the moment of reading was taken."""
    ZONE_ASSUMED = "zone-assumed"
    """The time carried no zone: that of the source was taken."""
    TIME_MISSING = "time-missing"
    TIME_UNREADABLE = "time-unreadable"
    """What stands where the time should be is no moment: kept in `event.original_time`."""
    INVALID_UTF8 = "invalid-utf8"
    """Bytes that are no UTF-8 stand in the message as \\xNN."""
    NUL = "nul"
    """A NUL was replaced by \\x00, for no database and no page can hold it."""
    CUT = "cut"
    """The sender or the framing cut the message; it is what arrived."""
    HEADER_FREE = "header-free"
    """A syslog line without a readable header."""


@dataclass(frozen=True, slots=True)
class RawAlert:
    """One record of a product, as it was read: an alert, or an event kept beside alerts as context."""

    place: Place
    format: Format
    fields: Fields
    message: str
    """The original, whole; only what no database can hold is written as \\xNN."""
    is_alert: bool = True
    """False for what the product reports without calling it an alert: flows, DNS answers, plain syslog."""
    notes: tuple[Note, ...] = ()
    lines: int = 1
    """How many lines of its file it takes."""

    def text(self, name: str) -> str:
        """Return a field as text; empty when it is not there."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else "" if value is None else _as_text(value)


def _as_text(value: Value) -> str:
    if isinstance(value, tuple):
        return value[0] if value else ""
    return value.isoformat() if isinstance(value, datetime) else str(value)


class TimeTrouble(StrEnum):
    """Why the time that an alert tells is not the time it is filed under."""

    MISSING = "missing"
    FUTURE = "future"
    """Later than the moment of arrival by more than clocks may differ."""
    OLD = "old"
    """Before any alert could have been kept: a clock that was never set."""


class Moment(NamedTuple):
    """When it happened, as far as that can be known. Named tuples are made three times faster than frozen dataclasses; intake needs it."""

    at: datetime
    """UTC; the moment of arrival where the time told cannot be right."""
    told: datetime | None
    trouble: TimeTrouble | None = None
    skew_seconds: int = 0
    """Time told minus moment of arrival: positive is a clock that runs ahead."""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A severity with the rule that gave it."""

    severity: Severity
    because: str


@dataclass(frozen=True, slots=True)
class AttackKind:
    """A class of the Reference Security Incident Taxonomy, as the product's own words say it."""

    classification: str
    """`malicious-code`, `information-gathering`, `intrusion-attempts`…"""
    type: str
    """`infected-system`, `scanner`, `brute-force`…; empty where the words say no more than the class."""
    because: str


class GroupKey(NamedTuple):
    """What makes two alerts repeats of each other."""

    value: str
    """32 hexadecimal figures, the same on every machine and in every year."""
    words: str
    """The same in words: product, rule, source, target."""


class Alert(NamedTuple):
    """A record in the house's own words, ready to be matched to the register and put into the queue."""

    raw: RawAlert
    moment: Moment
    judged: Judged
    kind: AttackKind | None
    techniques: tuple[str, ...]
    """ATT&CK, where the product names them: T1110, T1110.001."""
    product: str
    rule: str
    """The rule's identifier, or its name where it has none."""
    title: str
    source: str
    """Who acts: an address, else a host or a mailbox; empty when nobody is named."""
    target: str
    """Who is acted on: an address, else a host, a mailbox or a file."""
    addresses: tuple[str, ...]
    """Canonical addresses named anywhere in it, source and target first."""
    hosts: tuple[str, ...]
    """Host and domain names in lower case, without a final dot."""
    mailboxes: tuple[str, ...]
    group: GroupKey

    @property
    def severity(self) -> Severity:
        return self.judged.severity

    @property
    def at(self) -> datetime:
        return self.moment.at
