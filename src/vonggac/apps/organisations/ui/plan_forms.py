"""Forms of a reorganisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.apps.organisations import queries
from vonggac.apps.organisations.models import Kind, Organisation, Reorganisation
from vonggac.apps.organisations.services.soundness import NEW
from vonggac.apps.organisations.ui.forms import BodyChoice

WHATS = [
    ("merge", _("Sáp nhập: nhiều cơ quan thành một, hoặc nhập vào một cơ quan đang có")),
    ("split", _("Chia tách, chuyển một phần chức năng, hoặc chỉ định nơi tiếp nhận của cơ quan đã kết thúc")),
    ("rename", _("Đổi tên, giữ nguyên mã")),
    ("abolish", _("Kết thúc hoạt động, chưa có nơi tiếp nhận")),
]


class DecisionForm(Form):
    """What was decided, from when, and by which document."""

    what = forms.ChoiceField(label=_("Loại sắp xếp"), choices=WHATS, widget=forms.RadioSelect)
    effective_on = DateField(label=_("Ngày hiệu lực"), help_text=_("Ngày đầu của cơ quan mới; cơ quan cũ kết thúc ngày trước đó."))
    basis = TextField(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("Số, ngày, nơi ban hành; ví dụ: Nghị quyết số 01/NQ-HĐND ngày 01/12/2026 của HĐND tỉnh"),
    )


class NewHeirForm(Form):
    """A body that begins with the change."""

    name = TextField(label=_("Tên cơ quan mới"), max_length=300)
    code = forms.SlugField(
        label=_("Mã"),
        max_length=40,
        help_text=_("Chữ không dấu, số, gạch nối."),
        error_messages={"invalid": _("Viết mã bằng chữ không dấu, số và dấu gạch nối, ví dụ x-duc-hoa")},
    )
    addressee_name = TextField(
        label=_("Tên khi là nơi nhận"), max_length=300, required=False, help_text=_("Để trống nếu giống tên đầy đủ.")
    )
    kind = forms.ChoiceField(label=_("Loại cơ quan"), choices=[("", _("Chọn loại")), *Kind.choices])
    parent = BodyChoice(label=_("Cơ quan cấp trên"), required=False, empty_label=_("không có"))

    def __init__(self, *args: Any, row: Reorganisation, bodies: list[Organisation], **kwargs: Any) -> None:
        kwargs["initial"] = self._like(row, bodies)
        super().__init__(*args, prefix="new", **kwargs)
        self.row = row
        self.fields["parent"].queryset = queries.may_take_on(row.effective_on, row.plan.get("endings", []))  # type: ignore[attr-defined]
        if row.what == Reorganisation.What.RENAME and bodies:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Đổi tên giữ nguyên mã.")

    @staticmethod
    def _like(row: Reorganisation, bodies: list[Organisation]) -> dict[str, Any]:
        if not bodies:
            return {}
        first = bodies[0]
        found = {"kind": first.kind, "parent": first.parent_id}
        return {**found, "code": first.code, "name": first.name} if row.what == Reorganisation.What.RENAME else found

    def facts(self) -> dict[str, Any]:
        """Return the new body as a plan keeps it; its key is its code."""
        said = self.cleaned_data
        facts = {name: said[name] for name in ("name", "code", "addressee_name", "kind")}
        return {**facts, "key": said["code"], "parent": said["parent"].pk if said["parent"] else None}


class HeirForm(Form):
    """Who goes on with what."""

    before = forms.ChoiceField(label=_("Cơ quan bàn giao"), required=False)
    after = forms.ChoiceField(label=_("Cơ quan tiếp nhận"))
    function = TextField(
        label=_("Chức năng, địa bàn bàn giao"),
        max_length=200,
        required=False,
        help_text=_("Để trống nếu bàn giao toàn bộ. Chia cho nhiều nơi thì ghi chức năng hoặc địa bàn của từng nơi."),
    )

    def __init__(self, *args: Any, row: Reorganisation, bodies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, prefix="heir", **kwargs)
        self.row = row
        self.bodies = bodies
        new = [(f"{NEW}{one['key']}", one["name"]) for one in row.plan.get("beginnings", [])]
        standing = [(str(body.pk), body.name) for body in queries.may_take_on(row.effective_on, row.plan.get("endings", []))]
        self.fields["before"].choices = [("", _("mọi cơ quan đã chọn")), *((str(body.pk), body.name) for body in bodies)]  # type: ignore[attr-defined]
        self.fields["after"].choices = [("", _("Chọn")), (_("Cơ quan mới"), new), (_("Cơ quan đang có"), standing)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A body that handed everything to one heir has nothing left for another."""
        said = super().clean() or self.cleaned_data
        if not said.get("function") and self.row.what == Reorganisation.What.SPLIT and "after" in said and self._given_away():
            self.add_error("function", _("Đã bàn giao toàn bộ cho nơi khác. Bỏ dòng đó, rồi ghi chức năng hoặc địa bàn của từng nơi."))
        return said

    def _given_away(self) -> bool:
        whole = {heir["before"]: heir["after"] for heir in self.row.plan.get("heirs", []) if not heir.get("function")}
        return any(whole.get(pair["before"], pair["after"]) != pair["after"] for pair in self.pairs())

    def pairs(self) -> list[dict[str, Any]]:
        """Return who hands over to whom, one for each body that gives."""
        said = self.cleaned_data
        after = said["after"] if said["after"].startswith(NEW) else int(said["after"])
        givers = [int(said["before"])] if said["before"] else [body.pk for body in self.bodies]
        return [{"before": giver, "after": after, "function": said["function"]} for giver in givers]
