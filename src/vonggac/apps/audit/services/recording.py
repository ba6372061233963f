"""Writing the audit log: always inside the transaction of the act itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from vonggac.apps.audit.models import ChainHead, Entry

SYSTEM = "hệ thống"


def touched_digest(identifiers: Iterable[object]) -> str:
    """Return the SHA-256 over the sorted identifiers, one a line: what an act touched, without listing it."""
    lines = sorted(str(identifier) for identifier in identifiers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def link_digest(entry: Entry) -> str:
    """Return the digest of one link: SHA-256 over its facts in canonical JSON, the previous digest among them."""
    facts = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by_id,
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "organisation": entry.organisation_id,
        "count": entry.count,
        "touched": entry.touched,
        "detail": entry.detail,
        "previous": entry.previous,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def record(
    act: str,
    *,
    by: Any,
    at: datetime,
    subject: models.Model | str = "",
    organisation_id: int | None = None,
    count: int = 1,
    touched: Iterable[object] = (),
    **detail: Any,
) -> Entry:
    """Add one link to the chain and return it.

    `by` is the person, or None for a background job. Raises `TransactionManagementError` outside a transaction: an act and
    its trace stand or fall together. `detail` must be plain JSON and hold no
    words that people typed or a letter says: those go through `said()` (decision 0004).
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{act}: the audit row belongs into the transaction of its act")
    head = _locked_head()
    identifiers = list(touched)
    entry = Entry(
        number=head.number + 1,
        at=at,
        by=by,
        actor=str(by.audit_name(at)) if by is not None else SYSTEM,
        act=act,
        subject=subject if isinstance(subject, str) else name_of(subject),
        organisation_id=organisation_id,
        count=count,
        touched=touched_digest(identifiers) if identifiers else "",
        detail=json.loads(json.dumps(detail, default=str)),
        previous=head.digest,
    )
    entry.digest = link_digest(entry)
    entry.save(force_insert=True)
    ChainHead.objects.filter(pk=head.pk).update(number=entry.number, digest=entry.digest)
    return entry


def _locked_head() -> ChainHead:
    head, _made = ChainHead.objects.select_for_update().get_or_create(pk="main")
    return head


def name_of(row: models.Model) -> str:
    """Return the name by which the log knows a row: room.model:id."""
    return f"{row._meta.label_lower}:{row.pk}"
