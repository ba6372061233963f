"""Calendar settings and the feed itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vonggac.apps.face.access import open_to_all, page, requires
from vonggac.apps.face.downloads import as_file
from vonggac.apps.work.services.calendar import calendar_of, make_calendar_feed, stop_calendar_feed
from vonggac.apps.work.ui.rates import too_often


@requires("work.read")
def settings_page(request: HttpRequest) -> HttpResponseBase:
    """Make or stop the secret address; it is shown once."""
    if request.method == "POST" and request.POST.get("do") == "stop":
        stop_calendar_feed(by=request.user, at=timezone.now())
        messages.success(request, _("Đã ngừng địa chỉ lịch."))
        return redirect("work:calendar")
    address = make_calendar_feed(by=request.user, at=timezone.now()) if request.method == "POST" else ""
    feed = getattr(request.user, "calendar_feed", None)
    return page(request, "work/calendar.html", address=address, feed=feed)


@open_to_all
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar as a phone reads it; the address is the key."""
    if too_often(request, "calendar", most=300):
        return HttpResponse(status=429)
    content = calendar_of(token, timezone.now())
    if content is None:
        raise Http404
    return as_file(HttpResponse(content, content_type="text/calendar; charset=utf-8"), "viec.ics")
