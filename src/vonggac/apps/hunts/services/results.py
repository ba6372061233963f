"""What a hunt's process found, taken into findings: one a rule and host, of the system that the register says, what is known to be good
set aside. Everything in one transaction: cut off anywhere, it happens again and nothing stands twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.hunts.event_fields import values_of
from vonggac.apps.hunts.models import Finding, FindingEvent, Hunt, HuntFile, KnownGood
from vonggac.apps.hunts.queries.hosts import NOWHERE, Placed, placed
from vonggac.apps.hunts.queries.known import good_for, in_force
from vonggac.apps.hunts.runfolder import FINDINGS
from vonggac.apps.jobs.planner import count_anew
from vonggac.apps.threats.models import Indicator, Sighting
from vonggac.apps.threats.queries.indicators import standing_at
from vonggac.apps.threats.queries.marks import strictness
from vonggac.apps.threats.services.sightings import Seen, record_sightings
from vonggac.kernel.severity import Severity
from vonggac.sources.hunting.machines import plain

AT_A_TIME = 20
"""Findings whose events are held in memory together."""
STATEMENT = 200
"""Events a statement."""
SEVERITIES = {"informational": Severity.INFO.value, **{one.name.lower(): one.value for one in Severity}}
What, Verdict = Finding.What, Finding.Verdict
Told = dict[str, Any]


def take_results(hunt: Hunt, run: Path, told: Told, *, at: datetime) -> dict[str, int]:
    """Write what was found and what could be seen; a hunt that is over already stays as it is."""
    path = run / FINDINGS
    with transaction.atomic():
        row = Hunt.objects.select_for_update().get(pk=hunt.pk)
        if row.is_over:
            return {}
        row.findings.all().delete()
        taker = _Taker(row, list(_heads(path)), [str(one.get("host") or "") for one in told["hosts"]], at)
        for some in _some(_lines(path)):
            taker.take(some)
        taker.sum_up()
        _write_hunt(row, told, at)
        record(
            "hunts.ended", by=None, at=at, subject=row, organisation_id=row.organisation_id, count=taker.count,
            events=row.events, hits=row.hits, hidden=taker.hidden.total(), bad=row.bad_count,
        )  # fmt: skip
        count_anew(Finding, FindingEvent, rows=taker.count)
    return {"findings": taker.count, "hidden": taker.hidden.total()}


def _lines(path: Path) -> Iterator[Told]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _some(lines: Iterable[Told]) -> Iterator[list[Told]]:
    lines = iter(lines)
    while some := list(islice(lines, AT_A_TIME)):
        yield some


def _heads(path: Path) -> Iterator[Told]:
    """Give what places a finding: its host, the addresses that its events call the host's own, and the indicator it met."""
    for line in _lines(path):
        addresses = {one for event in line["events"][:3] for one in values_of(event["fields"], "host.ip")}
        yield {"host": line["host"], "addresses": sorted(addresses)[:20], "id": line["id"], "what": line["what"], "rule": _value_of(line)}


def _value_of(line: Told) -> tuple[str, str]:
    """Return kind and value of the indicator that was met; blank for rules."""
    if line["what"] != What.INDICATOR:
        return "", ""
    kind, _colon, value = line["whole_id"].removeprefix("indicator:").partition(":")
    return kind, value


class _Taker:
    """Takes the findings of one hunt in, some at a time."""

    def __init__(self, hunt: Hunt, heads: Sequence[Told], names: Sequence[str], at: datetime) -> None:
        self._hunt, self._at = hunt, at
        self._placed = _places(hunt, heads, names, at)
        self._goods = in_force(hunt.organisation_id, at)
        self._indicators = _indicators({one["rule"] for one in heads if one["what"] == What.INDICATOR}, at)
        self._seen: list[Seen] = []
        self.hidden: Counter[int] = Counter()
        self.count = 0

    def take(self, lines: Sequence[Told]) -> None:
        """Write some findings with their events."""
        rows = [self._finding(line) for line in lines]
        Finding.objects.bulk_create(rows)
        events = [_event(row, one) for row, line in zip(rows, lines, strict=True) for one in line["events"][: FindingEvent.MOST]]
        FindingEvent.objects.bulk_create(events, batch_size=STATEMENT)
        self.count += len(rows)

    def _finding(self, line: Told) -> Finding:
        spot = self._placed.get(line["host"].lower(), NOWHERE)
        events = [one["fields"] for one in line["events"]]
        said = (good_for(self._goods, line["id"], name, events) for name in _names(line))
        good = next(filter(None, said), None)
        row = Finding(
            hunt=self._hunt, organisation_id=self._hunt.organisation_id, what=line["what"], rule_id=line["id"],
            title=_short(line["title"], 300), description=line["description"], author=_short(line["author"], 500),
            references=line["references"], tags=line["tags"], false_positives=line["false_positives"],
            severity=SEVERITIES.get(line["level"], Severity.MEDIUM.value), host=line["host"], count=line["count"],
            system_id=spot.system_id, level=spot.level, matched_by=spot.because, first_at=_at(line["first"]),
            last_at=_at(line["last"]), because=_short(_because(line), 500), found_at=self._at,
        )  # fmt: skip
        row.fill_search()
        self._know_indicator(row, line)
        if good is not None:
            self._hide(row, good)
        return row

    def _know_indicator(self, row: Finding, line: Told) -> None:
        row.indicator_id = self._indicators.get(_value_of(line))
        if row.indicator_id is not None:
            first, last = row.first_at or self._at, row.last_at or self._at
            self._seen += [Seen(row.indicator_id, Sighting.Where.HUNT, self._hunt.pk, first, row.count)]
            self._seen += [Seen(row.indicator_id, Sighting.Where.HUNT, self._hunt.pk, last, 0)] if last != first else []

    def _hide(self, row: Finding, good: KnownGood) -> None:
        """Set aside what a person knows to be good; counted, never dropped."""
        row.verdict, row.hidden_by, row.reason, row.judged_at = Verdict.GOOD, good, good.because, self._at
        self.hidden[good.pk] += 1

    def sum_up(self) -> None:
        """Count what was set aside at what set it aside, and where indicators were met."""
        for pk, number in self.hidden.items():
            KnownGood.objects.filter(pk=pk).update(hidden=F("hidden") + number)
        record_sightings(self._seen)


def _names(line: Told) -> list[str]:
    """Return every name under which a finding's machine may be known: its own first, then what logs write."""
    return list(dict.fromkeys([line["host"].lower(), *map(plain, line.get("written", []))]))


def _places(hunt: Hunt, heads: Sequence[Told], names: Sequence[str], at: datetime) -> dict[str, Placed]:
    hosts: dict[str, set[str]] = {}
    for one in heads:
        hosts.setdefault(one["host"].lower(), set()).update(one["addresses"])
    return placed(hunt.organisation_id, hosts, localdate(at), names)


def _indicators(met: set[tuple[str, str]], at: datetime) -> dict[tuple[str, str], int]:
    """Return (kind, value) → the indicator under the mark that binds least, as it was set out."""
    order = {mark: place for place, mark in enumerate(strictness())}
    values = sorted({value for _kind, value in met})
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for start in range(0, len(values), 500):
        rows = Indicator.objects.filter(standing_at(at), for_detection=True, value__in=values[start : start + 500])
        for pk, kind, value, tlp, sure in rows.values_list("pk", "kind", "value", "tlp", "confidence"):
            one = (order.get(tlp, len(order)), -(sure or 0), pk)
            found[kind, value] = min(found.get((kind, value), one), one)
    return {key: one[2] for key, one in found.items()}


def _because(line: Told) -> str:
    words: str = line["because"]
    if line.get("merged"):
        more = _("Gộp %(number)s máy khác vượt số máy nêu riêng của một quy tắc; xem tệp kết quả.") % {"number": line["merged"]}
        words = f"{words} {more}".strip()
    return words


def _event(row: Finding, one: Told) -> FindingEvent:
    return FindingEvent(
        finding=row, at=_at(one["at"]), time=_short(one["time"], 40), source=_short(one["source"], 500), record=max(0, int(one["record"])),
        fields=one["fields"],
    )  # fmt: skip


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _at(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _write_hunt(row: Hunt, told: Mapping[str, Any], at: datetime) -> None:
    """Say what the hunt could see at all."""
    row.state, row.ended_at, row.why = Hunt.State.DONE, at, ""
    for name in ("files_read", "bytes_read", "events", "hits", "bad_count", "coverage", "hosts"):
        setattr(row, name, told[name])
    row.save(update_fields=["state", "ended_at", "why", "files_read", "bytes_read", "events", "hits", "bad_count", "coverage", "hosts"])
    for file in row.files.all():
        _write_file(file, row, told["files"].get(file.sha256, {}))


def _write_file(file: HuntFile, hunt: Hunt, told: Mapping[str, Any]) -> None:
    file.bad_count, file.remarks = told.get("bad_count", 0), [*file.remarks, *told.get("remarks", [])]
    file.host, file.taken_at = str(told.get("host", "")), _at(told.get("taken_at", ""))
    code = told.get("organisation_code", "")
    if code and code != hunt.organisation.code:
        words = _("Gói ghi mã cơ quan %(code)s, khác cơ quan của lượt này. Hỏi lại người giao gói.")
        file.remarks = [{"where": file.name, "why": words % {"code": code}}, *file.remarks]
    file.save(update_fields=["bad_count", "remarks", "host", "taken_at"])
