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

_USUAL = len("2026-11-23T22:05:09.640Z")


def note(hosts: Hosts, events: list[Event]) -> None:
    """Count the events of one file's chunk, whose times are all written in one way."""
    times: dict[str, list[str]] = {}
    for event in events:
        mine = times.get(event.host)
        if mine is None:
            times[event.host] = [event.time]
        else:
            mine.append(event.time)
    for name, mine in times.items():
        if name and (len(hosts) < MOST or name.lower() in hosts):
            last = max(mine)
            first = min(mine) or _least(mine)
            add(hosts, {name.lower(): (len(mine), _utc(first), _utc(last))})


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
        if len(time) == _USUAL and time[5] in "01" and time[10] == "T" and time[19] == "." and time[-1] == "Z":
            return f"{time[:-1]}+00:00"
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return ""
