"""What the computation of measures says, in the reader's language; files and the log keep the Vietnamese sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.compliance.ui.cadences import in_words
from vonggac.engines.gaps.freshness import Freshness, Verdict
from vonggac.engines.gaps.missing import Gap
from vonggac.kernel.periods import Recurrence
from vonggac.kernel.reading import format_date

MARKS = {
    "Tóm lược gián tiếp": gettext_lazy("Tóm lược gián tiếp"),
    "Số điều suy ra": gettext_lazy("Số điều suy ra"),
    "Không có số điều trong tiêu chuẩn": gettext_lazy("Không có số điều trong tiêu chuẩn"),
    "Giá trị gợi ý theo đánh giá rủi ro": gettext_lazy("Giá trị gợi ý theo đánh giá rủi ro"),
}
"""What a person must know before relying on a row of a catalogue."""


def mark_in_words(mark: str) -> str:
    """Return a mark of a catalogue's row as the reader reads it."""
    return str(MARKS.get(mark, mark))


def worth_in_words(verdict: Verdict, cadence: Recurrence | None) -> str:
    """Say what the proofs of a measure are worth, and why."""
    proof = verdict.evidence
    if proof is None:
        return _("Chưa có minh chứng")
    if verdict.freshness is Freshness.NOT_YET:
        return _("Có hiệu lực từ %(day)s") % {"day": format_date(proof.effective_on)}
    if verdict.until is None:
        return _("Không có hạn")
    if cadence is None or verdict.until == proof.expires_on:
        return _("Minh chứng ghi hạn %(day)s") % {"day": format_date(verdict.until)}
    return _("Chu kỳ %(often)s, tính từ %(day)s") % {"often": in_words(cadence), "day": format_date(proof.effective_on)}


def gap_in_words(gap: Gap) -> str:
    """Say how a measure stands and which clause demands it."""
    how, _colon, where = gap.because.partition(": ")
    edition, _comma, clause = where.partition(", mục ")
    place = _("%(edition)s, mục %(clause)s") % {"edition": edition, "clause": clause} if clause else edition
    return f"{_(how)}: {place}"
