"""Matching a confirmed list against the register's dated ranges: only what is somebody's, and what could not be read, becomes rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.jobs.progress import report
from vonggac.apps.threats.models import Hit, ListRemark, MatchReason, ThreatList
from vonggac.apps.threats.ranges import RangeBook
from vonggac.apps.threats.reading_rows import NOT_SEEN, ReadRows, read_rows
from vonggac.apps.threats.services.sightings import sight_later
from vonggac.apps.work.files import path_of
from vonggac.engines.addresses import MATCHED, Matches, RangeIndex, RefusedRow, match
from vonggac.engines.addresses.columns import NO_TIME
from vonggac.kernel.badrows import BadRow
from vonggac.sources.addresslists import Shape
from vonggac.sources.refusal import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK = 2_000
"""Rows a statement and a transaction: other writers get their turn between."""
REMARKS_ONLY = frozenset({"total-row", "aside-row", "bad-time", "future-time", "bad-port", "bad-c2", "encoding-unsure"})
"""What is remarked on a row that is taken in all the same."""


def match_rows(list_id: int, *, at: datetime) -> dict[str, int]:
    """Match one list; run again after it was cut off, it begins from nothing and nothing stands twice."""
    row = ThreatList.objects.select_related("file").get(pk=list_id)
    if row.state != ThreatList.State.MATCHING:
        return row.counts
    _forget(row)
    book = RangeBook(localdate(at))
    try:
        read = _read(row)
    except (Refused, OSError) as refused:
        return _failed(row, refused.bad.why if isinstance(refused, Refused) else _("Không mở được tệp đã lưu. Báo người quản trị."), at)
    rows = read.gathering.whole()
    _keep_remarks(row, (_remark_of(row, read, one) for one in rows.refused))
    report(read.rows, read.rows, _("Đang đối chiếu với các dải địa chỉ"))
    matches = match(RangeIndex(book.ranges()), rows, list_day=row.list_day, inside=row.made_inside)
    _keep_hits(row, matches, _keep_reasons(row, matches, book), read)
    return _matched(row, matches, read, at)


def _forget(row: ThreatList) -> None:
    row.reasons.all().delete()
    row.remarks.all().delete()


def _read(row: ThreatList) -> ReadRows:
    def bad(found: Sequence[BadRow]) -> None:
        _keep_remarks(row, (_remark(row, one) for one in found))

    def told(rows: int) -> None:
        report(rows, 0, _("Đã đọc %(rows)s dòng") % {"rows": rows})

    today = localdate(row.declared_at)
    return read_rows(path_of(row.file.sha256), row.file_name, Shape.from_json(row.shape), today=today, bad=bad, told=told)


def _keep_remarks(row: ThreatList, remarks: Iterable[ListRemark]) -> None:
    for piece in _pieces(remarks):
        ListRemark.objects.bulk_create(piece)


def _pieces(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while piece := list(islice(left, CHUNK)):
        yield piece


def _remark(row: ThreatList, one: BadRow) -> ListRemark:
    where = one.place
    page = _("Trang %(page)s") % {"page": where.page} if where.page is not None else ""
    return ListRemark(
        list=row,
        sheet=(where.sheet or page)[:120],
        line=where.line,
        column=(where.column or "")[:200],
        seen=one.seen[:200],
        why=one.why[:500],
        rule=one.rule,
        is_left_out=one.rule not in REMARKS_ONLY,
    )


def _remark_of(row: ThreatList, read: ReadRows, one: RefusedRow) -> ListRemark:
    sheet, line = read.place(one.line)
    return ListRemark(list=row, sheet=sheet[:120], line=line, seen=one.seen, why=one.why, rule=one.rule.value)


def _keep_reasons(row: ThreatList, matches: Matches, book: RangeBook) -> dict[int, MatchReason]:
    """Write one reason a decision that is somebody's; return place of the decision → row."""
    kept: dict[int, MatchReason] = {}
    for place, one in enumerate(matches.decisions):
        if one.verdict in MATCHED:
            going = book.going(one)
            kept[place] = MatchReason(
                list=row,
                verdict=one.verdict.value,
                basis=one.basis.value,
                because=one.because.replace("dòng ", "dải số "),
                needs=[need.value for need in one.needs],
                claimants=[each.line for each in one.claimants],
                way=going.way,
                asked_id=going.asked_id,
                organisation_id=going.organisation_id,
                system_id=going.system_id,
            )
    MatchReason.objects.bulk_create(kept.values(), batch_size=500)
    return kept


def _keep_hits(row: ThreatList, matches: Matches, reasons: dict[int, MatchReason], read: ReadRows) -> None:
    """Write the distinct rows that are somebody's, a chunk at a time."""
    import numpy as np

    hit = np.zeros(len(matches.decisions) + 1, dtype=np.bool_)
    hit[list(reasons)] = True
    distinct = matches.distinct
    at = distinct[hit[matches.which[distinct]]] if len(distinct) else distinct
    for begin in range(0, len(at), CHUNK):
        Hit.objects.bulk_create(_hits(row, matches, reasons, read, at[begin : begin + CHUNK]))
        report(begin, len(at), _("Đã ghi %(done)s trên %(total)s dòng khớp") % {"done": begin, "total": len(at)})


def _hits(row: ThreatList, matches: Matches, reasons: dict[int, MatchReason], read: ReadRows, at: NDArray[np.int64]) -> Iterator[Hit]:
    rows = matches.rows
    beside = read.beside(rows.lines[at])
    for place, (steered, first) in zip(at.tolist(), beside, strict=True):
        sheet, line = read.place(int(rows.lines[place]))
        exact, port = int(rows.exact[place]), int(rows.ports[place])
        yield Hit(
            list=row,
            reason=reasons[int(matches.which[place])],
            sheet=sheet[:120],
            line=line,
            address=rows.texts[place],
            port=port if port >= 0 else None,
            seen_at=None if exact == NO_TIME else _moment(int(rows.seconds[place])),
            first_seen_at=None if first == NOT_SEEN else _moment(first),
            exact=exact,
            family=rows.family_names[int(rows.families[place])][:200],
            c2=steered[:300],
        )


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


@transaction.atomic
def _matched(row: ThreatList, matches: Matches, read: ReadRows, at: datetime) -> dict[str, int]:
    counts = matches.counts(left_out=read.left_out)
    told = {name: getattr(counts, name) for name in ("rows", "matched", "unmatched", "refused", "duplicates")}
    by_verdict = {verdict.value: number for verdict, number in counts.by_verdict.items()}
    still = ThreatList.objects.filter(pk=row.pk, state=ThreatList.State.MATCHING)
    if not still.update(state=ThreatList.State.MATCHED, counts={**told, "by_verdict": by_verdict}, matched_at=at, why=""):
        _forget(row)  # it was dropped meanwhile
        return told
    record("threats.list.matched", by=None, at=at, subject=row, count=counts.matched, rows=counts.rows, refused=counts.refused)
    sight_later(row.pk)
    return told


@transaction.atomic
def _failed(row: ThreatList, why: str, at: datetime) -> dict[str, int]:
    _forget(row)
    ThreatList.objects.filter(pk=row.pk, state=ThreatList.State.MATCHING).update(state=ThreatList.State.FAILED, why=why[:500])
    record("threats.list.refused", by=None, at=at, subject=row)
    return {}
