"""The whole results of a hunt as a file: a page that says what leaves, then the file, written as it is read from the disk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import as_file
from vonggac.apps.face.handling_words import handling_words
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.resultfile import INDICATOR, read_results
from vonggac.apps.hunts.services.exporting import note_taking_along
from vonggac.apps.hunts.storing import results_of
from vonggac.apps.hunts.ui.hunts import hunt_or_404
from vonggac.apps.threats.queries.marks import marks_seen_by
from vonggac.kernel.handling import Handling
from vonggac.kernel.reading import format_number
from vonggac.sources.hunting.outputs import About, output

MEDIA = {
    "jsonl": ("application/x-ndjson", "jsonl"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "timeline-html": ("text/html; charset=utf-8", "html"),
    "navigator": ("application/json", "json"),
}
MARK = "X-Handling"
"""The handling mark of the hunt goes with the file, in its name and in this header."""


@requires("hunts.read")
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Show what would leave; on agreeing, note it and hand the file over."""
    row = hunt_or_404(request, pk)
    if kind not in MEDIA or row.state != Hunt.State.DONE or not results_of(row.pk).is_file():
        raise Http404
    if answer := ask(request, _leaving(row, kind, with_indicators=_sees_every_mark(request.user))):
        return answer
    at = now()
    note_taking_along(row, kind, by=request.user, at=at)
    media, ending = MEDIA[kind]
    mark = row.handling.replace(":", "-").replace("+", "-")
    answer = StreamingHttpResponse(_written(row, kind, with_indicators=_sees_every_mark(request.user)), content_type=media)
    answer[MARK] = row.handling
    return as_file(answer, f"san-lung-{row.pk}-{mark}.{ending}")


def _sees_every_mark(user: Any) -> bool:
    """What an indicator met names the feed that knows it; a file that leaves has it only for who may see every mark."""
    return Handling.TLP_RED.value in marks_seen_by(user)


def _written(row: Hunt, kind: str, *, with_indicators: bool) -> Iterator[bytes]:
    about = About(at=row.ended_at or row.asked_at, rules=int((row.coverage or {}).get("loaded", 0)))
    found = (detection for what, detection in read_results(results_of(row.pk)) if with_indicators or what != INDICATOR)
    yield from output(kind)(found, about)


def _leaving(row: Hunt, kind: str, *, with_indicators: bool) -> Shown:
    words = {
        "jsonl": _("JSON mỗi dòng một kết quả, cho chương trình"),
        "csv": _("Bảng tính, mọi kết quả"),
        "timeline-html": _("Dòng thời gian mở ngoại tuyến, nhiều nhất 5.000 kết quả nặng nhất"),
        "navigator": _("Lớp ATT&CK Navigator"),
    }
    hits = ngettext("%(n)s lần khớp", "%(n)s lần khớp", row.hits) % {"n": format_number(row.hits)}
    inside = (
        _("Tên máy, tài khoản, dòng lệnh như nhật ký ghi") if kind != "navigator" else _("Kỹ thuật tấn công và số lần, không có tên máy")
    )
    return Shown(
        title=_("Tải kết quả lượt săn lùng %(number)s") % {"number": row.pk},
        happens=[
            Line(_("Rời khỏi hệ thống"), f"{words[kind]}; {hits}"),
            Line(_("Của cơ quan"), row.organisation.name),
            Line(_("Có trong tệp"), inside),
            Line(_("Dấu phạm vi sử dụng"), handling_words(row.handling)),
            Line(_("Ghi lại"), _("Việc tải này được ghi vào nhật ký với tên của bạn.")),
        ],
        stays=[] if with_indicators else [Line(_("Không có trong tệp"), _("Kết quả theo chỉ dấu, vì dấu phạm vi của nguồn tin"))],
        button=_("Tải tệp"),
        back=row.get_absolute_url(),
        back_words=_("Chưa tải, quay lại"),
        sensitive=kind != "navigator",
        beneath=[row.pk, kind, row.hits],
    )
