"""Scans: a person looks at the pages before anything is kept, waits while they are read, and decides what recognition was unsure of."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.directives.services import intake, scans
from vonggac.apps.directives.services.intake import Upload
from vonggac.apps.directives.ui.intake_forms import SameFileForm, ScanForm
from vonggac.apps.directives.ui.where import is_being_read, letter_or_404, page_of
from vonggac.apps.directives.waiting_room import HELD_FOR
from vonggac.apps.directives.waiting_room import scans as waiting_room
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.memory_upload import in_memory
from vonggac.apps.jobs.queries import progress_of
from vonggac.sources.documents import Document, Refused

SALT = "directives.scan"


def show_pages(request: HttpRequest, given: Upload, document: Document, *, at: datetime) -> HttpResponse:
    """Show the first pages of a scan that is held in memory, and ask what only a person can see."""
    person: Any = request.user
    waiting_room.hold(person.pk, document.sha256, given.data, at=at)
    facts = {"sha256": document.sha256, "name": given.name, "handling": given.handling, "person": person.pk}
    return _pages(request, ScanForm(initial={"ticket": signing.dumps(facts, salt=SALT)}), given.data, given.name)


def _pages(request: HttpRequest, form: ScanForm, data: bytes | None, name: str, again: SameFileForm | None = None) -> HttpResponse:
    from vonggac.sources.documents.previews import first_pages

    try:
        pictures = first_pages(data, name) if data else ()
    except Refused:
        pictures = ()
    shown = [f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" for picture in pictures]
    return page(
        request, "directives/scan_pages.html", form=form, pictures=shown, name=name, again=again, minutes=HELD_FOR // timedelta(minutes=1)
    )


@in_memory
@requires("directives.upload")
def agree(request: HttpRequest) -> HttpResponse:
    """Keep the scan on the person's word and have it read in the background."""
    facts = _ticket(request)
    if request.method != "POST" or facts is None:
        messages.info(request, _("Đã quá thời gian chờ xem bản quét. Nhập lại tệp từ đầu."))
        return redirect("directives:upload")
    if request.POST.get("drop"):
        waiting_room.take(facts["person"], facts["sha256"], at=timezone.now())
        messages.info(request, _("Đã bỏ tệp, chưa ghi gì vào hệ thống. Xử lý văn bản đó ngoài mạng."))
        return redirect("directives:upload")
    form = ScanForm(request.POST)
    person, at = facts["person"], timezone.now()
    data = waiting_room.look(person, facts["sha256"], at=at)
    again = None if data is not None else SameFileForm(request.POST if request.FILES else None, request.FILES or None)
    if again is not None and again.is_bound:
        data = _same(again, facts["sha256"])
    if not form.is_valid() or data is None:
        return _pages(request, form, data, facts["name"], again)
    upload = Upload(data, facts["name"], declared=True, handling=facts["handling"])
    try:
        document = intake.open_upload(upload, by=request.user, at=at, recognise=False)
        directive = scans.receive_scan(document, upload, looked=form.cleaned_data["looked"], by=request.user, at=at)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _pages(request, form, data, facts["name"])
    waiting_room.take(person, facts["sha256"], at=at)
    return redirect(page_of(directive))


def _ticket(request: HttpRequest) -> dict[str, Any] | None:
    """Return what this person handed in a while ago, or None when the ticket is old, altered or another person's."""
    try:
        facts: dict[str, Any] = signing.loads(request.POST.get("ticket", ""), salt=SALT, max_age=2 * HELD_FOR)
    except signing.BadSignature:
        return None
    return facts if facts.get("person") == request.user.pk else None


def _same(form: SameFileForm, sha256: str) -> bytes | None:
    if not form.is_valid():
        return None
    data: bytes = form.cleaned_data["file"].read()
    if hashlib.sha256(data).hexdigest() == sha256:
        return data
    form.add_error("file", _("Chọn đúng tệp vừa xem; tệp này có nội dung khác"))
    return None


@requires("directives.read")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the reading of a scan is; take a decision where recognition saw something like a mark."""
    directive = letter_or_404(request, pk)
    if not is_being_read(directive):
        # A waiting page asks through htmx, which would put the whole review page into a small panel.
        return HttpResponse(headers={"HX-Redirect": page_of(directive)}) if request.htmx else redirect(page_of(directive))  # type: ignore[attr-defined]
    if request.method == "POST":
        if not request.user.may("directives.upload"):  # type: ignore[union-attr]
            raise PermissionDenied
        act = scans.call_it_misread if request.POST.get("decision") == "misread" else scans.read_once_more
        try:
            act(directive, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        return redirect(reverse("directives:scan", args=[pk]))
    source = directive.files.filter(is_letter=True).first()
    return page(
        request,
        "directives/scan.html",
        directive=directive,
        job=progress_of(scans.job_key(pk)),
        held=directive.reading.get("held"),
        source=source,
        spill=reverse("directives:spill", args=[pk]) if request.user.may("directives.spill") else "",
        edits=request.user.may("directives.upload"),  # type: ignore[union-attr]
    )
