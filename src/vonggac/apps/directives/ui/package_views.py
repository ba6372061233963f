"""Taking an outgoing paper out as an edXML package, after a page that shows exactly what leaves."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.directives.services import packaging
from vonggac.apps.directives.ui.papers_views import paper_or_404
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.apps.face.handling_words import handling_words
from vonggac.apps.face.reading import size_text
from vonggac.kernel.reading import format_date

EDXML = "application/xml"


@requires("directives.give_out")
def package(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponseBase:
    """Show sender, addressees, number, date and file; on agreement hand the package over, with a line in the log."""
    directive, paper = paper_or_404(request, pk, paper_pk)
    back = reverse("directives:papers", args=[directive.pk])
    try:
        made = packaging.package_of(paper)
    except ValidationError as missing:
        return page(request, "directives/no_package.html", 409, why=" ".join(missing.messages), back=back)
    if answer := ask(request, _shown(made, back)):
        return answer
    content, name = packaging.take_package(paper, by=request.user, at=timezone.now())
    return download(content, name, EDXML)


def _shown(made: packaging.Package, back: str) -> Shown:
    envelope, missing = made.envelope, made.without_identifier()
    [file] = envelope.files
    happens = [
        Line(_("Rời khỏi hệ thống"), _("tệp %(name)s, để văn thư đưa vào hệ thống quản lý văn bản") % {"name": made.file_name}),
        Line(_("Nơi gửi"), _party(envelope.sender)),
        Line(_("Nơi nhận"), "; ".join(map(_party, envelope.addressees)) or _("không ghi"), warns=not envelope.addressees),
        Line(_("Số, ký hiệu"), f"{envelope.number}/{envelope.symbol}"),
        Line(_("Ngày văn bản"), format_date(envelope.issued_on) if envelope.issued_on else ""),
        Line(_("Trích yếu"), envelope.subject),
        Line(_("Tệp kèm"), f"{file.name}, {size_text(file.size)}, SHA-256 {file.sha256}"),
        Line(_("Dấu lưu hành"), handling_words(made.handling), warns=made.handling not in packaging.UNMARKED),
    ]
    if missing:
        words = _("%(names)s: văn thư điền ở hệ thống quản lý văn bản; ghi mã vào hồ sơ tỉnh (exchange.yaml) để lần sau có sẵn")
        happens.append(Line(_("Chưa có mã định danh"), words % {"names": "; ".join(missing)}, warns=True))
    return Shown(
        title=_("Tải gói edXML của văn bản %(number)s/%(symbol)s") % {"number": envelope.number, "symbol": envelope.symbol},
        happens=happens,
        stays=[Line(_("Không gửi đi"), _("Hệ thống chỉ lập gói. Văn thư phát hành.")), Line(_("Ghi lại"), _("một dòng trong nhật ký"))],
        button=_("Tải gói edXML"),
        back=back,
        back_words=_("Chưa tải, quay lại"),
    )


def _party(party: packaging.Party) -> str:
    return f"{party.name} ({party.organ_id})" if party.organ_id else party.name
