"""Pages of who confirms: the answers that wait, and how two assessments differ."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.apps.compliance.queries import measures
from vonggac.apps.compliance.queries.visibility import systems_confirmed_by
from vonggac.apps.compliance.services import assessing
from vonggac.apps.compliance.services.carrying import STATES, WORDS
from vonggac.apps.compliance.ui.assessments import in_english, known, titles_of
from vonggac.apps.compliance.ui.measure_forms import ReturnForm, nothing_ticked, ticked
from vonggac.apps.compliance.ui.radar import radar
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry.ui.systems import placed
from vonggac.engines.gaps import ChangeKind, Snapshot, compare
from vonggac.law.catalogue import Catalogue

FEW = 20
"""As many answers stand open under each other; more of them fold by group, the first group open."""


@requires("compliance.confirm")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the answers that wait for another person; ticked ones are confirmed, or given back with the reason."""
    row, edition = known(request, pk)
    if row.state == Assessment.State.CLOSED or not systems_confirmed_by(request.user).filter(pk=row.system_id).exists():
        raise Http404
    form, seen = ReturnForm(request.POST or None), ticked(request.POST.getlist("chon"))
    if request.method == "POST" and form.is_valid():
        if not seen:
            form.add_error(None, nothing_ticked())
        elif _judged(request, row, form, seen):
            return HttpResponseRedirect(reverse("compliance:review", args=[row.pk]))
    lines = [line for line in measures.lines_of(row, edition, on=localdate()) if line.waits]
    rows = [(line, assessing.why_not_judged(line.answer, request.user)) for line in lines]
    titles = titles_of(edition)
    blocks = [(titles[code], list(part)) for code, part in groupby(rows, key=lambda one: one[0].control.group)]
    back = reverse("compliance:assessment", args=[row.pk])
    return page(
        request, "compliance/measures/review.html", assessment=row, rows=rows, form=form, seen=seen, back=back, blocks=blocks,
        unfolded=len(rows) <= FEW,
        free=sum(1 for _line, why in rows if not why),
    )  # fmt: skip


def _judged(request: HttpRequest, row: Assessment, form: ReturnForm, seen: dict[str, int]) -> bool:
    try:
        if request.POST.get("lam") == "tra-lai":
            assessing.return_answers(row.pk, seen, because=form.cleaned_data["because"], by=request.user, at=now())
        else:
            assessing.confirm_answers(row.pk, seen, by=request.user, at=now())
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return False
    return True


# --- two assessments --------------------------------------------------------------------------------------------------------------

KINDS = (ChangeKind.LOST, ChangeKind.GAINED, ChangeKind.CHANGED, ChangeKind.NEWLY_APPLICABLE, ChangeKind.NO_LONGER_APPLICABLE)


def _words_of(kind: ChangeKind) -> str:
    return {
        ChangeKind.LOST: _("Trước đạt, nay không"),
        ChangeKind.GAINED: _("Nay đạt"),
        ChangeKind.CHANGED: _("Thay đổi khác"),
        ChangeKind.NEWLY_APPLICABLE: _("Nay mới áp dụng"),
        ChangeKind.NO_LONGER_APPLICABLE: _("Không còn áp dụng"),
    }[kind]


@requires("compliance.read", methods=("GET", "HEAD"))
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed against another assessment of the same system under the same edition."""
    row, edition = known(request, pk)
    others = [one for one in measures.history_of(row.system) if one.pk != row.pk and one.catalogue == row.catalogue]
    chosen = request.GET.get("voi", "")
    other = next((one for one in others if str(one.pk) == chosen), others[0] if others and not chosen else None)
    if chosen and other is None:
        raise Http404
    return page(
        request, "compliance/measures/comparison.html", assessment=row, edition=edition, others=_named(others), other=other,
        chosen=str(other.pk) if other else "", **(_compared(row, other, edition) if other else {}),
    )  # fmt: skip


def _named(others: list[Assessment]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.as_of:%d/%m/%Y}, {one.get_kind_display()}, {one.get_state_display()}") for one in others]


def _compared(row: Assessment, other: Assessment, edition: Catalogue) -> dict[str, Any]:
    older, newer = sorted((row, other), key=lambda one: (one.as_of, one.pk))
    found = compare(_snapshot(older), _snapshot(newer))
    tallies = measures.tallies_of([older.pk, newer.pk])
    labels = dict(Answer.State.choices)
    changes = [
        (
            _words_of(kind),
            [
                (
                    edition.control(one.control) if one.control in edition else None,
                    one.control,
                    "–" if one.before is None else labels[WORDS[one.before]],
                    "–" if one.after is None else labels[WORDS[one.after]],
                )
                for one in found.of(kind)
            ],
        )
        for kind in KINDS
        if found.of(kind)
    ]
    arms = measures.arms_of(edition, tallies[newer.pk], tallies[older.pk], english=in_english())
    return {
        "older": older, "newer": newer, "changes": changes, "same": found.same, "corrected": found.corrected, "arms": arms,
        "drawn": radar(arms), "count": len(found.changes),
    }  # fmt: skip


def _snapshot(row: Assessment) -> Snapshot:
    states = {control: STATES[state] for control, state in measures.states_of(row).items()}
    return Snapshot(row.as_of, row.catalogue, row.catalogue_digest, states)
