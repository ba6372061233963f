"""The page behind a one-time link."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from vonggac.apps.accounts import queries, services
from vonggac.apps.accounts.models import EntryLink
from vonggac.apps.accounts.services.links import find
from vonggac.apps.accounts.ui.forms import EnterForm
from vonggac.apps.face.access import open_to_all, page


@open_to_all
@never_cache
@sensitive_post_parameters()
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what the link opens, and on sending make the account or the new password. Looking uses nothing up."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    try:
        link = find(secret, now())
        form = EnterForm(request.POST or None, link=link)
        if request.method == "POST" and form.is_valid():
            return _let_in(request, secret, form)
    except services.LinkUnknown:
        return page(request, "accounts/link_closed.html", status=404, standing="unknown")
    except services.LinkClosed as closed:
        return page(request, "accounts/link_closed.html", status=410, standing=closed.standing, link=closed.link)
    except services.Refused as refused:
        form.add_error(None, str(refused))
    return page(request, "accounts/enter.html", status=422 if form.is_bound else 200, form=form, link=link, purposes=EntryLink.Purpose)


def _let_in(request: HttpRequest, secret: str, form: EnterForm) -> HttpResponse:
    user = services.enter(secret=secret, account=form.account(), at=now())
    request.session.flush()
    record_authentication(request, user, method="link")
    get_adapter().login(request, user)
    get_adapter().add_message(request, 25, message=_("Đã lập tài khoản của %(name)s.") % {"name": user.full_name})
    needs_more = queries.must_prove_twice(user) and not queries.has_second_factor(user)
    return redirect("mfa_index") if needs_more else redirect("/")


@open_to_all
def cannot_sign_in(request: HttpRequest) -> HttpResponse:
    """Say what to do without password, phone or key."""
    return page(request, "accounts/cannot_sign_in.html")
