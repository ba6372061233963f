"""What the tests of alerts need: a source, and alerts as the sorter writes them, in one line each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from cast import NOW, Cast
from registry_cast import system
from vonggac.apps.alerts.models import Alert, AlertEvent, AlertParty, AlertSource
from vonggac.apps.organisations.models import Contact
from vonggac.apps.registry.models import InformationSystem, ProviderContract
from vonggac.engines.alerts import Waiting, due, place_in_queue
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks

_numbers = count(1)
EVE = (
    '{"timestamp":"2026-11-23T07:21:08.000+0700","event_type":"alert","src_ip":"192.0.2.14","src_port":49822,'
    '"dest_ip":"203.0.113.47","dest_port":443,"proto":"TCP","alert":{"signature_id":2034567,"signature":"ET MALWARE CnC","severity":1}}'
)


def source(cast: Cast, name: str = "SOC thử nghiệm", **facts: Any) -> AlertSource:
    """Make one sensor."""
    told = {"code": f"nguon-{next(_numbers)}", "organisation": cast.office, "way": "http", "made_by": cast.coordinator, "made_at": NOW}
    return AlertSource.objects.create(name=name, **{**told, **facts})


def alert(by: AlertSource, on: InformationSystem | None = None, *, severity: int = 3, minutes: int = 21, **facts: Any) -> Alert:
    """Make one alert that arrived so many minutes before NOW."""
    at = NOW - timedelta(minutes=minutes)
    level = on.level if on else None
    place = place_in_queue(Waiting(Severity(severity), at, level))
    clock = due(Stage.VERIFY, Severity(severity), level, at, alert_clocks())
    number = next(_numbers)
    told: dict[str, Any] = {
        "source": by,
        "group_key": f"{number:032x}",
        "group_words": "Suricata, 2034567",
        "title": f"Kết nối tới máy chủ điều khiển mã độc {number}",
        "rule": "2034567",
        "product": "Suricata",
        "classification": "malicious-code",
        "severity": severity,
        "acting": "203.0.113.47",
        "target": "192.0.2.14",
        "organisation": (on.operator or on.owner) if on else None,
        "system": on,
        "level": level,
        "risk": place.risk,
        "urgency": place.urgency,
        "place_because": place.because,
        "first_at": at,
        "last_at": at,
        "arrived_at": at,
        "last_arrived_at": at,
        "verify_due_at": clock.due_at if clock else None,
        "due_because": clock.because if clock else "",
    }
    row = Alert.objects.create(**{**told, **facts})
    values = [("address", row.target), ("address", row.acting)]
    AlertParty.objects.bulk_create([AlertParty(alert=row, kind=kind, value=value) for kind, value in values if value])
    return row


def event(of: Alert, line: str = EVE, **facts: Any) -> AlertEvent:
    """Make one record of an alert."""
    told = {"alert": of, "source": of.source, "kind": "alert", "at": of.first_at, "arrived_at": of.arrived_at, "format": "suricata"}
    return AlertEvent.objects.create(sequence=next(_numbers), place=0, line=line, **{**told, **facts})


@dataclass
class Watched:
    """Two systems that are watched, one with a provider, and an alert on each."""

    cast: Cast
    portal: InformationSystem
    """Of the department, level 3, served by the provider."""
    one_stop: InformationSystem
    """Of the commune, level 2."""
    sensor: AlertSource
    on_portal: Alert
    on_one_stop: Alert
    on_nobody: Alert

    @classmethod
    def lay_out(cls, cast: Cast) -> Watched:
        """Make it."""
        portal = system("Cổng dịch vụ công", cast.department, level=3)
        one_stop = system("Một cửa xã Đức Hòa", cast.commune, level=2)
        contract = ProviderContract.objects.create(
            provider=cast.provider_body, client=cast.department, number="12/HĐ", valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1)
        )
        contract.systems.add(portal)
        Contact.objects.create(organisation=cast.department, role="Trực kỹ thuật", phone="0255.000.120", is_hotline=True)
        sensor = source(cast)
        return cls(
            cast,
            portal,
            one_stop,
            sensor,
            alert(sensor, portal, severity=3, target="192.0.2.14"),
            alert(sensor, one_stop, severity=4, target="192.0.2.77", minutes=300),
            alert(sensor, None, severity=2, target="198.51.100.9"),
        )
