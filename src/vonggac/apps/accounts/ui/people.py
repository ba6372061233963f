"""Pages about people."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from vonggac.apps.accounts import queries, services
from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import User
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask

A_PAGE = 50
STANDINGS = [("no_post", gettext_lazy("chưa có vị trí")), ("stopped", gettext_lazy("ngừng hoạt động"))]


@requires("accounts.read", methods=("GET", "HEAD"))
def people(request: HttpRequest) -> HttpResponse:
    """List people by name, with the posts they hold."""
    seen = {name: request.GET.get(name, "")[:100] for name in ("q", "role", "standing")}
    found = queries.people_matching(queries.people_visible_to(request.user), seen["q"], seen["role"], seen["standing"])
    rows = Paginator(queries.with_posts(found), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "accounts/people.html", rows=rows, seen=seen, roles=Role.choices, standings=STANDINGS)


def _person(request: HttpRequest, number: int) -> User:
    return get_object_or_404(queries.with_posts(queries.people_visible_to(request.user)), pk=number)


@requires("accounts.read", methods=("GET", "HEAD"))
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show one person: what is held now and was held before."""
    who = _person(request, number)
    history = queries.holdings_ever(who)
    return page(request, "accounts/person.html", who=who, history=history, proves_twice=queries.has_second_factor(who))


@requires("accounts.invite")
@never_cache
def recover(request: HttpRequest, number: int) -> HttpResponse:
    """Make a recovery link for a person who lost phone or password, after a page that says what it does."""
    who = _person(request, number)
    shown = Shown(
        title=_("Lập lại cách đăng nhập cho %(name)s") % {"name": who.full_name},
        happens=[
            Line(_("Tạo ra"), _("một liên kết dùng một lần, trong 24 giờ; hiện đúng một lần trên màn hình này")),
            Line(_("Khi mở liên kết"), _("mật khẩu cũ, khóa truy cập, ứng dụng xác thực và mã khôi phục của người này bị gỡ")),
            Line(_("Trước khi trao"), _("gọi lại số điện thoại đã biết, kiểm tra đúng người"), warns=True),
        ],
        button=_("Tạo liên kết cho %(name)s") % {"name": who.full_name},
        back=f"/tai-khoan/nguoi-dung/{who.pk}/",
    )
    if answer := ask(request, shown):
        return answer
    try:
        link = services.make_recovery_link(user=who, by=request.user, at=now())  # type: ignore[arg-type]
    except services.Refused as refused:
        messages.error(request, str(refused))
        return redirect("accounts:person", who.pk)
    return page(request, "accounts/slip.html", link=link, name=who.full_name, hours=24, purpose="recover")


@requires("accounts.invite")
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Put a person out of service, after a page that says what ends."""
    who = _person(request, number)
    shown = Shown(
        title=_("Ngừng tài khoản của %(name)s") % {"name": who.full_name},
        happens=[
            Line(_("Phiên đăng nhập"), _("mọi phiên kết thúc ngay")),
            Line(_("Vị trí"), "; ".join(str(holding.post) for holding in who.held) or _("không giữ vị trí nào")),  # type: ignore[attr-defined]
            Line(_("Bàn giao đang dở"), _("bị hủy")),
        ],
        stays=[Line(_("Công việc"), _("ở lại với vị trí; nhật ký giữ nguyên"))],
        button=_("Ngừng tài khoản này"),
        back=f"/tai-khoan/nguoi-dung/{who.pk}/",
    )
    if answer := ask(request, shown):
        return answer
    return _done(request, who, lambda: services.put_out_of_service(user=who, by=request.user, at=now()))  # type: ignore[arg-type]


@requires("accounts.invite", methods=("POST",))
def bring_back(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed account again."""
    who = _person(request, number)
    return _done(request, who, lambda: services.put_to_service(user=who, by=request.user, at=now()))  # type: ignore[arg-type]


def _done(request: HttpRequest, who: User, act: object) -> HttpResponse:
    try:
        act()  # type: ignore[operator]
    except services.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã ghi thay đổi của %(name)s.") % {"name": who.full_name})
    return redirect("accounts:person", who.pk)
