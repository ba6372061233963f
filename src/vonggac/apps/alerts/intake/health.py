"""How the intake is, for the doctor and for whoever watches the machine."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vonggac.apps.alerts.intake.desk import Desk


def report(desk: Desk, *, ways: Mapping[str, str], began: float) -> dict[str, Any]:
    """Return what can be told without a token from this machine, with one from others."""
    hour = desk.hour.sums()
    stored, waited, turned_away = (hour.pop(what, 0) for what in ("stored", "asked-to-wait", "connections"))
    return {
        "status": "overload" if desk.overload else "ok",
        "overload": desk.overload,
        "outstanding_bytes": desk.waiting,
        "sequence": {"taken": desk.journal.sequence, "written": desk.journal.written, "on_disk": desk.journal.synced},
        "last_hour": {
            "received": stored + sum(hour.values()),
            "stored": stored,
            "refused": sum(hour.values()),
            "reasons": hour,
            "asked_to_wait": waited,
            "connections_refused": turned_away,
        },
        "ways": dict(ways),
        "udp_drops": udp_drops(ways.get("syslog-udp", "")),
        "sources": {"known": len(desk.sources.everybody()), "trouble": desk.sources.trouble},
        "seconds_up": round(time.monotonic() - began),
    }


def udp_drops(address: str) -> int | None:
    """Return how many datagrams the kernel threw away before we could read them; nothing when nobody listens on UDP."""
    port = address.rpartition(":")[2]
    if not port.isdigit():
        return None
    found = None
    for table in ("/proc/net/udp", "/proc/net/udp6"):
        for line in _lines(Path(table)):
            columns = line.split()
            if columns[1].rpartition(":")[2] == f"{int(port):04X}":
                found = (found or 0) + int(columns[-1])
    return found


def _lines(table: Path) -> list[str]:
    try:
        return table.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return []
