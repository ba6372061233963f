"""Indicators against the lists of false positives that are in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count

from vonggac.apps.jobs.progress import report
from vonggac.apps.threats.models import FalsePositiveEntry, FalsePositiveList, Indicator
from vonggac.engines.indicators import InnocentIndex, InnocentList, Way

CHUNK = 5_000


class Judge:
    """The lists in use, ready to be asked; an answer is the number of the entry's row."""

    def __init__(self, lists: Sequence[FalsePositiveList]) -> None:
        self._rows: dict[int, list[int]] = {}
        self._index = InnocentIndex(list(self._laid_out(lists)))

    @classmethod
    def of_today(cls) -> Judge:
        """Return a judge by the lists that are in use."""
        return cls(list(FalsePositiveList.objects.filter(is_used=True).order_by("id")))

    def _laid_out(self, lists: Sequence[FalsePositiveList]) -> Iterator[InnocentList]:
        for one in lists:
            rows = list(one.entries.order_by("id").values_list("id", "value"))
            self._rows[one.pk] = [pk for pk, _value in rows]
            yield InnocentList(one.pk, Way(one.matching), [value for _pk, value in rows], frozenset(one.kinds))

    def entries_of(self, things: Sequence[tuple[str, str]]) -> list[int | None]:
        """Return for each (kind, value) the row of the entry it meets, or None."""
        return [None if one is None else self._rows[one.list][one.entry] for one in self._index.judge_many(things)]


def judge_all(at: datetime) -> int:
    """Compare every standing indicator with the lists in use; return how many answers changed. Safe to run twice."""
    judge = Judge.of_today()
    changed, last = 0, 0
    rows = Indicator.objects.filter(withdrawn_at=None).order_by("id")
    whole = rows.count()
    while some := list(rows.filter(pk__gt=last).values_list("id", "kind", "value", "innocent_id")[:CHUNK]):
        last = some[-1][0]
        changed += _rewritten(some, judge.entries_of([(kind, value) for _pk, kind, value, _entry in some]))
        report(min(last, whole), whole)
    count_hits(at)
    return changed


def _rewritten(some: Sequence[tuple[int, str, str, int | None]], entries: Sequence[int | None]) -> int:
    by_entry: defaultdict[int | None, list[int]] = defaultdict(list)
    for (pk, _kind, _value, before), now in zip(some, entries, strict=True):
        if before != now:
            by_entry[now].append(pk)
    for entry, pks in by_entry.items():
        Indicator.objects.filter(pk__in=pks).update(innocent_id=entry)
    return sum(map(len, by_entry.values()))


def count_hits(at: datetime) -> None:
    """Count for each list the indicators that meet it."""
    met = FalsePositiveEntry.objects.filter(indicators__withdrawn_at=None, indicators__isnull=False)
    hits = dict(met.values_list("list").annotate(n=Count("indicators")).order_by())
    for one in FalsePositiveList.objects.all():
        FalsePositiveList.objects.filter(pk=one.pk).update(hits=hits.get(one.pk, 0), judged_at=at)
