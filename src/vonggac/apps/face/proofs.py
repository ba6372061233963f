"""A fresh proof of the person before a sensitive act (port `face.proofs`); this room knows no accounts, so it asks who does.

The confirmation page and the forms of signing show `face/proof.html` and call `demand`. Who proved it within the last minutes
(VONGGAC_FRESH_PROOF) is not asked again; who has registered no second factor, and a demonstration, are not asked at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vonggac.apps.face.registries import Registry

FIELD = "proof_code"
CODE, KEY = "code", "key"
"""A 6-digit code typed on the page; or a passkey, which has a page of its own."""


class Proofs(Protocol):
    """Who knows how a person proves to be the person."""

    def wanted(self, request: HttpRequest) -> str:
        """Return CODE or KEY when the last proof is too old, nothing when none is needed."""
        ...

    def accept(self, request: HttpRequest, code: str) -> str:
        """Take a code as proof; return the sentence that refuses it, nothing when it fits."""
        ...


proofs: Registry[Proofs] = Registry("face.proofs")


@dataclass(frozen=True, slots=True)
class Proof:
    """What the page asks for, and what was wrong with what was given."""

    how: str
    refused: str = ""


def wanted(request: HttpRequest) -> Proof | None:
    """Return what a page has to ask, None when the act may happen without."""
    how = next((how for _room, entry in proofs.in_order() if (how := entry.wanted(request))), "")
    return Proof(how) if how else None


def demand(request: HttpRequest) -> Proof | None:
    """Return None when the person has proved it now or just before; otherwise nothing may happen, and the page asks."""
    asked = wanted(request)
    if asked is None:
        return None
    if asked.how == KEY:
        return Proof(KEY, _("Dùng khóa truy cập rồi bấm lại nút này"))
    code = request.POST.get(FIELD, "").strip()
    if not code:
        return Proof(CODE, _("Nhập mã 6 số đang hiện trên ứng dụng xác thực"))
    refused = next((said for _room, entry in proofs.in_order() if (said := entry.accept(request, code))), "")
    return Proof(CODE, refused) if refused else None
