"""What this room itself carries on: bodies that stood under an ended one, and its contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.organisations.models import Contact, Organisation
from vonggac.apps.organisations.ports import Carried, Change


def _children(change: Change) -> QuerySet[Organisation]:
    return Organisation.objects.filter(parent_id=change.body_id, valid_to=None)


def _contacts(change: Change) -> QuerySet[Contact]:
    """Contacts follow the work; who represented the ended body does not represent the heir."""
    return Contact.objects.filter(organisation_id=change.body_id, valid_to=None, is_representative=False)


class DirectoryCarrier:
    """Children and contacts follow the only heir; where there are several, each waits for a named one."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Return how many children and contacts follow, and which need a named heir."""
        return [
            self._one(_("cơ quan trực thuộc"), changes, lambda change: [(f"body:{b.pk}", b.name) for b in _children(change)]),
            self._one(_("đầu mối liên hệ"), changes, lambda change: [(f"contact:{c.pk}", c.role) for c in _contacts(change)]),
        ]

    @staticmethod
    def _one(label: str, changes: Sequence[Change], things: Any) -> Carried:
        follow = sum(len(things(change)) for change in changes if change.only_heir() is not None)
        wait = [thing for change in changes if change.only_heir() is None for thing in things(change)]
        return Carried(label=label, count=follow, open_choices=wait)

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Move them and return how many moved."""
        from vonggac.apps.organisations.services.tree import rebuild_ancestry

        moved = sum(1 for _moved in self._moves(changes, choices))
        rebuild_ancestry(on=localdate(at))
        return moved

    @staticmethod
    def _moves(changes: Sequence[Change], choices: Mapping[str, int]) -> Iterator[int]:
        for change in changes:
            for body in _children(change):
                heir = choices.get(f"body:{body.pk}", change.only_heir())
                if heir and heir not in (body.pk, change.body_id):
                    # The profile would put it back under the ended body at the next start.
                    yield Organisation.objects.filter(pk=body.pk).update(parent_id=heir, from_profile=False)
            for contact in _contacts(change):
                heir = choices.get(f"contact:{contact.pk}", change.only_heir())
                if heir and heir != change.body_id:
                    yield Contact.objects.filter(pk=contact.pk).update(organisation_id=heir)
