"""Handing files in for a hunt: several at once, with rules, a span of time and the declaration that they hold no state secret."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.reading import size_text
from vonggac.apps.hunts.hunt_refusals import HandedOverBefore
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.queries.packs import chosen_first, open_campaigns_for, usable_packs
from vonggac.apps.hunts.queries.visibility import hunts_workable_by, may_run_for
from vonggac.apps.hunts.services.asking import Brought, ask_anew, ask_hunt
from vonggac.apps.hunts.ui.forms import AnewForm, NewHuntForm
from vonggac.apps.hunts.ui.hunts import hunt_or_404
from vonggac.apps.hunts.uploading import refusal_of, streamed
from vonggac.apps.organisations.queries import in_order
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import parse_key

DATES = {"since": "since_on", "until": "until_on"}


@streamed
@requires("hunts.run")
def new(request: HttpRequest) -> HttpResponseBase:
    """Take files in and have them hunted through; what is refused is said beside its field and nothing of the files stays."""
    form, before = _form(request), None
    if request.method == "POST":
        refused = refusal_of(request)
        if refused is not None:
            form.is_valid()
            form.errors.pop("files", None)
            place_errors(form, placed(refused))
        elif form.is_valid():
            made = _asked(request, form)
            if isinstance(made, Hunt):
                messages.success(request, _("Đã nhận tệp. Lượt săn lùng chạy trong nền; có thể rời trang này."))
                return redirect(made)
            before = made
            form = _with_again(request, form, before) if before is not None else form
    told = {"form": form, "before": before, "limit": size_text(settings.HUNT_UPLOAD), "no_body": not may_run_for(request.user).exists()}
    return page(request, "hunts/new.html", 422 if form.errors else 200, **told)


def _form(request: HttpRequest, *, asks_again: bool | None = None) -> NewHuntForm:
    packs = usable_packs(request.user)
    wanted = {"organisation": parse_key(request.GET.get("co-quan", "")), "campaign": parse_key(request.GET.get("dot", ""))}
    return NewHuntForm(
        request.POST or None,
        request.FILES or None,
        bodies=in_order(may_run_for(request.user)),
        packs=packs,
        campaigns=open_campaigns_for(may_run_for(request.user)),
        asks_again=bool(request.POST.get("again")) if asks_again is None else asks_again,
        initial={**{name: pk for name, pk in wanted.items() if pk is not None}, "packs": chosen_first(packs, wanted["campaign"])},
    )


def _asked(request: HttpRequest, form: NewHuntForm) -> Hunt | HandedOverBefore | None:
    said = form.cleaned_data
    try:
        return ask_hunt(
            organisation=said["organisation"],
            files=[Brought(one.name, one) for one in said["files"]],
            packs=list(said["packs"]),
            campaign=said.get("campaign"),
            with_indicators=said["with_indicators"],
            since=said["since"],
            until=said["until"],
            note=said["note"] or "",
            declared=said["declared"],
            handling=said["handling"],
            again=bool(said.get("again")),
            by=request.user,
            at=now(),
        )
    except HandedOverBefore as before:
        return before
    except ValidationError as refused:
        errors = {DATES.get(name, name): words for name, words in placed(refused).items()}
        place_errors(form, {name if name in form.fields else "": words for name, words in errors.items()})
        return None


def _with_again(request: HttpRequest, form: NewHuntForm, before: HandedOverBefore) -> NewHuntForm:
    """Show the form anew with the question whether to hunt through known files again; the files have to be chosen once more."""
    anew = _form(request, asks_again=True)
    anew.is_valid()
    place_errors(anew, placed(before))
    return anew


@requires("hunts.run")
def anew(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hunt through the files of a hunt with other rules: a hunt of its own, so that what the old one found stays."""
    row = hunt_or_404(request, pk)
    workable = hunts_workable_by(request.user).filter(pk=pk, state=Hunt.State.DONE, thrown_at=None)
    if not workable.exists():
        raise Http404
    packs = usable_packs(request.user)
    form = AnewForm(request.POST or None, packs=packs, initial={"packs": chosen_first(packs, None)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = ask_anew(row, packs=list(said["packs"]), with_indicators=said["with_indicators"], by=request.user, at=now())
        except ValidationError as refused:
            errors = placed(refused)
            place_errors(form, {name if name in form.fields else "": words for name, words in errors.items()})
        else:
            messages.success(request, _("Đã xếp lượt săn lùng mới trên cùng tệp."))
            return redirect(made)
    return page(request, "hunts/anew.html", 422 if form.errors else 200, row=row, form=form)
