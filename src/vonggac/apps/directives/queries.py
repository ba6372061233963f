"""Which letters a person may see, and what is still open on one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.queries import organisations_reached, roles_of
from vonggac.apps.directives.models import Addressee, AddresseeLine, Directive, Obligation, OutgoingPaper, SeasonDay, SourceFile
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.work.models import Task
from vonggac.kernel.vietnamese import fold
from vonggac.law import load as law

WHOLE_LETTERS = frozenset({Role.COORDINATOR, Role.LEADER, Role.AUDITOR})
"""Roles that see every letter, those still under review included."""


SETTLED = (AddresseeLine.Settled.FOUND, AddresseeLine.Settled.CHOSEN)


def sees_everything(user: Any) -> bool:
    """Return whether the person sees letters before they are given out, and all of their addressees."""
    return bool(roles_of(user) & WHOLE_LETTERS)


def visible_to(user: Any) -> QuerySet[Directive]:
    """Return all letters for those who steer; for others, the given-out letters in which a body they reach has a task."""
    if not user.is_authenticated or not user.may("directives.read"):
        return Directive.objects.none()
    if sees_everything(user):
        return Directive.objects.all()
    reached = organisations_reached(user, "directives.read").values("id")
    mine = Task.objects.filter(organisation_id__in=reached, assignment__origin_room="directives")
    leaves = Obligation.objects.filter(directive=OuterRef("pk"), assignment_id__in=mine.values("assignment_id"))
    return Directive.objects.filter(Exists(leaves)).exclude(state=Directive.State.REVIEW)


def matching(rows: QuerySet[Directive], typed: str) -> QuerySet[Directive]:
    """Return the letters whose number, symbol, subject or issuer hold every typed word, with or without marks."""
    for word in fold(typed).split():
        rows = rows.filter(folded__contains=word)
    return rows


def lines_of(directive: Directive) -> QuerySet[AddresseeLine]:
    """Return the addressee lines, unresolved ones first, with the number of bodies each stands for."""
    open_first = Q(settled=AddresseeLine.Settled.OPEN)
    rows = directive.lines.annotate(how_many=Count("bodies", distinct=True)).prefetch_related("bodies__named", "bodies__today")
    return rows.alias(is_open=open_first).order_by("-is_open", "position", "id")


def leaves_of(directive: Directive) -> QuerySet[Obligation]:
    """Return the obligations that can be given out: not the issuer's own, not skipped, no heading of others.

    What the issuer promises itself inside an item does not make that item a heading.
    """
    parts = Obligation.objects.filter(above=OuterRef("pk"), own=False)
    rows = directive.obligations.filter(~Exists(parts), own=False, skipped=False)
    return rows.prefetch_related("lines", "class_deadlines").order_by("position", "id")


def all_obligations(directive: Directive) -> QuerySet[Obligation]:
    """Return headings and leaves in the letter's order."""
    return directive.obligations.select_related("above", "central_operator").prefetch_related("lines").order_by("position", "id")


def open_points(directive: Directive) -> list[tuple[str, str]]:
    """Return what stands between this letter and giving out its work: (kind, name) of each point."""
    points = [("line", line.text) for line in directive.lines.filter(settled=AddresseeLine.Settled.OPEN)]
    unread_scan = directive.reading.get("ocr") and directive.scan_checked_by_id is None
    if unread_scan:
        points.append(("scan", ""))
    heirless = Addressee.objects.filter(line__directive=directive, today=None, line__settled__in=SETTLED)
    points += [("heir", body.named.name) for body in heirless.select_related("named")]
    if not leaves_of(directive).exists():
        points.append(("nothing", ""))
    return points


def files_of(directives: Iterable[Directive]) -> QuerySet[SourceFile]:
    """Return the files of these letters."""
    return SourceFile.objects.filter(directive__in=list(directives)).select_related("stored", "added_by").order_by("-is_letter", "id")


def papers_of(directive: Directive) -> QuerySet[OutgoingPaper]:
    """Return the outgoing papers of a letter, the latest first."""
    return directive.papers.select_related("draft", "signed", "drafted_by").order_by("-drafted_at", "-id")


def season_days(directive: Directive) -> QuerySet[SeasonDay]:
    """Return what organisations said day by day."""
    return directive.season_days.select_related("organisation").order_by("-day", "organisation__sort_key")


def specialised_unit(day: date) -> Organisation | None:
    """Return the body in whose name the province coordinates on that day: a fact of the province profile, never of the code."""
    role = law.province(settings.PROVINCE).role_on("specialised-unit", day)
    return valid_on(day).filter(code=role.organisation).first() if role else None
