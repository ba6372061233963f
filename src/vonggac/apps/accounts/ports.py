"""The port `accounts.handovers`: rooms above say what lies with a post, and carry on what hangs on the person and not on the post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from vonggac.apps.face.registries import Registry
from vonggac.engines.documents.facts import HandedOver

if TYPE_CHECKING:
    from vonggac.apps.accounts.models import Post, User


class Handover(Protocol):
    """A room that has things lying with a post."""

    def contents(self, post: Post) -> Sequence[HandedOver]:
        """Return what is open and goes along with the post, as the minutes print it; writes nothing."""
        ...

    def bound(self, post: Post) -> int:
        """Return how many open things hang on this very post, so that it cannot be closed."""
        ...

    def carry(self, post: Post, giver: User, taker: User, *, by: User, at: datetime) -> None:
        """Move what hangs on the giver's person; what hangs on the post moves by itself."""
        ...


handovers: Registry[Handover] = Registry("accounts.handovers")


def contents_of(post: Post) -> list[HandedOver]:
    """Return what lies with the post, room by room."""
    return [item for _key, entry in handovers.in_order() for item in entry.contents(post)]


def bound_to(post: Post) -> int:
    """Return how many open things hang on this very post."""
    return sum(entry.bound(post) for _key, entry in handovers.in_order())


def carry_over(post: Post, giver: User, taker: User, *, by: User, at: datetime) -> None:
    """Let every room carry on; runs in the transaction of the transfer."""
    for _key, entry in handovers.in_order():
        entry.carry(post, giver, taker, by=by, at=at)
