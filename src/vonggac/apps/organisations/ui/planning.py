"""Steps of drafting a reorganisation: which bodies change, and who goes on with what."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now

from vonggac.apps.face.access import page, requires
from vonggac.apps.organisations import queries, services
from vonggac.apps.organisations.models import Reorganisation
from vonggac.apps.organisations.ui.plan_forms import HeirForm, NewHeirForm
from vonggac.apps.organisations.ui.reorganise import row_of, takers_of
from vonggac.kernel.reading import parse_key
from vonggac.kernel.vietnamese import fold

MOST_FOUND = 60


def _plan(request: HttpRequest, row: Reorganisation, **parts: Any) -> list[str]:
    """Keep parts of the plan; return what the service refuses."""
    try:
        services.plan_reorganisation(row, by=request.user, at=now(), **parts)
    except ValidationError as refused:
        return list(refused.messages)
    return []


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [key for one in request.POST.getlist(name) if (key := parse_key(one)) is not None]


@requires("organisations.reorganise")
def bodies(request: HttpRequest, number: int) -> HttpResponse:
    """Choose the bodies that end, and on a split those that only give something away."""
    row = row_of(request, number)
    if row.state != Reorganisation.State.DRAFT:
        return redirect("organisations:reorganisation", row.pk)
    faults: list[str] = []
    if request.method == "POST":
        faults = _plan(request, row, **_chosen(request, row))
        if not faults:
            return redirect(request.get_full_path())
    return page(request, "organisations/plan_bodies.html", status=422 if faults else 200, row=row, faults=faults, **_found(request, row))


def _chosen(request: HttpRequest, row: Reorganisation) -> dict[str, Any]:
    """Return the lists after what was ticked was added, or what was crossed out was taken away, with its heirs."""
    endings, givers = list(row.plan.get("endings", [])), list(row.plan.get("givers", []))
    ticked, off = _numbers(request, "body"), set(_numbers(request, "off"))
    if request.POST.get("do") == "give":
        givers += [one for one in ticked if one not in givers and one not in endings]
    else:
        endings += [one for one in ticked if one not in endings]
        givers = [one for one in givers if one not in endings]
    heirs = [heir for heir in row.plan.get("heirs", []) if heir["before"] not in off]
    return {"endings": [one for one in endings if one not in off], "givers": [one for one in givers if one not in off], "heirs": heirs}


def _found(request: HttpRequest, row: Reorganisation) -> dict[str, Any]:
    typed = request.GET.get("q", "").strip()[:100]
    endings, givers = row.plan.get("endings", []), row.plan.get("givers", [])
    ended_too = row.what == Reorganisation.What.SPLIT and bool(request.GET.get("ca_da_ket_thuc"))
    rows = queries.may_give(typed, [*endings, *givers]) if ended_too else queries.may_end_on(row.effective_on, typed, [*endings, *givers])
    found = list(islice(rows[: MOST_FOUND + 1], MOST_FOUND + 1)) if typed else []
    found.sort(key=lambda body: not fold(body.name).endswith(fold(typed)))  # the body itself before those whose name holds its name
    return {
        "typed": typed,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "most": MOST_FOUND,
        "ended_too": ended_too,
        "endings": queries.named(endings).values(),
        "givers": queries.named(givers).values(),
        "is_split": row.what == Reorganisation.What.SPLIT,
    }


@requires("organisations.reorganise")
def heirs(request: HttpRequest, number: int) -> HttpResponse:
    """Say which bodies begin, and who goes on with what of whom."""
    row = row_of(request, number)
    if row.state != Reorganisation.State.DRAFT:
        return redirect("organisations:reorganisation", row.pk)
    chosen = list(queries.named([*row.plan.get("endings", []), *row.plan.get("givers", [])]).values())
    do = request.POST.get("do", "")
    new = NewHeirForm(request.POST if do == "new" else None, row=row, bodies=chosen)
    heir = HeirForm(request.POST if do == "heir" else None, row=row, bodies=chosen)
    wrong = new if do == "new" else heir
    if request.method == "POST":
        parts = _without(request, row) if do == "off" else _with(row, new, heir, do)
        if parts is not None and not (faults := _plan(request, row, **parts)):
            return redirect("organisations:plan-heirs", row.pk)
        if parts is not None:
            wrong.add_error(None, faults)
    context = {"row": row, "chosen": chosen, "new": new, "heir": heir, "form": wrong, "pairs": _pairs(row)}
    return page(request, "organisations/plan_heirs.html", status=422 if wrong.errors else 200, **context)


def _with(row: Reorganisation, new: NewHeirForm, heir: HeirForm, do: str) -> dict[str, Any] | None:
    """Return the plan's parts with what was added; a first new body takes everything over, unless bodies are split."""
    if do == "new" and new.is_valid():
        facts = new.facts()
        begun = [one for one in row.plan.get("beginnings", []) if one["key"] != facts["key"]]
        pairs = row.plan.get("heirs", [])
        if not pairs and row.what in (Reorganisation.What.MERGE, Reorganisation.What.RENAME):
            pairs = [{"before": body, "after": f"new:{facts['key']}", "function": ""} for body in row.plan.get("endings", [])]
        return {"beginnings": [*begun, facts], "heirs": pairs}
    if do == "heir" and heir.is_valid():
        added = heir.pairs()
        replaced = {(one["before"], one["function"]) for one in added}
        kept = [one for one in row.plan.get("heirs", []) if (one["before"], one.get("function", "")) not in replaced]
        return {"heirs": [*kept, *added]}
    return None


def _without(request: HttpRequest, row: Reorganisation) -> dict[str, Any]:
    """Return the plan's parts without one new body (and what it took over) or without one pair."""
    key, number = request.POST.get("key", ""), request.POST.get("pair", "")
    begun = [one for one in row.plan.get("beginnings", []) if one["key"] != key]
    pairs = [one for one in row.plan.get("heirs", []) if one["after"] != f"new:{key}"]
    pairs = [one for place, one in enumerate(pairs) if place != parse_key(number)]
    return {"beginnings": begun, "heirs": pairs}


def _pairs(row: Reorganisation) -> list[tuple[str, str, str]]:
    names = dict(takers_of(row))
    givers = queries.named(heir["before"] for heir in row.plan.get("heirs", []))
    return [
        (givers[one["before"]].name, one.get("function", ""), names[str(one["after"])])
        for one in row.plan.get("heirs", [])
        if one["before"] in givers
    ]
