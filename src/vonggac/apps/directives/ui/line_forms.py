"""Whom a line means: the decisions a person can take with one click, and the search for another body."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import AddresseeLine
from vonggac.apps.directives.services import laying, review
from vonggac.apps.directives.ui.review_forms import ReviewForm
from vonggac.apps.face.forms import TextField
from vonggac.apps.organisations.models import Kind
from vonggac.apps.work.models import Relation
from vonggac.law import load as law

MOST_FOUND = 12


class LineForm(ReviewForm):
    """One addressee line: keep, choose, or leave out; and how the issuer stands to it."""

    submit = gettext_lazy("Ghi nhận")
    decision = forms.ChoiceField(label=gettext_lazy("Xử lý dòng này"), widget=forms.RadioSelect)
    words = TextField(label=gettext_lazy("Tên cơ quan"), required=False, max_length=200)
    found = forms.MultipleChoiceField(label=gettext_lazy("Cơ quan tìm thấy"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = TextField(label=gettext_lazy("Lý do"), required=False, max_length=500)
    relation = forms.ChoiceField(label=gettext_lazy("Quan hệ"), choices=Relation.choices)

    def __init__(self, *args: Any, reach: dict[int, queries.Reach] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line: AddresseeLine = self.row
        self.reach = reach if reach is not None else queries.reach_of_lines(self.directive)
        self.offers = self._offers()
        self.fields["decision"].choices = [(key, words) for key, words, _reason in self.offers]  # type: ignore[attr-defined]
        self.fields["decision"].initial = self.offers[0][0]
        self.fields["reason"].initial = self.offers[0][2]
        self.fields["relation"].initial = self.line.relation
        self.matches = self._matches()
        self.fields["found"].choices = [(body.code, body.addressed_as()) for body in self.matches]  # type: ignore[attr-defined]

    # -- what is offered --------------------------------------------------------------------------------------------------------------

    def _offers(self) -> list[tuple[str, str, str]]:
        """Return (key, words, reason) of every decision, the likeliest first."""
        offers: list[tuple[str, str, str]] = []
        if self.line.settled != AddresseeLine.Settled.OPEN:
            offers.append(("keep", _("Giữ nguyên như đang khớp"), ""))
        offers += self._about_heirs()
        for place, one in enumerate(self.line.suggestions):
            if not one.get("heir"):
                offers.append((f"as:{place}", _("Là: %(name)s") % {"name": one["name"]}, ""))
        offers.append(("choose", _("Chọn cơ quan khác theo tên"), ""))
        offers.append(("skip", _("Bỏ dòng này, không giao việc"), self.line.because if self._is_skipped() else ""))
        return offers

    def _is_skipped(self) -> bool:
        return self.line.settled == AddresseeLine.Settled.SKIPPED

    @property
    def heir_codes(self) -> list[str]:
        """Return the codes of those that took over from bodies of this line without one heir."""
        return [one["code"] for one in self.line.suggestions if one.get("heir")]

    @property
    def receivers(self) -> str:
        """Return which lines reach every body that took over (this one among them); empty when one of them is reached by none."""
        wanted, names = set(self.heir_codes), []
        for key, other in self.reach.items():
            if wanted & other.codes:
                names.append(_("chính dòng này") if key == self.line.pk else _("dòng “%(text)s”") % {"text": other.text})
                wanted -= other.codes
        return "" if wanted else ", ".join(names)

    def _about_heirs(self) -> list[tuple[str, str, str]]:
        if self.line.settled != AddresseeLine.Settled.OPEN or not self.heir_codes:
            return []
        number, receivers = len(self.heir_codes), self.receivers
        reason = (
            ngettext("%(n)s cơ quan tiếp nhận đã nhận qua %(line)s.", "%(n)s cơ quan tiếp nhận đã nhận qua %(line)s.", number)
            % {"n": number, "line": receivers}
            if receivers
            else ""
        )
        leave_out = _("Bỏ các cơ quan đã kết thúc hoạt động, vì nơi tiếp nhận đã nhận qua %(line)s") % {"line": receivers}
        leave_out = leave_out if receivers else _("Bỏ các cơ quan đã kết thúc hoạt động, có lý do")
        hand_on = ngettext("Giao cho cả %(n)s cơ quan tiếp nhận", "Giao cho cả %(n)s cơ quan tiếp nhận", number) % {"n": number}
        pair = [("known", leave_out, reason), ("heirs", hand_on, "")]
        return pair if receivers else pair[::-1]

    def _matches(self) -> list[Any]:
        typed = (self.data.get("words") or "").strip() if self.is_bound else ""
        return list(queries.bodies_like(typed, self.today)[:MOST_FOUND]) if typed else []

    # -- what is done -----------------------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "choose":
            self._demand_a_body(cleaned)
        if cleaned.get("decision") in {"skip", "known"} and not (cleaned.get("reason") or "").strip():
            cleaned["reason"] = next((why for key, _words, why in self.offers if key == cleaned["decision"]), "")
            if not cleaned["reason"]:
                self.add_error("reason", _("Ghi lý do, ví dụ: đã nhận qua dòng khác"))
        return cleaned

    def _demand_a_body(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("found"):
            return
        if len(self.matches) == 1:
            cleaned["found"] = [self.matches[0].code]
        elif not (cleaned.get("words") or "").strip():
            self.add_error("words", _("Gõ tên cơ quan, không dấu cũng được, ví dụ: vien thong"))
        elif not self.matches:
            self.add_error("words", _("Danh bạ hôm nay không có cơ quan nào tên như vậy. Gõ ngắn hơn, hoặc thêm vào danh bạ."))
        else:
            self.add_error("found", _("Đánh dấu đúng cơ quan trong các tên tìm thấy"))

    def carry_out(self, *, by: Any, at: datetime) -> None:
        facts = self.cleaned_data
        version = self.version
        if facts["decision"] != "keep":
            self._decide(facts, by=by, at=at)
            version = None if version is None else version + 1
        if facts["relation"] != self.line.relation:
            review.set_relation(self.line, facts["relation"], by=by, at=at, version=version)
        elif facts["decision"] == "keep" and self.version is not None and self.version != self.directive.version:
            raise ValidationError(_("Người khác vừa sửa văn bản này. Xem lại bản mới bên dưới rồi lưu lại."))

    def _decide(self, facts: dict[str, Any], *, by: Any, at: datetime) -> None:
        decision, reason, version = facts["decision"], facts["reason"], self.version
        if decision == "known":
            review.settle_known(self.line, reason=reason, by=by, at=at, version=version)
        elif decision == "heirs":
            bodies = queries.with_heirs(self.line, self.heir_codes, self.today)
            review.settle_line(self.line, bodies, reason=_("Giao cho các cơ quan tiếp nhận."), by=by, at=at, version=version)
        elif decision.startswith("as:"):
            self._decide_as(self.line.suggestions[int(decision[3:])], by=by, at=at)
        else:
            bodies = queries.bodies_today(facts["found"], self.today) if decision == "choose" else []
            review.settle_line(self.line, bodies, reason=reason if decision == "skip" else "", by=by, at=at, version=version)

    def _decide_as(self, suggestion: dict[str, Any], *, by: Any, at: datetime) -> None:
        if suggestion.get("is_class"):
            laying.settle_as(self.line, suggestion["name"], by=by, at=at, today=self.today, version=self.version)
            return
        bodies = list(queries.bodies_today([suggestion["code"]], self.today))
        if bodies:
            review.settle_line(self.line, bodies, by=by, at=at, version=self.version)
        else:
            laying.settle_as(self.line, suggestion["name"], by=by, at=at, today=self.today, version=self.version)


class NewBodyForm(ReviewForm):
    """A body that the directory lacks: added with where it was read, and meant by the line at once."""

    submit = gettext_lazy("Thêm vào danh bạ và chọn")
    name = TextField(label=gettext_lazy("Tên đầy đủ của cơ quan"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Loại cơ quan"), choices=Kind.choices)
    source = TextField(label=gettext_lazy("Nguồn"), max_length=300, help_text=gettext_lazy("Văn bản hoặc nơi đã kiểm tra tên này."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.row.text
        self.fields["source"].initial = self.directive.called()
        self.fields["kind"].initial = Kind.AGENCY

    def carry_out(self, *, by: Any, at: datetime) -> None:
        province = law.province(settings.PROVINCE).code
        laying.settle_with_new_body(self.row, province=province, by=by, at=at, version=self.version, **self.cleaned_data)


class HeirForm(ReviewForm):
    """Who stands today for one body that ended without a single heir."""

    submit = gettext_lazy("Chọn nơi tiếp nhận")
    heir = forms.ChoiceField(label=gettext_lazy("Nơi tiếp nhận hôm nay"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in queries.possible_heirs(self.row, self.today)}
        self.fields["heir"].choices = [(key, body.addressed_as()) for key, body in self.bodies.items()]  # type: ignore[attr-defined]
        self.fields["heir"].label = _("Nơi tiếp nhận hôm nay của %(name)s") % {"name": self.row.named.addressed_as()}

    def carry_out(self, *, by: Any, at: datetime) -> None:
        review.choose_heir(self.row, self.bodies[self.cleaned_data["heir"]], by=by, at=at, version=self.version)
