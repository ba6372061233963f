"""The form that takes a list in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import FileField, Form


class ListForm(Form):
    """One file to compare with what stands."""

    file = FileField(label=_("Danh sách"), endings=("xlsx", "csv", "txt"))
