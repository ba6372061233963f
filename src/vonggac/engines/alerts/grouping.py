"""What makes two alerts repeats of each other, and how repeats become groups.

Product, rule, source and target decide; a malware finding also its file, because two files on one machine are two findings. Time is no
part of the key: a group ends when its rule has been quiet for longer than the window, so a repeat never falls between two fixed boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from vonggac.engines.alerts.model import Alert, GroupKey, RawAlert
from vonggac.engines.alerts.parties import Parties
from vonggac.kernel.severity import Severity

_REMEMBERED = 600
"""Longer keys are made anew each time: what senders write must not fill the memory."""
DEFAULT_WINDOW = timedelta(hours=24)
_PERSON = b"vonggac alert 1"


def group_key(raw: RawAlert, product: str, rule: str, parties: Parties) -> GroupKey:
    """Return the key of one record and its sentence."""
    parts = (product, rule, parties.source, parties.target, _file(raw))
    return _key(*parts) if sum(map(len, parts)) <= _REMEMBERED else _key.__wrapped__(*parts)


@lru_cache(maxsize=65_536)
def _key(product: str, rule: str, source: str, target: str, file: str) -> GroupKey:
    parts = "".join(f"{len(part)}:{part}" for part in (product.lower(), rule, source, target, file))
    value = blake2b(parts.encode("utf-8", "replace"), digest_size=16, person=_PERSON).hexdigest()
    return GroupKey(value, _words(product, rule, source, target, file))


def _file(raw: RawAlert) -> str:
    """The hash says it best, else the path; only what is malware is told apart by file."""
    if raw.fields.get("event.category") != ("malware",):
        return ""
    for name in ("file.hash.sha256", "file.hash.sha1", "file.hash.md5", "file.path"):
        value = raw.fields.get(name)
        if isinstance(value, str):
            return value.lower() if "hash" in name else value
    return ""


def _words(product: str, rule: str, source: str, target: str, file: str) -> str:
    words = f"cùng {product}, quy tắc {rule or 'không tên'}"
    if source:
        words += f", từ {source}"
    if target:
        words += f", tới {target}"
    return f"{words}, tệp {file}" if file else words


def continues(last_at: datetime, at: datetime, window: timedelta) -> bool:
    """Say whether an alert at that time still belongs to a group whose last (or, out of order, nearest) alert is known."""
    return abs(at - last_at) <= window


@dataclass(frozen=True, slots=True)
class Group:
    """Repeats of one alert."""

    key: GroupKey
    count: int
    first_at: datetime
    last_at: datetime
    severity: Severity
    """The worst among them."""
    members: tuple[int, ...]
    """Places in what was given, in order of time."""
    because: str


def group_repeats(alerts: Sequence[Alert], window: timedelta = DEFAULT_WINDOW) -> list[Group]:
    """Put repeats together: same key, and never quiet for longer than the window. The order in which they came makes no difference."""
    by_key: dict[str, list[int]] = {}
    for place, alert in enumerate(alerts):
        by_key.setdefault(alert.group.value, []).append(place)
    groups = [_group(alerts, run, window) for places in by_key.values() for run in _runs(alerts, places, window)]
    return sorted(groups, key=lambda group: (group.first_at, group.key.value))


def _runs(alerts: Sequence[Alert], places: Iterable[int], window: timedelta) -> list[list[int]]:
    ordered = sorted(places, key=lambda place: alerts[place].moment.at)
    runs = [[ordered[0]]]
    for place in ordered[1:]:
        if alerts[place].moment.at - alerts[runs[-1][-1]].moment.at <= window:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _group(alerts: Sequence[Alert], members: list[int], window: timedelta) -> Group:
    first, last = alerts[members[0]], alerts[members[-1]]
    worst = max(alerts[place].severity for place in members)
    hours = window.total_seconds() / 3600
    because = f"{first.group.words}; lặp lại không cách nhau quá {hours:g} giờ"
    return Group(first.group, len(members), first.moment.at, last.moment.at, worst, tuple(members), because)
