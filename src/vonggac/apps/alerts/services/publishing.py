"""What the intake must know of sources, written for it as one file: whole or not at all, readable by nobody else."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils.timezone import now

from vonggac.apps.alerts.models import AlertSource, SourceToken
from vonggac.apps.work.files import write_whole

NAME = "sources.json"
ONLY_OURS = 0o700


def intake_folder() -> Path:
    """Return where the intake keeps its things."""
    return Path(settings.DATA) / "intake"


def password_file(name: str) -> Path:
    """Return where the password of a mailbox stands; the database knows only the name of the file."""
    return intake_folder() / "secrets" / name


def publish_sources() -> Path:
    """Write the file anew when anything in it changed; two at once agree on the later state."""
    folder = intake_folder()
    folder.mkdir(mode=ONLY_OURS, parents=True, exist_ok=True)
    with _alone(folder):
        content = orjson.dumps([_told(one, now()) for one in _all()], option=orjson.OPT_INDENT_2)
        path = folder / NAME
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)
    return path


def publish_after_commit() -> None:
    """Let the intake know as soon as the change stands."""
    transaction.on_commit(publish_sources)


def _all() -> Iterator[AlertSource]:
    known = SourceToken.objects.filter(revoked_at=None).order_by("id")
    yield from AlertSource.objects.prefetch_related(Prefetch("tokens", queryset=known)).order_by("id")


def _told(source: AlertSource, at: datetime) -> dict[str, Any]:
    """A source may always bring files too, because a person may upload one; a stopped one stands with its end."""
    return {
        "id": source.pk,
        "code": source.code,
        "ways": sorted({str(source.way), str(AlertSource.Way.FILE)}),
        "token_digests": [token.digest for token in source.tokens.all() if token.expires_at > at],
        "peers": source.peers if source.way == AlertSource.Way.SYSLOG else [],
        "valid_from": source.made_at.isoformat(),
        "valid_to": source.stopped_at.isoformat() if source.stopped_at else None,
        "format": source.format,
        "max_item_bytes": source.largest_item,
        "max_per_second": source.most_per_second,
        "mailbox": _mailbox(source.mailbox) if source.way == AlertSource.Way.MAILBOX and source.mailbox else None,
    }


def _mailbox(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "password_file": str(password_file(str(told["password_file"])))}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Read and write as one step: who reads later must not be overwritten by who read earlier."""
    with (folder / f".{NAME}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
