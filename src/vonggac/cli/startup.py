"""What happens between "start" and "pages are served": migrations, static files, the rooms' own steps, the first set-up link.

Runs as a process of its own (`python -m vonggac.cli.startup [--demo]`), so that its memory is given back.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vonggac.apps.jobs.processes import die_with_parent

if TYPE_CHECKING:
    from vonggac.apps.jobs.ports import ReadyAccount


def main(arguments: list[str]) -> int:
    """Prepare and print; return the exit code. `vonggac serve` holds the lock "startup" meanwhile."""
    die_with_parent()
    from vonggac.cli.options import start_django

    start_django()
    from django.utils import timezone

    prepare(at=timezone.now(), demo="--demo" in arguments)
    return 0


def prepare(*, at: datetime, demo: bool) -> None:
    """Do every step, each quick when there is nothing to do."""
    from django.conf import settings

    from vonggac.apps.jobs import ports
    from vonggac.cli.migrate import migrate_safely

    _say(migrate_safely())
    _collect_static(settings.STATIC_ROOT)
    _say(line for _key, step in ports.startup.in_order() if (line := step(at=at)))
    accounts = [account for _key, step in ports.demo.in_order() for account in step(at=at) or ()] if demo else []
    _tell_accounts(accounts)
    _say([f"Vọng Gác: {settings.ADDRESS}/"])
    if not accounts:
        _offer_setup(at)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201


def _static_digest() -> str:
    """Return a digest over the names, sizes and times of all static files and over our version."""
    from django.contrib.staticfiles.finders import get_finders

    import vonggac

    facts = [vonggac.__version__]
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            facts.append(f"{name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _collect_static(root: Path) -> None:
    """Lay the static files out for serving, when they are not those that lie there."""
    from django.core.management import call_command

    mark, digest = root.parent / ".static", _static_digest()
    if root.is_dir() and mark.is_file() and mark.read_text(encoding="ascii") == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(digest, encoding="ascii")


def _tell_accounts(accounts: list[ReadyAccount]) -> None:
    if not accounts:
        return
    _say(["", "DỮ LIỆU TRÌNH DIỄN, toàn bộ là hư cấu. Tài khoản sẵn có:"])
    _say(f"  {account.role:<26} {account.username:<16} {account.password}" for account in accounts)
    _say([""])


def _offer_setup(at: datetime) -> None:
    """Print a link for the first administrator, unless there is one, or our output goes into the system's log."""
    from vonggac.cli.admin import has_administrator, setup_link

    if has_administrator():
        return
    if os.environ.get("JOURNAL_STREAM"):
        _say(["Chưa có quản trị viên. Chạy trên máy này: vonggac admin recover"])
        return
    link = setup_link(at)
    if link:
        _say(["", "Chưa có quản trị viên. Mở liên kết này để tạo tài khoản quản trị đầu tiên (dùng một lần, có hạn):", f"  {link}", ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
