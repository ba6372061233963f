"""The letter a page is about, and the way between its pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive

AROUND = ("given_for", "given_by", "superseded_by", "declared_by")


def letter_or_404(request: HttpRequest, pk: int, *, states: tuple[str, ...] = (), around: tuple[str, ...] = AROUND) -> Directive:
    """Return the letter, with what stands around it, if the person may see it; 404 tells a stranger nothing."""
    seen = queries.visible_to(request.user).filter(pk=pk)
    found = (seen.select_related(*around) if around else seen).first()
    if found is None or (states and found.state not in states):
        raise Http404
    return found


def given_or_404(request: HttpRequest, pk: int) -> Directive:
    """Return a letter whose work is out; still open, ended or replaced."""
    return letter_or_404(request, pk, states=(Directive.State.GIVEN, Directive.State.CLOSED, Directive.State.SUPERSEDED))


def address(name: str, directive: Directive) -> str:
    """Return the address of a page, or nothing while that page does not exist."""
    try:
        return reverse(f"directives:{name}", args=[directive.pk])
    except NoReverseMatch:
        return ""


def ways(request: HttpRequest, directive: Directive, here: str) -> list[dict[str, Any]]:
    """Return the pages of one letter that this person may open."""
    user: Any = request.user
    whole = queries.sees_everything(user)
    named = [
        ("board", _("Bảng theo dõi"), True),
        ("content", _("Nội dung văn bản"), True),
        ("report", _("Báo cáo"), whole and user.may("directives.report")),
        ("remind", _("Đôn đốc"), user.may("directives.remind")),
        ("links", _("Cơ quan chưa có tài khoản"), user.may("work.assign")),
        ("papers", _("Văn bản đi"), whole),
        ("season", _("Đợt cao điểm"), directive.season_from is not None or user.may("directives.give_out")),
        ("amend", _("Bổ sung, điều chỉnh"), user.may("directives.give_out")),
        ("history", _("Lịch sử"), whole),
    ]
    found = [{"url": address(name, directive), "words": words, "here": name == here} for name, words, shown in named if shown]
    return [one for one in found if one["url"]]


def dated(directive: Directive) -> str:
    """Return how a crumb names the letter: kind, number and day."""
    day = f" {_('ngày')} {directive.dated_on:%d/%m/%Y}" if directive.dated_on else ""
    return f"{directive.called()}{day}"
