"""Forms of the room accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from vonggac.apps.accounts import queries
from vonggac.apps.accounts.acts import SECOND_FACTOR
from vonggac.apps.accounts.models import EntryLink, User
from vonggac.apps.accounts.services.links import NewAccount
from vonggac.apps.face.forms import Form, TextField


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
