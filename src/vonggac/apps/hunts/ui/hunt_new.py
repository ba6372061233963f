"""Handing files in for a hunt: several at once, with rules, a span of time and the declaration that they hold no state secret."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.reading import size_text
from vonggac.apps.hunts.hunt_refusals import HandedOverBefore
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.queries.packs import chosen_first, usable_packs
from vonggac.apps.hunts.queries.visibility import may_run_for
from vonggac.apps.hunts.services.asking import Brought, ask_hunt
from vonggac.apps.hunts.ui.forms import NewHuntForm
from vonggac.apps.hunts.ui.words import number_in
from vonggac.apps.hunts.uploading import refusal_of, streamed
from vonggac.apps.organisations.queries import in_order
from vonggac.apps.registry.ui.systems import placed

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
    wanted = {"organisation": number_in(request.GET.get("co-quan", "")), "campaign": number_in(request.GET.get("dot", ""))}
    return NewHuntForm(
        request.POST or None,
        request.FILES or None,
        bodies=in_order(may_run_for(request.user)),
        packs=packs,
        campaigns=_campaigns(request),
        asks_again=bool(request.POST.get("again")) if asks_again is None else asks_again,
        initial={**{name: pk for name, pk in wanted.items() if pk is not None}, "packs": chosen_first(packs, wanted["campaign"])},
    )


def _campaigns(request: HttpRequest) -> Any:
    from vonggac.apps.hunts.queries.packs import open_campaigns_for

    return open_campaigns_for(may_run_for(request.user))


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
