"""What this room adds to every page: who is signed in, and people found by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vonggac.apps.accounts import queries
from vonggac.apps.accounts.acts import Role
from vonggac.apps.face.registries import Person, SearchAnswer
from vonggac.apps.organisations.ports import Fact, Section

MOST = 10


def in_the_top_bar(user: Any) -> Person | None:
    """Return the role and organisation of the post held longest."""
    held = queries.holdings_now(user) if queries.roles_of(user) else []
    return Person(role=str(Role(held[0].post.role).label), organisation=held[0].post.organisation.name) if held else None


def homes(user: Any) -> list[int]:
    """Return the organisations at which the person holds a post now."""
    return [held.post.organisation_id for held in queries.holdings_now(user)] if queries.roles_of(user) else []


def at_a_body(user: Any, body: Any) -> Section:
    """Tell the open posts at an organisation by title and role; who holds them only to those who may read accounts there."""
    named = user.may("accounts.read", body.pk)
    facts = [_post_fact(post, named) for post in queries.with_holders(queries.open_posts_at(body.pk))]
    return Section(_("Vị trí công tác"), facts, _("Chưa mở vị trí nào ở cơ quan này."))


def _post_fact(post: Any, named: bool) -> Fact:
    words = str(post.get_role_display())
    if not named:
        return Fact(post.title, words)
    holders = ", ".join(held.user.full_name for held in post.held) or _("chưa có người")
    return Fact(post.title, f"{words}: {holders}", reverse("accounts:post", args=[post.pk]))


def found(user: Any, words: str) -> Iterator[SearchAnswer]:
    """Return people by name, for who may read accounts."""
    if not words or not user.may("accounts.read"):
        return
    for who in queries.with_posts(queries.people_matching(queries.people_visible_to(user), words))[:MOST]:
        note = "; ".join(str(holding.post) for holding in who.held)  # type: ignore[attr-defined]
        yield SearchAnswer(_("Người dùng"), who.full_name, reverse("accounts:person", args=[who.pk]), note)
