"""How counts read on screen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vonggac.kernel.reading import format_number


def up_to(number: int, most: int) -> str:
    """Write a number that was counted up to a ceiling: above it only that there are more."""
    return _("hơn %(most)s") % {"most": format_number(most)} if number > most else format_number(number)
