"""The page about oneself, and keys of the API."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from vonggac.apps.accounts import queries, services
from vonggac.apps.accounts.act_words import words_of
from vonggac.apps.accounts.models import User
from vonggac.apps.accounts.ui.forms import KeyForm, ProfileForm
from vonggac.apps.audit.queries import acts_of
from vonggac.apps.face.access import page, requires, signed_in


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Show and change what is one's own: name, telephone, notices; posts, devices, sign-ins."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    user: User = request.user  # type: ignore[assignment]
    form = ProfileForm(request.POST or None, initial={name: getattr(user, name) for name in ("full_name", "phone", "mail_notices")})
    if request.method == "POST" and form.is_valid():
        services.change_profile(user=user, changes=form.cleaned_data, by=user, at=now())
        messages.success(request, _("Đã lưu hồ sơ."))
        return redirect("accounts:me")
    sign_ins = acts_of(user.pk, "accounts.session.begun")[:10]
    return page(
        request,
        "accounts/me.html",
        status=422 if form.errors else 200,
        form=form,
        held=queries.holdings_now(user),
        factors=sorted(queries.second_factors(user).values()),
        sign_ins=sign_ins,
        waiting=queries.transfers_waiting_for(user),
    )


@signed_in
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of this person but this one."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user: User = request.user  # type: ignore[assignment]
    services.end_sessions(user=user, by=user, at=now())
    update_session_auth_hash(request, user)
    messages.success(request, _("Đã đăng xuất khỏi mọi máy khác."))
    return redirect("accounts:me")


@requires("house.tokens")
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """List keys of the API and make one; its text is shown once, in the answer."""
    form = KeyForm(request.POST or None, by=request.user)
    made = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ends = timezone.make_aware(datetime.combine(said["last_day"] + timedelta(days=1), time.min))
        try:
            made = services.make_key(
                name=said["name"],
                user=said["user"],
                scopes=said["scopes"],
                expires_at=ends,
                by=request.user,
                at=now(),  # type: ignore[arg-type]
            )
        except services.Refused as refused:
            form.add_error(None, str(refused))
    rows = list(queries.keys_of_the_api()[:200])
    for row in rows:
        row.may = [words_of(act) for act in row.scopes]  # type: ignore[attr-defined]
    return page(request, "accounts/keys.html", status=422 if form.errors else 200, form=form, made=made, rows=rows, at=now())


@requires("house.tokens", methods=("POST",))
def revoke_key(request: HttpRequest, number: int) -> HttpResponse:
    """Take a key back."""
    token = get_object_or_404(queries.keys_of_the_api(), pk=number)
    try:
        services.revoke_key(token=token, by=request.user, at=now())  # type: ignore[arg-type]
    except services.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã thu hồi khóa “%(name)s”.") % {"name": token.name})
    return redirect("accounts:keys")
