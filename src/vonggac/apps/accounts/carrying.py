"""What this room carries on when bodies change: the posts, with whoever holds them (port `organisations.carriers`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vonggac.apps.accounts.models import Post
from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.ports import Carried, Change

LONGEST_TITLE = 200


def _open(body_id: int) -> QuerySet[Post]:
    return Post.objects.filter(organisation_id=body_id, closed_on=None).order_by("title", "pk")


class PostCarrier:
    """Posts follow the only heir; where there are several, each waits for a named one. People stay in their posts."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Return how many posts follow, and which need a named heir."""
        follow = sum(_open(change.body_id).count() for change in changes if change.only_heir() is not None)
        unclear = [change.body_id for change in changes if change.only_heir() is None]
        wait = Post.objects.filter(organisation_id__in=unclear, closed_on=None).select_related("organisation").order_by("title", "pk")
        return [Carried(label=_("vị trí công tác"), count=follow, open_choices=[(f"post:{post.pk}", str(post)) for post in wait])]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Move the posts and return how many moved."""
        moved = list(self._moves(changes, choices))
        if moved:
            record("accounts.posts.carried", by=by, at=at, count=len(moved), touched=moved)
        return len(moved)

    @staticmethod
    def _moves(changes: Sequence[Change], choices: Mapping[str, int]) -> Iterator[int]:
        for change in changes:
            for post in _open(change.body_id).select_related("organisation"):
                heir = change.only_heir() or choices.get(f"post:{post.pk}")
                if heir and heir != change.body_id:
                    _move(post, heir)
                    yield post.pk


def _move(post: Post, heir_id: int) -> None:
    """Put the post under the heir; two posts of one title are told apart by where they came from."""
    taken = set(Post.objects.filter(organisation_id=heir_id).values_list("title", flat=True))
    post.title = _free_title(post.title, post.organisation, taken)
    post.organisation_id = heir_id
    post.save(update_fields=["organisation", "title"])


def _free_title(title: str, former: Organisation, taken: set[str]) -> str:
    if title not in taken:
        return title
    base = f"{title} ({former.name})"[: LONGEST_TITLE - 5]
    number = 1
    while (wanted := base if number == 1 else f"{base} {number}") in taken:
        number += 1
    return wanted
