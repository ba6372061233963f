"""What the tests of the room hunts need: sets of rules, hunts and findings, in one line each."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from cast import NOW, TODAY, Cast
from vonggac.apps.hunts.models import Finding, Hunt, HuntFile, RulePack
from vonggac.apps.organisations.models import Organisation

_numbers = count(1)
_DATA = {
    "rule_id": "a1",
    "title": "PowerShell tải tệp từ mạng",
    "severity": 4,
    "count": 3,
    "tags": ["attack.execution", "attack.t1059.001"],
}


def starter(cast: Cast, **facts: Any) -> RulePack:
    """The rules that ship with the product, ready to be chosen."""
    told = {"name": "Bộ quy tắc có sẵn", "kind": "sigma", "loaded": 38, "checked_at": NOW, "added_at": NOW, "added_by": cast.coordinator}
    return RulePack.objects.create(**{**told, **facts})


def hunt(of: Organisation, **facts: Any) -> Hunt:
    """Make one hunt, done unless told otherwise."""
    told: dict[str, Any] = {
        "organisation": of,
        "came_by": "page",
        "asked_at": NOW,
        "state": "done",
        "started_at": NOW,
        "ended_at": NOW,
        "keep_until": TODAY + timedelta(days=90),
    }
    row = Hunt.objects.create(**{**told, **facts})
    HuntFile.objects.create(hunt=row, name=f"Security-{row.pk}.evtx", size=1_000, sha256=f"{next(_numbers):064x}")
    return row


def finding(of: Hunt, host: str = "may-01", **facts: Any) -> Finding:
    """Make one finding, waiting unless told otherwise."""
    told = {"hunt": of, "organisation_id": of.organisation_id, "host": host, "found_at": NOW, "first_at": NOW, "last_at": NOW}
    row = Finding(**{**_DATA, **told, **facts})
    row.fill_search()
    row.save()
    return row
