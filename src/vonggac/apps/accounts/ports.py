"""The port `accounts.handovers`: rooms above say what lies with a post, and carry on what hangs on the person and not on the post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from vonggac.apps.face.registries import Registry

if TYPE_CHECKING:
    from vonggac.apps.accounts.models import Post, User


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What one room has lying with a post, as the minutes of a transfer print it."""

    label: Any
    """In Vietnamese: "Việc đang mở"."""
    count: int
    titles: Sequence[str] = ()


class Handover(Protocol):
    """A room that has things lying with a post."""

    def contents(self, post: Post) -> HandedOver:
        """Return what is open; writes nothing."""
        ...

    def carry(self, post: Post, giver: User, taker: User, *, by: User, at: datetime) -> None:
        """Move what hangs on the giver's person; what hangs on the post moves by itself."""
        ...


handovers: Registry[Handover] = Registry("accounts.handovers")


def contents_of(post: Post) -> list[HandedOver]:
    """Return what lies with the post, room by room, without the empty ones."""
    return [found for found in (entry.contents(post) for _key, entry in handovers.in_order()) if found.count]


def carry_over(post: Post, giver: User, taker: User, *, by: User, at: datetime) -> None:
    """Let every room carry on; runs in the transaction of the transfer."""
    for _key, entry in handovers.in_order():
        entry.carry(post, giver, taker, by=by, at=at)
