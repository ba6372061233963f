"""A form's box for one body: its code or its name, typed with or without marks, with the directory's names to pick from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from vonggac.apps.face.forms import TextField
from vonggac.apps.organisations import queries
from vonggac.apps.organisations.directory import Directory, NotInDirectory
from vonggac.apps.organisations.models import Organisation

NAMES = "bodies"
"""Id of the list of names; the page carries it once: `{% include "organisations/bodies.html" %}`."""


class BodyField(TextField):
    """One body of the directory; `directory` is set by the form, so that several boxes share one."""

    directory: Directory

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": NAMES, "autocomplete": "off"}))
        kwargs.setdefault("max_length", 300)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int | Organisation):
            return value
        pk = value if isinstance(value, int) else value.pk
        name = self.directory.name(pk)
        try:
            return name if self.directory.find(name) == pk else self.directory.written(pk)
        except NotInDirectory:
            return self.directory.written(pk)

    def clean(self, value: Any) -> Organisation | None:  # type: ignore[override]
        written = super().clean(value)
        if not written:
            return None
        try:
            return queries.body(self.directory.find(written))
        except NotInDirectory as nobody:
            raise ValidationError(str(nobody), code="no_such_body") from None


def share_directory(form: forms.BaseForm, on: date) -> Directory:
    """Give every box of the form the directory of one day, and return it."""
    directory = Directory(on)
    for field in form.fields.values():
        if isinstance(field, BodyField):
            field.directory = directory
    return directory
