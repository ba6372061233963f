"""Where words of a spilled letter may lie outside of its own rows: lists that were brought in and shown, and contacts of the directory.

They are found by text: by what is known of the letter, and by words that the person gives for this search only; those are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from vonggac.apps.lists.models import ImportRun
from vonggac.apps.organisations.models import Contact
from vonggac.kernel.spilled import GONE, Traces

SHORTEST_TRACE = 12
"""Shorter words would erase what has nothing to do with the letter."""
SHOWN_OF_RUN = ("rows", "bad", "warnings", "unknown", "source", "why")
WORDS_OF_CONTACT = ("role", "name", "phone", "email", "purpose", "source")


def runs_with(traces: Sequence[str]) -> list[int]:
    """Return the imports whose preview, file name or refusal holds a trace."""
    sought = Traces(traces)
    runs = ImportRun.objects.order_by().only("pk", *SHOWN_OF_RUN).iterator(chunk_size=20) if sought else ()
    return [run.pk for run in runs if sought.holds([getattr(run, name) for name in SHOWN_OF_RUN])]


def contacts_with(traces: Sequence[str]) -> list[int]:
    """Return the contacts with a trace in any of their words."""
    sought = Traces(traces)
    rows = Contact.objects.order_by().values_list("pk", *WORDS_OF_CONTACT).iterator() if sought else ()
    return [pk for pk, *words in rows if sought.holds(words)]


def erase_runs(pks: Sequence[int]) -> None:
    """Empty what these imports showed; one that still waited can no longer be confirmed."""
    words = _("Đã xóa vì có nội dung bí mật nhà nước.")
    ImportRun.objects.filter(pk__in=pks).update(rows=[], bad=[], warnings=[], unknown=[], source=GONE, why=words)
    waiting = (ImportRun.State.SHOWN, ImportRun.State.WAITING)
    ImportRun.objects.filter(pk__in=pks, state__in=waiting).update(state=ImportRun.State.REFUSED)


def erase_contacts(pks: Sequence[int], traces: Sequence[str]) -> None:
    """Blank the words of these contacts that hold a trace; the other words stay, so that people can still be called."""
    sought = Traces(traces)
    for contact in Contact.objects.filter(pk__in=pks):
        for name in WORDS_OF_CONTACT:
            setattr(contact, name, sought.blanked(getattr(contact, name)))
        contact.save()
