"""What the tests of taking alerts in need: systems with addresses and names, a sensor, records as the journal gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson

from cast import NOW, Cast
from registry_cast import system
from threats_cast import held
from vonggac.apps.alerts.intake.records import Entry, Kind, Position, Record, Way
from vonggac.apps.alerts.models import Alert, AlertSource
from vonggac.apps.alerts.services.taking_in.taking import Taking
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import Component, Domain, InformationSystem, MailDomain

UNIX = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def eve(source: str = "203.0.113.77", target: str = "14.160.10.3", *, at: datetime = NOW, severity: int = 2, **facts: Any) -> bytes:
    """One alert of Suricata."""
    told = {
        "signature": "ET SCAN Potential SSH Scan",
        "signature_id": 2001219,
        "category": "Attempted Information Leak",
        "action": "allowed",
    }
    told |= {name: facts.pop(name) for name in ("signature", "signature_id", "category", "action") if name in facts}
    record = {
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%f+0000"), "event_type": "alert", "src_ip": source, "src_port": 40000,
        "dest_ip": target, "dest_port": 22, "proto": "TCP", "alert": {**told, "severity": severity}, **facts,
    }  # fmt: skip
    return orjson.dumps(record)


@dataclass
class Wire:
    """A journal in memory: what comes is numbered, and taken in at once."""

    taking: Taking = field(default_factory=Taking)
    sequence: int = 0

    def record(self, source: AlertSource | int, *items: bytes, at: datetime = NOW, **facts: Any) -> Record:
        """Return one record, behind the last one."""
        number = source if isinstance(source, int) else source.pk
        self.sequence += 1
        kind = Kind.BATCH if items else Kind.REFUSAL
        told: dict[str, Any] = {"way": Way.HTTP, "peer": "14.160.10.9", **facts}
        entry = Entry(kind=kind, source=number, arrived_at=(at - UNIX) // timedelta(microseconds=1), items=items, **told)
        return Record(self.sequence, entry, Position(1, self.sequence - 1, self.sequence - 1), Position(1, self.sequence, self.sequence))

    def send(self, source: AlertSource | int, *items: bytes, at: datetime = NOW, **facts: Any) -> Record:
        """Take one record in."""
        one = self.record(source, *items, at=at, **facts)
        self.taking.take([one], at=at)
        return one

    def batch(self, source: AlertSource, key: str, *items: bytes, at: datetime = NOW) -> Record:
        """Take a named batch in."""
        return self.send(source, *items, at=at, key=key, digest=sha256(b"\n".join(items)).hexdigest())

    def refuse(self, source: AlertSource | int, reasons: Mapping[str, int], *, at: datetime = NOW, **facts: Any) -> Record:
        """Take in that something was refused."""
        return self.send(source, at=at, refused=reasons, **facts)


@dataclass
class Watch:
    """Who is watched by which sensor."""

    cast: Cast
    portal: InformationSystem
    """Of the department, level 3."""
    one_stop: InformationSystem
    """Of the commune, level 2."""
    sensor: AlertSource
    """Of the office, beside everything."""
    own_sensor: AlertSource
    """Of the commune, watching its one system."""

    @classmethod
    def stand(cls) -> Watch:
        """Make it."""
        cast = Cast.assemble()
        portal = system("Cổng dịch vụ công", cast.department, level=3)
        one_stop = system("Một cửa xã Đức Hòa", cast.commune, level=2)
        held(cast.department, "14.160.10.0/28", portal)
        held(cast.commune, "14.160.11.5", one_stop)
        held(cast.department, "10.20.0.0/24", portal)
        Component(system=portal, what="server", name="web-01", private_ip="10.20.0.7").save()
        Component(system=one_stop, what="server", name="mc-db", private_ip="192.168.1.10").save()
        Domain.objects.create(organisation=cast.department, system=portal, name="dichvucong.thu.gov.vn")
        MailDomain.objects.create(organisation=cast.department, name="skhcn.thu.gov.vn")
        sensor = source("soc", "Giám sát tập trung", cast.office, cast)
        return cls(cast, portal, one_stop, sensor, source("mc", "Cảm biến xã", cast.commune, cast, system=one_stop))


def source(code: str, name: str, body: Organisation, cast: Cast, **facts: Any) -> AlertSource:
    """Make one source."""
    told: dict[str, Any] = {"way": "http", "made_by": cast.coordinator, "made_at": NOW - timedelta(days=60), **facts}
    return AlertSource.objects.create(code=code, name=name, organisation=body, **told)


def only() -> Alert:
    """Return the one alert there is."""
    return Alert.objects.get()


def lines(alerts: Sequence[Alert]) -> list[str]:
    """Return titles in the order of the queue."""
    return [one.title for one in alerts]
