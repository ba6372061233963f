"""Pages about posts: who holds what, and who comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from vonggac.apps.accounts import ports, queries, services
from vonggac.apps.accounts.models import Post
from vonggac.apps.accounts.ui.forms import AssignForm, InviteForm, PostForm, TransferForm
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask

A_PAGE = 50
STANDINGS = [("vacant", gettext_lazy("chưa có người")), ("closed", gettext_lazy("đã đóng"))]


@requires("accounts.read", methods=("GET", "HEAD"))
def posts(request: HttpRequest) -> HttpResponse:
    """List posts by organisation, with their holders."""
    seen = {name: request.GET.get(name, "")[:100] for name in ("q", "standing")}
    found = queries.posts_matching(queries.posts_visible_to(request.user), seen["q"], seen["standing"])
    rows = Paginator(queries.with_holders(found), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "accounts/posts.html", rows=rows, seen=seen, standings=STANDINGS)


@requires("accounts.invite")
def new_post(request: HttpRequest) -> HttpResponse:
    """Open a post."""
    form = PostForm(request.POST or None, by=request.user, initial={"body": request.GET.get("body", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            post = services.open_post(organisation=said["body"], title=said["title"], role=said["role"], by=request.user, at=now())  # type: ignore[arg-type]
        except services.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã mở vị trí. Mời hoặc giao cho một người."))
            return redirect("accounts:post", post.pk)
    return page(request, "accounts/new_post.html", status=422 if form.errors else 200, form=form)


def _post(request: HttpRequest, number: int) -> Post:
    return get_object_or_404(queries.with_holders(queries.posts_visible_to(request.user)), pk=number)


@requires("accounts.read", methods=("GET", "HEAD"))
def post(request: HttpRequest, number: int) -> HttpResponse:
    """Show a post: holders, invitations, transfers, what lies with it."""
    row = _post(request, number)
    return page(request, "accounts/post.html", **_about(request, row))


def _about(request: HttpRequest, row: Post) -> dict[str, Any]:
    return {
        "post": row,
        "at": now(),
        "contents": ports.contents_of(row),
        "invitations": queries.invitations_visible_to(request.user).filter(post=row)[:20],
        "transfers": queries.transfers_visible_to(request.user).filter(post=row)[:20],
        "may_change": request.user.may("accounts.invite"),  # type: ignore[union-attr]
    }


@requires("accounts.invite")
@never_cache
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Invite a person without an account; the answer is the slip with the link, shown once."""
    row = _post(request, number)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, link = services.invite(post=row, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
        except services.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return page(
                request, "accounts/slip.html", link=link, name=invitation.full_name, post=row, invitation=invitation, purpose="invite"
            )
    return page(request, "accounts/invite.html", status=422 if form.errors else 200, form=form, post=row)


@requires("accounts.invite", methods=("POST",))
def withdraw_invitation(request: HttpRequest, number: int, link: int) -> HttpResponse:
    """Make an invitation worthless."""
    row = _post(request, number)
    invitation = get_object_or_404(queries.invitations_visible_to(request.user), pk=link, post=row)
    return _done(request, row, lambda: services.withdraw_invitation(link=invitation, by=request.user, at=now()))  # type: ignore[arg-type]


@requires("accounts.invite")
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Put a person who has an account into the post."""
    row = _post(request, number)
    form = AssignForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_post(post=row, user=form.cleaned_data["user"], by=request.user, at=now())  # type: ignore[arg-type]
        except services.Refused as refused:
            form.add_error("user", str(refused))
        else:
            messages.success(request, _("Đã giao vị trí."))
            return redirect("accounts:post", row.pk)
    return page(request, "accounts/assign.html", status=422 if form.errors else 200, form=form, post=row)


@requires("accounts.invite", methods=("POST",))
def leave(request: HttpRequest, number: int, holding: int) -> HttpResponse:
    """Take a person out of the post without a successor."""
    row = _post(request, number)
    held = get_object_or_404(row.holdings.select_related("post"), pk=holding, ended_at=None)
    return _done(request, row, lambda: services.end_holding(holding=held, by=request.user, at=now()))  # type: ignore[arg-type]


@requires("accounts.invite")
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close the post, after a page that says what ends."""
    row = _post(request, number)
    shown = Shown(
        title=_("Đóng vị trí %(title)s") % {"title": row.title},
        happens=[
            Line(_("Cơ quan"), row.organisation.name),
            Line(_("Người đang giữ"), "; ".join(h.user.full_name for h in row.held) or _("không có")),  # type: ignore[attr-defined]
            Line(_("Lời mời chưa dùng"), _("hết tác dụng")),
        ],
        button=_("Đóng vị trí này"),
        back=f"/tai-khoan/vi-tri/{row.pk}/",
    )
    if answer := ask(request, shown):
        return answer
    return _done(request, row, lambda: services.close_post(post=row, by=request.user, at=now()))  # type: ignore[arg-type]


@requires("accounts.transfer")
def propose(request: HttpRequest, number: int, holding: int) -> HttpResponse:
    """Propose that the post goes from its holder to another person."""
    row = _post(request, number)
    held = get_object_or_404(row.holdings.select_related("user"), pk=holding, ended_at=None)
    form = TransferForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = services.propose_transfer(
                post=row,
                giver=held.user,
                taker=said["user"],
                reason=said["reason"],
                by=request.user,
                at=now(),  # type: ignore[arg-type]
            )
        except services.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("accounts:transfer", made.pk)
    return page(request, "accounts/propose.html", status=422 if form.errors else 200, form=form, post=row, giver=held.user)


def _done(request: HttpRequest, row: Post, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except services.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã ghi thay đổi ở vị trí %(title)s.") % {"title": row.title})
    return redirect("accounts:post", row.pk)
