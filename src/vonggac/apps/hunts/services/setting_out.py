"""What a hunt's process is told: files under the names that people know, rules, indicators of today. Nothing of the house itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.hunts.models import Hunt, HuntFile, RulePack
from vonggac.apps.hunts.packing import Gone, rule_paths
from vonggac.apps.hunts.runfolder import KNOWN
from vonggac.apps.hunts.storing import file_of, hunts_folder
from vonggac.apps.threats.models import Indicator
from vonggac.apps.threats.queries.indicators import standing_at
from vonggac.apps.threats.queries.marks import strictness
from vonggac.sources.refusal import Refused

SURE, LIKELY = 70, 40
"""Confidence of a source from which on an indicator counts as high, as medium."""
_COLUMNS = ("kind", "value", "tlp", "confidence", "families", "labels", "note", "feed__name")


class CannotRun(Exception):  # noqa: N818  it reads as what happened
    """The hunt cannot run; the sentence says why and what to do."""


def task_of(hunt: Hunt, run: Path, *, memory: int, jobs: int) -> dict[str, Any]:
    """Lay out everything a hunt needs in its folder and return the task."""
    rules: dict[str, list[str]] = {"sigma": [], "yara": []}
    for pack in hunt.packs.select_related("file"):
        rules[pack.kind] += [str(path) for path in _paths(pack, run / "rules")]
    with_known = hunt.with_indicators and write_known(run / KNOWN, at=now())
    return {
        "files": list(_files(hunt)),
        **rules,
        "known": str(run / KNOWN) if with_known else "",
        "since": hunt.since.isoformat() if hunt.since else "",
        "until": hunt.until.isoformat() if hunt.until else "",
        "memory": memory,
        "jobs": jobs,
        "cache": str(hunts_folder() / ".cache"),
    }


def _paths(pack: RulePack, folder: Path) -> Iterable[Path]:
    try:
        return rule_paths(pack, folder)
    except (Gone, Refused, OSError) as error:
        words = _("Không còn tệp của bộ quy tắc “%(name)s”. Chạy lại với bộ quy tắc khác.")
        raise CannotRun(words % {"name": str(pack)}) from error


def _files(hunt: Hunt) -> Iterator[dict[str, Any]]:
    """Give each file with a name of its own, so that what is said of a name is said of one file."""
    told: set[str] = set()
    for row in hunt.files.order_by("id"):
        path = file_of(hunt.pk, row.sha256)
        if not path.is_file():
            raise CannotRun(_("Nội dung tệp không còn trên đĩa. Nộp lại tệp để chạy."))
        name = _told_apart(row, told)
        told.add(name)
        yield {"path": str(path), "name": name, "size": row.size, "sha256": row.sha256}


def _told_apart(row: HuntFile, told: set[str]) -> str:
    if row.name not in told:
        return row.name
    return f"{row.name} ({row.sha256[:8]})"


def write_known(path: Path, *, at: datetime) -> int:
    """Write the indicators that hold today, a value once; return how many.

    Where several feeds know a value, the mark that binds least is told with its source: who reads a finding may know it by that one.
    """
    order = {mark: place for place, mark in enumerate(strictness())}
    rows = Indicator.objects.filter(standing_at(at), for_detection=True).order_by("kind", "value", "id").values(*_COLUMNS)
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for some in _alike(rows.iterator(chunk_size=2_000)):
            row = min(some, key=lambda one: (order.get(one["tlp"], len(order)), -(one["confidence"] or 0)))
            out.write(json.dumps(_told(row), ensure_ascii=False) + "\n")
            count += 1
    return count


def _alike(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Give runs of rows of one kind and value."""
    run: list[dict[str, Any]] = []
    for row in rows:
        if run and (row["kind"], row["value"]) != (run[0]["kind"], run[0]["value"]):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _told(row: dict[str, Any]) -> dict[str, Any]:
    sure = row["confidence"]
    level = "high" if sure is None or sure >= SURE else "medium" if sure >= LIKELY else "low"
    return {
        "sort": row["kind"], "value": row["value"], "source": row["feed__name"], "level": level, "note": row["note"],
        "families": row["families"], "tags": row["labels"],
    }  # fmt: skip
