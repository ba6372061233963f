"""The spreadsheet form of a letter: download it for one body, take the returned one in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.downloads import download
from vonggac.apps.face.forms import FileField, Form
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.work import queries
from vonggac.apps.work.files import XLSX
from vonggac.apps.work.services.sheets import answers_template, import_answers
from vonggac.kernel.reading import parse_key
from vonggac.sources.tables import Refused as NotAList


class ReturnedForm(Form):
    """The returned spreadsheet."""

    returned = FileField(label=_("Bảng trả lời"), endings=["xlsx", "csv"], most=10_000_000)


@requires("work.read", methods=("GET", "HEAD"))
def template(request: HttpRequest, group: str) -> HttpResponseBase:
    """Download the form of one body whose tasks the person sees."""
    body = parse_key(request.GET.get("co-quan", ""))
    tasks = queries.visible_to(request.user).filter(assignment__group=group).select_related("organisation")
    task = (
        tasks.filter(organisation_id=body).first()
        if body is not None
        else queries.own_tasks(request.user).filter(assignment__group=group).first()
    )
    if task is None:
        raise Http404
    return download(answers_template(group, task.organisation), f"tra-loi-{task.organisation.code}.xlsx", XLSX)


@in_memory
@requires("work.read")
def take_in(request: HttpRequest, group: str) -> HttpResponseBase:
    """Take a returned form in; good rows go in, the others are named with their place."""
    user = request.user
    allowed = queries.reviewable_by(user) | queries.answerable_by(user)
    if not allowed.filter(assignment__group=group).exists():
        raise Http404
    form = ReturnedForm(request.POST or None, request.FILES or None)
    result = None
    if request.method == "POST" and not say_dropped(request, form, "returned") and form.is_valid():
        upload = form.cleaned_data["returned"]
        try:
            result = import_answers(upload.read(), upload.name, group=group, by=user, at=timezone.now())
        except NotAList as refusal:
            form.add_error("returned", str(refusal))
    return page(request, "work/take_in.html", 422 if form.errors else 200, form=form, result=result, group=group)
