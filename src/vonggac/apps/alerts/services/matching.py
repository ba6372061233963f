"""Which system an alert is about: its target first, then the machine it was seen on, then every other name, its source last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vonggac.apps.alerts.services.register import MOST_REMEMBERED, Found, Holder, Register

if TYPE_CHECKING:
    from vonggac.apps.alerts.services.taking_in.values import Sender
    from vonggac.engines.alerts import Alert

MOST_RUNNERS_UP = 20


@dataclass(frozen=True, slots=True)
class Matched:
    """Whose system was hit, and why; nobody is invented where several claim it."""

    organisation_id: int | None
    system_id: int | None
    level: int | None
    because: str
    runners_up: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    """address, host or mailbox."""
    text: str
    port: int | None = None


class Matcher:
    """Matches alerts against one snapshot of the register; the same names are looked up once."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._known: dict[tuple[object, ...], Matched] = {}

    def match(self, alerts: Sequence[tuple[Alert, Sender]]) -> list[Matched]:
        """Match many at once."""
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        self.register.addresses((text, alert.moment.at, None) for alert, _sender in alerts for text in alert.addresses)
        return [self._one(alert, sender) for alert, sender in alerts]

    def _one(self, alert: Alert, sender: Sender) -> Matched:
        ports = self._ports_that_matter(alert)
        day = (alert.moment.at.timestamp() + 25_200) // 86_400
        spot = (alert.source, alert.target, alert.addresses, alert.hosts, alert.mailboxes, sender.pk, day, ports)
        if spot not in self._known:
            self._known[spot] = self._decide(alert, sender, dict(ports))
        return self._known[spot]

    def _ports_that_matter(self, alert: Alert) -> tuple[tuple[str, int], ...]:
        """A port is asked for only where the register says that it tells customers apart: else each would be looked up anew."""
        found = []
        for end in ("destination", "source"):
            address, port = alert.raw.fields.get(f"{end}.ip"), alert.raw.fields.get(f"{end}.port")
            if isinstance(address, str) and isinstance(port, int) and self.register.address(address, alert.moment.at).needs_port:
                found.append((address, port))
        return tuple(found)

    def _decide(self, alert: Alert, sender: Sender, ports: dict[str, int]) -> Matched:
        contested: Found | None = None
        asked: Found | None = None
        for name in _names(alert, ports):
            found = self._look_up(name, alert.moment.at)
            if len(found.holders) > 1:
                found = _as_the_sensor_sees(found, name, sender, self.register)
            if found.only is not None and (contested is None or _among(found.only, contested)):
                return self._matched(found.only, name)
            if found.holders and contested is None:
                contested = found
            if found.asked and asked is None:
                asked = found
        return self._unmatched(sender, contested, asked)

    def _look_up(self, name: _Name, at: datetime) -> Found:
        if name.kind == "address":
            return self.register.address(name.text, at, name.port)
        return self.register.mailbox(name.text, at) if name.kind == "mailbox" else self.register.host(name.text, at)

    def _matched(self, holder: Holder, name: _Name) -> Matched:
        because = holder.because if name.text in holder.because else f"{name.text}: {holder.because}"
        return Matched(holder.organisation_id, holder.system_id, self.register.level(holder.system_id), because)

    def _unmatched(self, sender: Sender, contested: Found | None, asked: Found | None) -> Matched:
        """A sensor that watches one system speaks of that system, unless others claim what it names."""
        own = self.register.holder(sender.system_id, "") if sender.system_id is not None else None
        if own is not None and (contested is None or _among(own, contested)):
            because = _("nguồn %(source)s chỉ theo dõi hệ thống này") % {"source": sender.name}
            return Matched(own.organisation_id, own.system_id, self.register.level(own.system_id), because)
        if contested is not None:
            return Matched(None, None, None, contested.because, self._runners_up(contested.holders))
        if asked is not None:
            return Matched(None, None, None, asked.because, self._runners_up(asked.asked))
        return Matched(None, None, None, _("Không tên, địa chỉ nào trong cảnh báo có trong sổ. Bổ sung dải địa chỉ hoặc thành phần."))

    def _runners_up(self, holders: Iterable[Holder]) -> tuple[dict[str, object], ...]:
        shown = list(holders)[:MOST_RUNNERS_UP]
        return tuple({"organisation": one.organisation_id, "system": one.system_id, "because": one.because} for one in shown)


def _names(alert: Alert, ports: dict[str, int]) -> Iterator[_Name]:
    """Give every name of the alert, nearest to what was hit first; who acts comes last, for it may be one of ours too."""
    fields, seen = alert.raw.fields, {alert.source}
    first = [alert.target, *_texts(fields.get("destination.nat.ip")), *_texts(fields.get("host.ip")), *_texts(fields.get("host.name"))]
    for text in (*first, *alert.addresses, *alert.hosts, *alert.mailboxes):
        if text and text not in seen:
            seen.add(text)
            yield _named(text, alert, ports)
    if alert.source:
        yield _named(alert.source, alert, ports)


def _texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value.lower(),) if isinstance(value, str) else ()


def _named(text: str, alert: Alert, ports: dict[str, int]) -> _Name:
    if "@" in text:
        return _Name("mailbox", text)
    return _Name("address", text, ports.get(text)) if text in alert.addresses or _is_address(text) else _Name("host", text)


def _is_address(text: str) -> bool:
    return ":" in text or text[-1:].isdigit() and text.count(".") == 3


def _among(holder: Holder, found: Found) -> bool:
    """Say whether one of those who claim a name is this holder, or its body as a whole."""
    return any(one.organisation_id == holder.organisation_id and one.system_id in {None, holder.system_id} for one in found.holders)


def _as_the_sensor_sees(found: Found, name: _Name, sender: Sender, register: Register) -> Found:
    """An inner address or a bare host name means the machine in the network where the sensor stands."""
    if is_global(name.text):
        return found
    own = tuple(one for one in found.holders if one.system_id is not None and one.system_id == sender.system_id)
    own = own or tuple(one for one in found.holders if one.organisation_id == sender.organisation_id)
    own = own or tuple(one for one in found.holders if _owned_by(one, sender.organisation_id, register))
    return Found(own, found.because, found.asked) if own else found


def _owned_by(holder: Holder, organisation_id: int, register: Register) -> bool:
    row = register.systems.get(holder.system_id) if holder.system_id is not None else None
    return row is not None and row.owner_id == organisation_id


def is_global(name: str) -> bool:
    """Say whether a name means the same machine everywhere: a public address, a domain name, a mailbox."""
    if _is_address(name):
        try:
            return ip_address(name).is_global
        except ValueError:
            return False
    return "@" in name or "." in name
