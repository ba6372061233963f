"""Forms of the room accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vonggac.apps.accounts import queries
from vonggac.apps.accounts.act_words import words_of
from vonggac.apps.accounts.acts import ACTS, GRANTS, SECOND_FACTOR, Role
from vonggac.apps.accounts.models import EntryLink, User
from vonggac.apps.accounts.services.links import NewAccount
from vonggac.apps.face.forms import DateField, Form, TextField
from vonggac.apps.organisations import queries as organisations
from vonggac.kernel.vietnamese import fold


class BodyField(TextField):
    """An organisation that exists today, typed by name, with or without marks."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        standing = organisations.valid_on(timezone.localdate())
        exact = list(standing.filter(folded__startswith=fold(typed)).filter(name__iexact=typed)[:2])
        found = exact or list(organisations.matching(standing, typed).order_by("sort_key")[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Không có cơ quan nào như vậy. Gõ lại một phần tên, không dấu cũng được."))
        names = "; ".join(body.name for body in found[:5])
        raise ValidationError(_("Nhiều cơ quan như vậy, gõ đủ tên một trong số đó: %(names)s") % {"names": names})


class PostForm(Form):
    """A new post."""

    body = BodyField(label=_("Cơ quan"), help_text=_("Gõ tên, không dấu cũng được."), max_length=300)
    title = TextField(label=_("Tên vị trí"), help_text=_("Ví dụ: Cán bộ phụ trách an toàn thông tin"), max_length=200)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        grantable = {role for own in queries.roles_of(by) for role in GRANTS.get(Role(own), ())}
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [pair for pair in Role.choices if pair[0] in grantable]  # type: ignore[attr-defined]


class InviteForm(Form):
    """A person without an account."""

    full_name = TextField(label=_("Họ và tên"), max_length=200)
    email = forms.EmailField(label=_("Thư điện tử công vụ"), required=False, help_text=_("Để trống thì in phiếu và trao tay."))


class AssignForm(Form):
    """A person who has an account."""

    user = forms.ModelChoiceField(label=_("Người có tài khoản"), queryset=queries.nobody(), empty_label=_("Chọn người"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = queries.people_to_choose(by)  # type: ignore[attr-defined]


class TransferForm(AssignForm):
    """Who takes a post over, and why."""

    reason = TextField(label=_("Lý do"), help_text=_("Ví dụ: Quyết định điều động ngày 20/11/2026"), max_length=300)


class AbsenceForm(Form):
    """Why the giver cannot sign."""

    absence = TextField(label=_("Vì sao người giao không ký được"), max_length=300)


class ProfileForm(Form):
    """What a person says about themselves."""

    full_name = TextField(label=_("Họ và tên"), max_length=200)
    phone = TextField(label=_("Điện thoại"), max_length=30, required=False)
    mail_notices = forms.BooleanField(label=_("Nhận thông báo qua thư điện tử"), required=False)


class KeyForm(AssignForm):
    """A key of the API in the name of a person."""

    name = TextField(label=_("Dùng cho"), help_text=_("Phần mềm nào, ở đâu; ví dụ: Trục liên thông của tỉnh"), max_length=120)
    scopes = forms.MultipleChoiceField(label=_("Được làm"), widget=forms.CheckboxSelectMultiple)
    last_day = DateField(label=_("Dùng đến hết ngày"), help_text=_("Không quá một năm."))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["scopes"].choices = [(act, words_of(act)) for act in ACTS]  # type: ignore[attr-defined]


class EnterForm(Form):
    """What a person says who follows a one-time link; on a recovery only the new password is asked."""

    full_name = TextField(label=_("Họ và tên"), max_length=200)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        help_text=_("Chữ không dấu, chữ số, dấu chấm; ví dụ tran.thi.an"),
        max_length=60,
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+\Z", _("Dùng chữ không dấu, chữ số và . _ - trong tên đăng nhập"), code="letters")],
    )
    email = forms.EmailField(label=_("Thư điện tử công vụ"), required=False)
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, link: EntryLink, **kwargs: Any) -> None:
        initial = {"full_name": link.full_name, "email": link.email}
        super().__init__(*args, initial=initial, **kwargs)
        self.link = link
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if link.purpose == EntryLink.Purpose.RECOVER:
            for name in ("full_name", "username", "email"):
                del self.fields[name]
        self.fields["password"].help_text = self._password_hint()

    def clean_username(self) -> str:
        """Refuse a name that somebody has, whatever its capitals."""
        username: str = self.cleaned_data["username"]
        if queries.is_username_taken(username):
            raise ValidationError(_("Tên đăng nhập này đã có người dùng. Thêm chữ hoặc số để khác đi."))
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            try:
                validate_password(password, self._person(cleaned))
            except ValidationError as fault:
                self.add_error("password", fault)
            if cleaned.get("again") and cleaned["again"] != password:
                self.add_error("again", _("Nhập lại đúng mật khẩu ở ô trên."))
        return cleaned

    def account(self) -> NewAccount:
        """Return what was said, for the service."""
        said = self.cleaned_data
        return NewAccount(
            username=said.get("username", ""), full_name=said.get("full_name", ""), email=said.get("email", ""), password=said["password"]
        )

    def _person(self, cleaned: dict[str, Any]) -> User:
        if self.link.user is not None:
            return self.link.user
        person = User(username=cleaned.get("username", ""), full_name=cleaned.get("full_name", ""), email=cleaned.get("email", ""))
        person.will_prove_twice = self.link.post is None or self.link.post.role in SECOND_FACTOR  # type: ignore[attr-defined]
        return person

    def _password_hint(self) -> str:
        from vonggac.apps.accounts.passwords import least_length

        least = least_length(self._person({}))
        return _("Từ %(least)d ký tự, có chữ thường, chữ hoa, chữ số và ký tự khác.") % {"least": least}
