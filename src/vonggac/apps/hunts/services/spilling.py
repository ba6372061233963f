"""Where words of a spilled letter may lie in this room, and their erasure: rows, files as they were handed over, whole results.

A hunt in whose files or results such words lie loses all of both; that it was, what it saw and how much it found stays. Files are looked
through as they are, in UTF-8 and UTF-16; what is packed is known by its digest, its names and what was found in it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.hunts.models import Campaign, CampaignBody, Finding, FindingEvent, Hunt, HuntFile, KnownGood, RulePack
from vonggac.apps.hunts.process import Process
from vonggac.apps.hunts.storing import file_of, folder_of, results_of, wipe
from vonggac.kernel.spilled import GONE, Traces

ACT = "directives.spill"
WORDS: Mapping[type[models.Model], tuple[str, ...]] = {
    Hunt: ("note", "why", "coverage", "hosts"),
    HuntFile: ("name", "host", "remarks"),
    Finding: ("title", "description", "because", "matched_by", "reason", "references", "false_positives"),
    FindingEvent: ("time", "source", "fields"),
    KnownGood: ("rule_title", "value", "because"),
    RulePack: ("name", "origin", "licence", "file_name", "not_loaded"),
    Campaign: ("title", "purpose", "period", "letter_number", "conclusion"),
    CampaignBody: ("excused_because",),
}
"""Columns into which people type, or which a log fills."""
Found = list[tuple[type[models.Model], int]]
STEP = 4 * 1024 * 1024


def hunt_words_with(traces: Sequence[str]) -> Found:
    """Return the rows of this room with a trace in any of their words."""
    found: Found = []
    sought = Traces(traces)
    for model, columns in WORDS.items() if sought else ():
        rows = model._default_manager.order_by().values_list("pk", *columns).iterator(chunk_size=2_000)
        found += [(model, pk) for pk, *words in rows if sought.holds(words)]
    return found


def erase_hunt_words(found: Found, traces: Sequence[str]) -> None:
    """Blank the words of these rows that hold a trace; what happened, when and how many stays."""
    sought = Traces(traces)
    for model, pk in found:
        row: Any = model._default_manager.get(pk=pk)
        for name in WORDS[model]:
            setattr(row, name, sought.blanked(getattr(row, name)))
        if isinstance(row, Finding):
            row.fill_search()
        row.save()


# --- files and results ------------------------------------------------------------------------------------------------------------------


def hunts_with(traces: Sequence[str], digests: Sequence[str] = ()) -> list[int]:
    """Return the hunts of these very files, and those with a trace in a file, in what was found, or in a kept event."""
    standing = Hunt.objects.filter(thrown_at=None).order_by("-pk").prefetch_related("files")
    sought = Traces(traces)
    events = set()
    if sought:
        rows = FindingEvent.objects.order_by().values_list("finding__hunt_id", "source", "fields").iterator(chunk_size=2_000)
        events = {hunt for hunt, *words in rows if sought.holds(words)}
    return with_same_files([row.pk for row in standing if row.pk in events or _is_touched(row, traces, digests)])


def with_same_files(pks: Iterable[int]) -> list[int]:
    """Return these hunts and all others that have a file of theirs: what lies in it lies there as well, and is shared on the disk."""
    touched = set(pks)
    if touched:
        files = HuntFile.objects.filter(hunt_id__in=touched).order_by().values("sha256")
        touched |= set(Hunt.objects.filter(thrown_at=None, files__sha256__in=files).order_by().values_list("pk", flat=True))
    return sorted(touched, reverse=True)


def _is_touched(row: Hunt, traces: Sequence[str], digests: Sequence[str]) -> bool:
    files: list[HuntFile] = list(row.files.all())
    if any(one.sha256 in digests or Traces(traces).holds(one.name) for one in files):
        return True
    needles = [form for trace in traces for form in _written(trace)]
    if not needles:
        return False
    return any(_lies_in(file_of(row.pk, one.sha256), needles) for one in files) or _lies_in(results_of(row.pk), needles)


def _written(trace: str) -> Iterator[bytes]:
    """Give a trace as files write it; also as JSON that keeps to ASCII does."""
    yield trace.encode()
    yield trace.encode("utf-16-le")
    if not trace.isascii():
        yield json.dumps(trace)[1:-1].encode()


def _lies_in(path: Path, needles: Sequence[bytes]) -> bool:
    with suppress(OSError, EOFError), _opened(path) as file:
        rest = b""
        longest = max(map(len, needles))
        while piece := file.read(STEP):
            whole = rest + piece
            if any(needle in whole for needle in needles):
                return True
            rest = whole[-longest:]
    return False


def _opened(path: Path) -> BinaryIO:
    """Open a file, packed by gzip or not."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if is_packed else path.open("rb")  # type: ignore[return-value]


@transaction.atomic
def erase_hunts(pks: Sequence[int], *, at: datetime) -> int:
    """Say of these hunts that their files and results are gone, and drop their events; the caller records it and then wipes the bytes."""
    rows = Hunt.objects.select_for_update().filter(pk__in=pks)
    words = _("Đã xóa vì có nội dung bí mật nhà nước.")
    running = rows.filter(state__in=[Hunt.State.WAITING, Hunt.State.RUNNING])
    running.update(state=Hunt.State.CANCELLED, ended_at=at)
    FindingEvent.objects.filter(finding__hunt_id__in=pks).delete()
    HuntFile.objects.filter(hunt_id__in=pks).update(name=GONE, remarks=[])
    return rows.update(thrown_at=at, note="", why=words)


def wipe_hunts(pks: Iterable[int]) -> int:
    """Stop what runs and overwrite the bytes; safe to run again."""
    gone = 0
    for pk in pks:
        Process(pk).stop()
        gone += wipe(folder_of(pk))
    return gone


def erase_hunt(hunt: Hunt, *, what: str, by: Any, at: datetime) -> int:
    """Erase one hunt in which a person found a state secret, whatever letter it was of; return how many files it had.

    Hunts through the same files lose them too; each has its own line in the log.
    `what` says in plain words, without the secret itself, what it was; the log keeps its digest alone.
    """
    if not by.may(ACT):
        raise PermissionDenied(ACT)
    pks = with_same_files([hunt.pk])
    with transaction.atomic():
        erase_hunts(pks, at=at)
        Finding.objects.filter(hunt_id__in=pks).exclude(because="").update(because="")
        for row in Hunt.objects.filter(pk__in=pks).order_by("pk"):
            record("hunts.erased", by=by, at=at, subject=row, organisation_id=row.organisation_id, what=said(what))
    wipe_hunts(pks)
    files: int = hunt.files.count()
    return files
