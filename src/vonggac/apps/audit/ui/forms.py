"""Forms of the room audit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vonggac.apps.audit.labels import known_acts, label_of
from vonggac.apps.audit.queries import Filters
from vonggac.apps.face.forms import DateField, Form, TextField


class FilterForm(Form):
    """What narrows the log; lives in the address."""

    act = forms.ChoiceField(label=_("Việc"), required=False)
    person = TextField(label=_("Người"), required=False, max_length=100)
    body = TextField(label=_("Cơ quan"), required=False, max_length=100)
    subject = TextField(label=_("Đối tượng"), required=False, max_length=80)
    first_day = DateField(label=_("Từ ngày"), required=False)
    last_day = DateField(label=_("Đến ngày"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", _("mọi việc")), *known_acts()]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Return what was asked; a field with a mistake narrows nothing, and the page says so."""
        self.full_clean()
        seen = getattr(self, "cleaned_data", {})
        return Filters(
            act=seen.get("act", ""),
            person=seen.get("person", ""),
            body=seen.get("body", ""),
            subject=seen.get("subject", ""),
            first_day=seen.get("first_day"),
            last_day=seen.get("last_day"),
        )

    def in_words(self) -> dict[str, str]:
        """Return the filters that are set, label and value as the person reads them."""
        said = {name: str(self.data.get(name)) for name in self.fields if self.data.get(name)}
        if "act" in said:
            said["act"] = label_of(said["act"])
        return {str(self.fields[name].label): words for name, words in said.items()}
