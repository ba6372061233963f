"""Addressees without an account: answer links shown once as printable slips, spreadsheets and printed forms."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import slips
from vonggac.apps.directives.ui.agreeing import agree
from vonggac.apps.directives.ui.letters import address, dated, letter_or_404, ways
from vonggac.apps.directives.ui.papers_views import READ, whole_letter_or_404
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown
from vonggac.apps.face.downloads import as_file, download
from vonggac.apps.work.services.links import LASTS, make_answer_links, revoke_answer_links
from vonggac.kernel.reading import format_date, parse_key


def _chosen(request: HttpRequest) -> list[int]:
    return [key for one in request.POST.getlist("co-quan") if (key := parse_key(one)) is not None]


@requires("work.assign", methods=READ)
def links(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which bodies nobody can sign in for, and what was sent to them."""
    directive = whole_letter_or_404(request, pk)
    at = timezone.now()
    rows = slips.without_account(directive)
    return page(
        request,
        "directives/links.html",
        directive=directive,
        dated=dated(directive),
        rows=[(one, one.link_stands(at)) for one in rows],
        ways=ways(request, directive, "links"),
    )


@requires("work.assign", methods=("POST",))
def make(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make the links and show the slips once; nobody can see them again, a new one replaces a lost one."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    bodies = slips.chosen_of(slips.without_account(directive), _chosen(request))
    if not bodies:
        messages.error(request, _("Đánh dấu ít nhất một cơ quan rồi tạo đường dẫn."))
        return redirect("directives:links", pk=pk)
    count = {"n": len(bodies)}
    shown = Shown(
        title=ngettext("Tạo đường dẫn trả lời cho %(n)s cơ quan", "Tạo đường dẫn trả lời cho %(n)s cơ quan", len(bodies)) % count,
        lead=dated(directive),
        happens=(
            Line(_("Cơ quan"), "; ".join(one.addressed_as() for one in bodies)),
            Line(_("Dùng được"), _("một lần, đến hết ngày %(day)s") % {"day": format_date((timezone.localtime() + LASTS).date())}),
            Line(_("Ai có đường dẫn"), _("đều trả lời được thay cơ quan đó; gửi đúng người, qua kênh tin cậy"), warns=True),
            Line(_("Đường dẫn cũ chưa dùng"), _("của các cơ quan này hết hiệu lực")),
        ),
        stays=(Line(_("Hiện lại lần nữa"), _("không được; mất thì tạo đường dẫn mới")),),
        button=ngettext("Tạo %(n)s đường dẫn và hiện phiếu", "Tạo %(n)s đường dẫn và hiện phiếu", len(bodies)) % count,
        back=address("links", directive),
    )
    if answer := agree(request, shown):
        return answer
    made = make_answer_links(directive.group(), bodies, by=request.user, at=timezone.now())
    slip = page(request, "directives/slips.html", directive=directive, dated=dated(directive), made=made)
    slip["Cache-Control"] = "no-store"
    slip["Referrer-Policy"] = "strict-origin"  # addresses stay here; without an origin no form of the page could be sent
    return slip


@requires("work.assign", methods=("POST",))
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop the unused links of the ticked bodies."""
    directive = whole_letter_or_404(request, pk)
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, _("Đánh dấu ít nhất một cơ quan rồi thu hồi."))
        return redirect("directives:links", pk=pk)
    count = revoke_answer_links(directive.group(), chosen, by=request.user, at=timezone.now())
    messages.success(request, ngettext("Đã thu hồi %(n)s đường dẫn.", "Đã thu hồi %(n)s đường dẫn.", count) % {"n": count})
    return redirect("directives:links", pk=pk)


@requires("work.assign", methods=READ)
def form_file(request: HttpRequest, pk: int, body_pk: int, ending: str) -> HttpResponseBase:
    """Download the printed form of one body."""
    directive = whole_letter_or_404(request, pk)
    body = next((one.organisation for one in slips.without_account(directive) if one.organisation.pk == body_pk), None)
    if body is None or ending not in ("docx", "pdf"):
        raise Http404
    kind = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}[ending]
    content = slips.answer_form_file(directive, body, ending=ending, today=timezone.localdate(), at=timezone.now())
    return download(content, f"phieu-tra-loi-{body.code}.{ending}", kind)


@requires("work.assign", methods=READ)
def all_forms(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the printed forms of every body without an account."""
    directive = whole_letter_or_404(request, pk)
    bodies = [one.organisation for one in slips.without_account(directive)]
    if not bodies:
        raise Http404
    try:
        packed = slips.answer_forms_zip(directive, bodies, today=timezone.localdate(), at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("directives:links", pk=pk)
    return as_file(StreamingHttpResponse(packed, content_type="application/zip"), f"phieu-tra-loi-van-ban-{pk}.zip")
