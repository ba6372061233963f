"""How a refusal of a service is said to a program: where in the request it stands, and whether somebody else was faster."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from vonggac.apps.face.api import Place, problem

STALE = frozenset({"stale", "changed", "already", "state"})


def refused(error: ValidationError) -> HttpResponse:
    """Return 409 when the row moved on, otherwise 422 with each sentence at its field."""
    if hasattr(error, "error_dict"):
        said = error.message_dict
        return problem(
            422, _("Có giá trị cần sửa"), places=[Place(at=f"/{name}", do=text) for name, texts in said.items() for text in texts]
        )
    status = 409 if getattr(error, "code", "") in STALE else 422
    return problem(status, " ".join(error.messages) if status == 409 else _("Có giá trị cần sửa"), places=_whole(error.messages))


def refused_answers(error: ValidationError, controls: Sequence[str], stale: frozenset[str]) -> HttpResponse:
    """Return the refusals of a list, each at its line; 409 when nothing but the versions is wrong. Services name the control first."""
    if hasattr(error, "error_dict"):
        return refused(error)
    at = {control: number for number, control in enumerate(controls)}
    named = [(text.partition(":")[0], text) for text in error.messages]
    places = [Place(at=f"/answers/{at[name]}" if name in at else "", do=text) for name, text in named]
    only_stale = bool(named) and all(name in stale for name, _text in named)
    return problem(409 if only_stale or getattr(error, "code", "") in STALE else 422, _("Có câu trả lời cần xem lại"), places=places)


def _whole(messages: Sequence[str]) -> list[Place]:
    return [Place(at="", do=text) for text in messages]
