"""Anchors: the number and digest of the newest link at a moment, kept outside the machine, so that a rewritten log can be seen."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from vonggac.apps.audit.models import ChainHead
from vonggac.apps.audit.services.recording import record

FORMAT = "vonggac-audit-anchor-1"


class BadAnchor(ValueError):  # noqa: N818  reads as what it says
    """A file that is no anchor of ours; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link as it stood: its number and digest, and when the anchor was made."""

    number: int
    digest: str
    at: str
    """ISO 8601 with offset."""

    def to_text(self) -> str:
        """Return the file: JSON, one value a line, so that it can be printed, signed and typed in again."""
        facts = {"format": FORMAT, **asdict(self), "signature": "Người giữ bản in: ............................ Ngày ..../..../........"}
        return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def make_anchor(*, at: datetime) -> Anchor:
    """Return an anchor of the chain as it stands; writes nothing."""
    head = ChainHead.objects.filter(pk="main").first() or ChainHead()
    return Anchor(number=head.number, digest=head.digest, at=at.isoformat(timespec="seconds"))


@transaction.atomic
def record_anchor(*, by: Any, at: datetime) -> Anchor:
    """Return an anchor and record that it was handed out. It covers every link before its own line, and not that line."""
    anchor = make_anchor(at=at)
    record("audit.anchor.exported", by=by, at=at, number=anchor.number)
    return anchor


def read_anchor(text: str) -> Anchor:
    """Read an anchor back; raises `BadAnchor`."""
    try:
        seen = json.loads(text)
    except ValueError as error:
        raise BadAnchor("tệp không phải bản neo (không đọc được như JSON)") from error
    if not isinstance(seen, dict) or seen.get("format") != FORMAT:
        raise BadAnchor(f"tệp không phải bản neo (thiếu format {FORMAT})")
    number, digest = seen.get("number"), seen.get("digest")
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise BadAnchor("number phải là số dòng, từ 0 trở lên")
    if not isinstance(digest, str) or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise BadAnchor("digest phải là 64 ký tự 0-9 a-f")
    return Anchor(number=number, digest=digest, at=str(seen.get("at", "")))
