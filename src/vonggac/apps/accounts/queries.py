"""Who holds what, and what that reaches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from vonggac.apps.accounts.acts import ACTS, PROVINCE_WIDE, Role
from vonggac.apps.organisations.models import Ancestry, Organisation

if TYPE_CHECKING:
    from vonggac.apps.accounts.models import Holding, User


def holdings_now(user: User) -> list[Holding]:
    """Return the posts the person holds now, with post and organisation; asked once per user object."""
    known: list[Holding] | None = getattr(user, "_holdings_now", None)
    if known is None:
        known = list(
            user.holdings.filter(ended_at=None, post__closed_on=None).select_related("post__organisation").order_by("began_at", "id")
        )
        user._holdings_now = known  # type: ignore[attr-defined]
    return known


def roles_of(user: Any) -> set[str]:
    """Return the roles the person holds now; none for someone not signed in or put out of service."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return set()
    return {holding.post.role for holding in holdings_now(user)}


def is_province_wide(user: Any) -> bool:
    """Return whether a role held now reaches every organisation."""
    return bool(roles_of(user) & PROVINCE_WIDE)


def organisations_reached(user: Any, act: str | None = None) -> QuerySet[Organisation]:
    """Return the organisations that the person's posts reach: their subtrees, or all for a province-wide role.

    With `act`, only posts whose role allows it count.
    """
    allowed = ACTS[act] if act else frozenset(Role)
    held = [h.post for h in (holdings_now(user) if roles_of(user) else []) if h.post.role in allowed]
    if any(post.role in PROVINCE_WIDE for post in held):
        return Organisation.objects.all()
    below = Ancestry.objects.filter(above_id__in=[post.organisation_id for post in held]).values("below_id")
    return Organisation.objects.filter(id__in=below)


def may(user: User, act: str, organisation_id: int | None = None) -> bool:
    """Return whether a post held now allows the act (at that organisation, when one is given). An unknown act is a mistake of ours."""
    if not roles_of(user) & ACTS[act]:
        return False
    return organisation_id is None or organisations_reached(user, act).filter(pk=organisation_id).exists()


def name_with_post(user: User, at: datetime) -> str:
    """Return "name, post, organisation" as held at that moment."""
    held = [h.post for h in holdings_now(user) if h.began_at <= at]
    return f"{user.full_name or user.username}, {held[0]}"[:300] if held else str(user.full_name or user.username)[:300]
