"""Run by test_killed_import: write a confirmed list and be killed before the transaction ends."""

from __future__ import annotations

import os
import signal
import sys


def main(run_id: int, *, dies: bool) -> None:
    import django

    django.setup()
    from vonggac.apps.lists import services
    from vonggac.apps.lists.jobs import write_run

    if dies:
        services.record = lambda *_args, **_facts: os.kill(os.getpid(), signal.SIGKILL)
    print(write_run.func(run_id))


if __name__ == "__main__":
    main(int(sys.argv[1]), dies=sys.argv[2:] == ["dies"])
