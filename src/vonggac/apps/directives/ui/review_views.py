"""Review, check, give out: the pages between a letter that came in and the work that follows from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.accounts.queries import holdings_now
from vonggac.apps.directives import queries
from vonggac.apps.directives.giving import GivingPlan, plan_giving
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import giving_out, laying
from vonggac.apps.directives.ui import confirm_page
from vonggac.apps.directives.ui.review_page import day_moved, show
from vonggac.apps.directives.ui.review_parts import form_of, may_change, standing_words
from vonggac.apps.directives.ui.where import letter_or_404, page_of
from vonggac.apps.face.access import requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.kernel.reading import format_date


@requires("directives.read", methods=("GET", "HEAD"))
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter's text beside what was read; `?sua=` opens one part."""
    directive = letter_or_404(request, pk)
    here = reverse("directives:review", args=[pk])
    if page_of(directive) != here:
        return redirect(page_of(directive))
    return show(request, directive, request.GET.get("sua", ""))


@in_memory
@requires("directives.read")
def change(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Change one part of the letter; the page comes back to the same place."""
    directive = letter_or_404(request, pk)
    if not may_change(request.user, part):
        raise PermissionDenied
    here = reverse("directives:review", args=[pk])
    if request.method != "POST":
        return redirect(f"{here}?sua={part}#{part}")
    form = form_of(part, directive, user=request.user, today=timezone.localdate(), data=request.POST, files=request.FILES)
    if not say_dropped(request, form, "file" if "file" in form.fields else None) and form.is_valid():
        try:
            form.carry_out(by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
            directive.refresh_from_db()
            if getattr(refusal, "code", "") == "changed" and (words := standing_words(directive, part)):
                form.add_error(None, _("Đang ghi: %(words)s.") % {"words": words})
        else:
            return redirect(f"{here}#{anchor(part)}")
    directive.refresh_from_db()
    return show(request, directive, part, form)


def anchor(part: str) -> str:
    """Return where on the page a part stands after it was changed."""
    name, _dash, number = part.rpartition("-")
    if number.isdigit():
        return {
            "them": f"dong-{number}",
            "bo": f"viec-{number}",
            "lay": f"viec-{number}",
            "han": f"viec-{number}",
            "noi": "don-vi-nhan",
            "gop": "noi-dung",
            "tach": "noi-dung",
        }.get(name, part)
    return {"viec-moi": "noi-dung", "quet": "thong-tin"}.get(part, part)


@requires("directives.upload")
def lay_out_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Look the addressees up again on the corrected date, after saying what is lost."""
    directive = letter_or_404(request, pk)
    day = day_moved(directive, timezone.localdate())
    back = reverse("directives:review", args=[pk])
    if directive.state != Directive.State.REVIEW or day is None:
        return redirect(back)
    decided = directive.lines.filter(settled__in=("chosen", "skipped")).count()
    shown = Shown(
        title=_("Tra lại đơn vị nhận theo ngày %(day)s") % {"day": format_date(day)},
        lead=_("Ngày của văn bản đã được sửa, nên danh bạ phải tra lại theo ngày mới."),
        happens=[
            Line(
                _("Danh bạ"),
                _("tra tại ngày %(new)s, trước đây %(old)s") % {"new": format_date(day), "old": format_date(directive.resolved_on)},
            )
        ],
        stays=[
            Line(
                _("Mất"),
                ngettext(
                    "%(n)s quyết định về dòng nhận, mọi chỉnh sửa ở nội dung phải làm",
                    "%(n)s quyết định về dòng nhận, mọi chỉnh sửa ở nội dung phải làm",
                    decided,
                )
                % {"n": decided},
                warns=True,
            ),
            Line(_("Giữ"), _("thông tin văn bản đã sửa, bút phê, phụ lục, đợt cao điểm")),
        ],
        button=_("Tra lại theo ngày %(day)s") % {"day": format_date(day)},
        back=back,
        beneath=[directive.version],
    )
    if answer := ask(request, shown):
        return answer
    laying.lay_out_again(directive, by=request.user, at=timezone.now(), today=timezone.localdate())
    messages.success(request, _("Đã tra lại đơn vị nhận theo ngày %(day)s.") % {"day": format_date(day)})
    return redirect(back)


@requires("directives.give_out")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show exactly what leaves and to whom; on agreement give the work out."""
    directive = letter_or_404(request, pk)
    back = reverse("directives:review", args=[pk])
    if directive.state != Directive.State.REVIEW:
        return redirect(page_of(directive))
    if queries.open_points(directive):
        messages.warning(request, _("Còn điểm chưa xong nên chưa giao được. Xem thanh ở cuối trang."))
        return redirect(back)
    plan = plan_giving(directive)
    shown = confirm_page.shown(directive, plan, back)
    context = confirm_page.context(directive, plan, timezone.now())
    if answer := ask(request, shown, template="directives/confirm.html", directive=directive, **context):
        return answer
    return _give_out(request, directive, plan, back)


def _give_out(request: HttpRequest, directive: Directive, plan: GivingPlan, back: str) -> HttpResponse:
    try:
        given = giving_out.give_out(directive, unit=unit_of(request.user), shown=plan.digest(), by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    named = {"tasks": plan.tasks, "bodies": len(plan.organisations)}
    messages.success(request, _("Đã giao %(tasks)s nhiệm vụ cho %(bodies)s đơn vị.") % named)
    return redirect(page_of(given))


def unit_of(user: Any) -> Any:
    """Return in whose name answers are reviewed: the province's specialised unit of today, else the coordinator's own body."""
    return queries.specialised_unit(timezone.localdate()) or holdings_now(user)[0].post.organisation
