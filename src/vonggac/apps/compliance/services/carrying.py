"""Earlier answers as proposals: of the last assessment under the same edition, or through the mapping from the former one.

Nothing that comes over counts before a person answers it again: no official mapping exists, and time has passed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.engines.gaps import Answer as Given
from vonggac.engines.gaps import Standing, State, carry_over
from vonggac.kernel.levels import Level
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import controls_for, mapping
from vonggac.law.model import LawError

STATES = {
    "": State.UNANSWERED,
    Answer.State.MET.value: State.MET,
    Answer.State.PARTLY.value: State.PARTLY,
    Answer.State.NOT.value: State.NOT_MET,
    Answer.State.NOT_APPLICABLE.value: State.NOT_APPLICABLE,
}
WORDS = {state: word for word, state in STATES.items()}


@dataclass(frozen=True, slots=True)
class Carrying:
    """What comes over: control → fields of its answer, and from which assessment."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    source: int | None = None


def carried_into(system_id: int, edition: Catalogue, level: Level, *, before: date) -> Carrying:
    """Return what the newest closed assessment says about the controls of an edition."""
    closed = Assessment.objects.filter(system_id=system_id, state=Assessment.State.CLOSED, as_of__lte=before).order_by("-as_of", "-id")
    same = closed.filter(catalogue=edition.code).first()
    if same is not None:
        return Carrying(_again(same), same.pk)
    for other in closed:
        try:
            found = mapping(other.catalogue, edition.code)
        except LawError:
            continue
        carried = carry_over(_given(other), found, controls_for(edition, level))
        return Carrying({one.control: _proposed(one) for one in carried.proposals}, other.pk)
    return Carrying()


def _again(assessment: Assessment) -> dict[str, dict[str, Any]]:
    answers = assessment.answers.exclude(state="").values_list("control", "state", "note")
    return {control: {"state": state, "note": note, "look_again": True} for control, state, note in answers}


def _given(assessment: Assessment) -> list[Given]:
    rows = assessment.answers.exclude(state="").values_list("control", "state", "note", "look_again", "returned_because")
    return [
        Given(control, STATES[state], Standing.RETURNED if look_again or returned else Standing.SUBMITTED, note)
        for control, state, note, look_again, returned in rows
    ]


def _proposed(one: Any) -> dict[str, Any]:
    return {"state": WORDS[one.state], "note": one.because, "look_again": True}
