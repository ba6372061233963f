"""Lists whose file or words hold what must not be here: the file, its rows, its preview, its letters go; that it came and its counts stay.

The spill of a letter calls this; it names the files whose bytes go and records the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext as _

from vonggac.apps.threats.models import Hit, KnownShape, ListRemark, MatchReason, ProviderInquiry, ThreatList
from vonggac.apps.work.files import path_of
from vonggac.apps.work.models import StoredFile
from vonggac.apps.work.secrecy import words_of
from vonggac.kernel.spilled import GONE, Traces
from vonggac.sources.addresslists import Shape
from vonggac.sources.addresslists.grids import is_package
from vonggac.sources.addresslists.texts import blocks, find_encoding, head_of
from vonggac.sources.refusal import Refused

State = ThreatList.State
PARTS: Sequence[tuple[type[MatchReason] | type[ListRemark] | type[Hit], tuple[str, ...]]] = (
    (MatchReason, ("because",)),
    (ListRemark, ("sheet", "column", "seen", "why")),
    (Hit, ("sheet", "address", "family", "c2")),
)


def lists_with(traces: Sequence[str], digests: Sequence[str] = ()) -> list[int]:
    """Return the lists of these very files, and those with a trace in their words, in their rows or anywhere in their file."""
    standing = ThreatList.objects.filter(erased_at=None).order_by("id").select_related("file")
    return [row.pk for row in standing if row.file.sha256 in digests or (traces and _is_touched(row, traces))]


def _is_touched(row: ThreatList, traces: Sequence[str]) -> bool:
    sought = Traces(traces)
    if sought.holds([row.letter_number, row.file_name, row.why, row.proposal, row.shape]):
        return True
    if any(sought.holds(words) for words in _file_words(path_of(row.file.sha256), row.file_name)):
        return True
    return any(sought.holds(words) for model, names in PARTS for words in model._default_manager.filter(list=row).values_list(*names))


def _file_words(path: Path, name: str) -> Iterator[str]:
    """Give the words of a kept file: of text piece by piece, of packages as a whole."""
    if not path.is_file():
        return
    head = head_of(path)
    if is_package(head):
        yield words_of(path.read_bytes())
        return
    try:
        for block in blocks(path, find_encoding(head, name)[0], name):
            yield block.text or "\n".join(block.lines)
    except (Refused, ValueError):
        yield path.read_bytes().decode("utf-8", "replace")


def files_of(pks: Sequence[int]) -> list[StoredFile]:
    """Return the files of these lists and of the letters that asked about their addresses."""
    rows = ThreatList.objects.filter(pk__in=pks).values_list("file_id", flat=True)
    letters = ProviderInquiry.objects.filter(list_id__in=pks).values_list("draft_id", "signed_id")
    ids = {*rows, *(one for letter in letters for one in letter if one)}
    return list(StoredFile.objects.filter(pk__in=ids).order_by("id"))


def erase_lists(pks: Sequence[int], *, at: datetime) -> int:
    """Empty these lists; cases that were opened stay with their sums, for they are work that was given. The caller records it."""
    lists = ThreatList.objects.filter(pk__in=pks)
    remembered = [
        Q(source_id=source, fingerprint=Shape.from_json(shape).fingerprint)
        for source, shape in lists.values_list("source_id", "shape")
        if shape
    ]
    KnownShape.objects.filter(reduce(or_, remembered, Q(pk__in=[]))).delete()
    for model, _names in PARTS[1:]:
        model._default_manager.filter(list_id__in=pks).delete()
    MatchReason.objects.filter(list_id__in=pks).delete()
    ProviderInquiry.objects.filter(list_id__in=pks).update(title=GONE, number="")
    words = _("Đã xóa vì có nội dung bí mật nhà nước.")
    lists.filter(state__in=[State.READING, State.READ, State.MATCHING, State.FAILED, State.MATCHED]).update(
        state=State.DROPPED, replaces=None
    )
    return lists.update(file_name=GONE, letter_number="", shape={}, proposal={}, why=words, erased_at=at)
