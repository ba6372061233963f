"""The page before a sensitive act: it shows exactly what will happen, and the agreement holds for just that.

    shown = Shown(title=…, happens=[Line("Giao việc", "644 nhiệm vụ cho 128 đơn vị")], button="Giao 644 nhiệm vụ cho 128 đơn vị", back=…)
    if answer := ask(request, shown):
        return answer
    services.give_out(…)

The page carries a signed digest of what it showed, for this person and this address. When anything changed in between, the digest
no longer fits and the page is shown again, saying so; nothing has happened then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

from vonggac.apps.face import proofs
from vonggac.apps.face.access import page

SALT = "face.confirm"
GOOD_FOR_SECONDS = 30 * 60
FIELD = "agreed_to"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of what will happen, with a link to the whole of it where a sentence is not enough."""

    label: str
    words: str
    href: str = ""
    href_words: str = ""
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows; equal contents have equal digests."""

    title: str
    happens: Sequence[Line]
    button: str
    """A verb with the figure: "Giao 644 nhiệm vụ cho 128 đơn vị"."""
    back: str
    back_words: str = ""
    lead: str = ""
    stays: Sequence[Line] = ()
    """What will not happen, or will not leave."""
    promise: str = ""
    """What the person says by ticking; empty asks for no tick."""
    sensitive: bool = False
    """Asks for a fresh proof of the person as well (`face.proofs`)."""
    beneath: Any = field(default=None, compare=False)
    """Anything else that is shown and must not change: rows as plain values."""


def digest_of(shown: Shown) -> str:
    """Return the digest of what a page shows."""
    return sha256(json.dumps(asdict(shown), ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def _signed(request: HttpRequest, shown: Shown) -> str:
    return signing.dumps([digest_of(shown), request.user.pk, request.path], salt=SALT)


def agreed(request: HttpRequest, shown: Shown) -> bool:
    """Say whether this person agreed here, within half an hour, to exactly what would be shown now."""
    try:
        kept = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature:
        return False
    return bool(kept == [digest_of(shown), request.user.pk, request.path])


def ask(request: HttpRequest, shown: Shown, *, template: str = "face/confirm.html", **context: Any) -> HttpResponse | None:
    """Return the page to show, or None when the person has agreed and the act may happen."""
    sent = request.method == "POST" and FIELD in request.POST
    fits = sent and agreed(request, shown)
    unticked = bool(fits and shown.promise and not request.POST.get("promise"))
    proof = (proofs.demand(request) if fits and not unticked else proofs.wanted(request)) if shown.sensitive else None
    if fits and not unticked and proof is None:
        return None
    changed = sent and not fits
    has_errors = unticked or bool(proof and proof.refused)
    told = {"changed": changed, "unticked": unticked, "proof": proof, "has_errors": has_errors}
    return page(request, template, shown=shown, signed=_signed(request, shown), **told, **context)
