"""Machines whose events were read: how many events, from when to when. A campaign counts them, those without a finding above all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeAlias

from vonggac.engines.hunt import Event

Hosts: TypeAlias = dict[str, tuple[int, str, str]]
"""Host in small letters → events, first and last moment in UTC, "" where no event told one."""
MOST = 20_000
"""Hosts that one hunt tells apart; a log may name whatever its sender likes."""


def note(hosts: Hosts, events: list[Event]) -> None:
    """Count the events of one file's chunk, whose times are all written in one way."""
    names = {event.host for event in events}
    for name in names:
        mine = events if len(names) == 1 else [event for event in events if event.host == name]
        times = [event.time for event in mine if event.time] if name else []
        if name:
            add(hosts, {name.lower(): (len(mine), _utc(min(times, default="")), _utc(max(times, default="")))})


def add(hosts: Hosts, more: Hosts) -> None:
    """Take in what another batch, or another process, told."""
    for name, (count, first, last) in more.items():
        have = hosts.get(name)
        if have is not None:
            hosts[name] = (have[0] + count, _least((have[1], first)), max(have[2], last))
        elif len(hosts) < MOST:
            hosts[name] = (count, first, last)


def _least(times: Iterable[str]) -> str:
    return min((one for one in times if one), default="")


def _utc(time: str) -> str:
    """Return a moment so that texts compare as moments do; "" for what is none."""
    try:
        moment = datetime.fromisoformat(time)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return ""
