"""A state secret got in: where it lies, erasing it everywhere, the minutes to sign and the backups that a person destroys."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.directives import following
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import papers, spill
from vonggac.apps.directives.ui.agreeing import agree
from vonggac.apps.directives.ui.letters import address
from vonggac.apps.directives.ui.papers_views import READ
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown
from vonggac.apps.face.downloads import download
from vonggac.apps.face.forms import Form, TextField


class SpillForm(Form):
    """What was found, in words that could stand on a notice board."""

    what = TextField(
        label=gettext_lazy("Phát hiện như thế nào"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Không ghi nội dung tài liệu. Ví dụ: thấy dấu chỉ độ mật ở trang 2 khi rà soát bản quét."),
    )
    words = TextField(
        label=gettext_lazy("Chữ cần tìm thêm"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Mỗi dòng một đoạn từ 12 ký tự. Chỉ dùng để tìm trong danh sách đã tải lên, danh bạ, hồ sơ cấp độ, đánh giá; "
            "không lưu, không ghi vào biên bản."
        ),
    )


def _letter_or_404(request: HttpRequest, pk: int) -> Directive:
    found = following.letters_to_erase(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires("directives.spill")
def erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show where the letter lies, ask, erase; afterwards the minutes and the backups stand here."""
    directive = _letter_or_404(request, pk)
    if directive.state == Directive.State.ERASED:
        return page(request, "directives/spilled.html", directive=directive, spill=following.spill_of(directive))
    places = spill.preview_spill(directive)
    form = SpillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if answer := agree(request, _shown(directive, spill.preview_spill(directive, given["words"]), given["what"])):
            return answer
        try:
            spill.erase_spill(directive, what=given["what"], words=given["words"], by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã xóa ở mọi nơi trong hệ thống. In biên bản và hủy các bản sao lưu nêu dưới đây."))
            return redirect("directives:spill", pk=pk)
    context = {"directive": directive, "places": places, "form": form, "backups": spill.backups_since(directive.declared_at)}
    return page(request, "directives/spill.html", 422 if form.errors else 200, **context)


def _shown(directive: Directive, places: list[spill.Place], what: str) -> Shown:
    count = sum(place.count for place in places)
    return Shown(
        title=_("Xóa văn bản có bí mật nhà nước ở mọi nơi"),
        lead=_("Làm theo khoản 2 Điều 5 Luật Bảo vệ bí mật nhà nước (117/2025/QH15). Không lấy lại được."),
        happens=(
            *(Line(place.name.capitalize(), str(place.count), warns=True) for place in places if place.count),
            Line(_("Ghi vào biên bản"), what),
        ),
        stays=(
            Line(_("Nhật ký"), _("chỉ giữ dấu vết: ai, lúc nào, bao nhiêu, mã băm của tệp; không giữ một chữ nào của văn bản")),
            Line(_("Bản sao lưu"), _("hệ thống không xóa được; người giữ phải hủy và ghi vào biên bản")),
        ),
        promise=_("Tôi đã báo người phụ trách bảo vệ bí mật nhà nước của cơ quan."),
        button=ngettext("Xóa %(n)s mục, không lấy lại được", "Xóa %(n)s mục, không lấy lại được", count) % {"n": count},
        back=address("spill", directive),
        sensitive=True,
    )


@requires("directives.spill", methods=READ)
def minutes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the minutes to be signed."""
    found = following.spill_of(_letter_or_404(request, pk))
    if found is None:
        raise Http404
    at = timezone.now()
    return download(papers.spill_minutes_docx(found, at=at, today=timezone.localdate(at)), f"bien-ban-xoa-{found.pk}.docx", papers.DOCX)
