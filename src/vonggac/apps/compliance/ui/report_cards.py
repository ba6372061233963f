"""Parts 1 and 2 of the yearly report on the page: what is known of the bodies, and where what is missing is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from vonggac.apps.compliance.queries.annual import ReportYear
from vonggac.apps.compliance.queries.cards import Cards
from vonggac.apps.compliance.spoken import title_of
from vonggac.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class CardShown:
    """One part of the form about a body: what is known, and what is missing with the page that fills it."""

    title: str
    facts: list[tuple[str, str]]
    missing: list[tuple[str, str]]


def about_bodies(request: HttpRequest, cards: Cards, year: ReportYear, *, may_fill: bool = True) -> list[CardShown]:
    """Return parts 1 and 2 of the form; where both are one body, it is shown once."""
    parts = [(_("Chủ quản hệ thống thông tin"), cards.owner, cards.owner_body)]
    if cards.unit_body.pk != cards.owner_body.pk:
        parts.append((_("Đơn vị báo cáo"), cards.unit, cards.unit_body))
    return [
        CardShown(
            title,
            [(title_of(one), card.said(one)) for one in year.regime.card if card.said(one)],
            [(title_of(one), card_address(request, one.code, body) if may_fill else "") for one in card.lacks(year.regime)],
        )
        for title, card, body in parts
    ]


def card_address(request: HttpRequest, code: str, body: Organisation) -> str:
    """Return the page of the directory that fills in one thing; who may not is led to the body."""
    user: Any = request.user
    if code == "address" and user.may("organisations.edit", body.pk):
        return reverse("organisations:change", args=[body.pk])
    if code == "address" or not user.may("contacts.edit", body.pk):
        return reverse("organisations:body", args=[body.pk])
    if code == "mandate":
        return reverse("organisations:mandate-add", args=[body.pk])
    return reverse("organisations:contact-add", args=[body.pk]) + ("?dai-dien=1" if code == "representative" else "")
