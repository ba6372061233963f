"""Run by test_killed_list: match a list, or open its cases, and be killed by nobody's mercy at a chosen place."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any


def killing(*_args: Any, **_facts: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(list_id: int, what: str, place: str) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from vonggac.apps.accounts.models import User
    from vonggac.apps.threats.jobs import match_list
    from vonggac.apps.threats.models import ThreatList
    from vonggac.apps.threats.queries.planning import plan_of
    from vonggac.apps.threats.services import applying, matching

    if what == "match":
        if place == "rows":
            matching.report = lambda done, _total, text: killing() if done >= 20_000 and text.startswith("Đã ghi") else None
        print(match_list.func(list_id))
        return
    if place:
        setattr(applying, place, killing)
    row, by, at = ThreatList.objects.get(pk=list_id), User.objects.get(username="dieuphoi"), timezone.now()
    applying.apply_list(row, digest=plan_of(row, at).digest, by=by, at=at)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
