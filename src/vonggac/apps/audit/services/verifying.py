"""Proving the chain: every link is computed again, and the first one that does not fit is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.audit.models import ChainHead, Entry
from vonggac.apps.audit.services.anchors import Anchor
from vonggac.apps.audit.services.recording import link_digest

START = "0" * 64

BLIND_SPOTS = (
    gettext_lazy("Những dòng cuối bị xóa cùng với đầu chuỗi: chỉ bản neo làm sau các dòng đó mới cho thấy."),
    gettext_lazy("Cả chuỗi bị viết lại từ một dòng nào đó: chỉ bản neo giữ bên ngoài, làm sau dòng đó, mới cho thấy."),
    gettext_lazy("Việc làm ngoài hệ thống này, hoặc sửa thẳng vào các bảng khác của cơ sở dữ liệu."),
    gettext_lazy("Việc ghi đúng người nhưng người khác ngồi vào máy đang đăng nhập."),
)
"""What a whole chain does not prove."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first link that does not fit, and how."""

    number: int
    kind: str
    """gap, previous, digest, head, anchor."""
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check saw."""

    links: int
    fault: Fault | None
    anchors: int
    last_digest: str

    @property
    def is_whole(self) -> bool:
        """Whether everything that could be seen fits."""
        return self.fault is None


def verify(anchors: Sequence[Anchor] = ()) -> Verdict:
    """Walk the whole chain once, in order and in constant memory; stop at the first fault.

    Anchors are compared on the way: the link with the anchor's number must carry the anchor's digest.
    """
    wanted = {anchor.number: anchor.digest for anchor in anchors}
    number, digest = 0, START
    for anchor in anchors:
        if wanted[anchor.number] != anchor.digest:
            return Verdict(0, Fault(anchor.number, "anchor", _("hai bản neo cùng số dòng mà khác mã băm")), len(anchors), START)
    for entry in _in_order():
        fault = _fault_of(entry, number, digest) or _against_anchor(entry.number, entry.digest, wanted)
        if fault:
            return Verdict(number, fault, len(anchors), digest)
        number, digest = entry.number, entry.digest
    return Verdict(number, _fault_at_end(number, digest, wanted), len(anchors), digest)


def _in_order() -> Iterator[Entry]:
    return Entry.objects.order_by("number").iterator(chunk_size=2000)


def _fault_of(entry: Entry, number: int, digest: str) -> Fault | None:
    if entry.number != number + 1:
        return Fault(number + 1, "gap", _("thiếu dòng này; sau dòng %(a)d là dòng %(b)d") % {"a": number, "b": entry.number})
    if entry.previous != digest:
        return Fault(entry.number, "previous", _("không nối với dòng trước: mã băm của dòng trước ghi ở đây khác"))
    if link_digest(entry) != entry.digest:
        return Fault(entry.number, "digest", _("nội dung dòng đã bị sửa: mã băm tính lại khác mã đã ghi"))
    return None


def _against_anchor(number: int, digest: str, wanted: dict[int, str]) -> Fault | None:
    if wanted.get(number, digest) == digest:
        return None
    return Fault(number, "anchor", _("khác bản neo: chuỗi đã bị viết lại từ dòng này hoặc trước đó"))


def _fault_at_end(number: int, digest: str, wanted: dict[int, str]) -> Fault | None:
    beyond = sorted(one for one in wanted if one > number)
    if beyond:
        return Fault(
            number + 1, "anchor", _("bản neo chứng nhận đến dòng %(n)d, mà chuỗi hết ở dòng %(m)d") % {"n": beyond[0], "m": number}
        )
    if wanted.get(0, START) != START:
        return Fault(0, "anchor", _("bản neo số 0 phải có mã băm toàn số 0"))
    head = ChainHead.objects.filter(pk="main").first() or ChainHead()
    if (head.number, head.digest) != (number, digest):
        return Fault(number + 1, "head", _("đầu chuỗi ghi dòng %(n)d, mà dòng cuối cùng là %(m)d") % {"n": head.number, "m": number})
    return None
