"""What a password must be, as data, and Django's validators that read it."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.accounts import queries


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """Least length with and without a second factor, and how many of the four classes of characters."""

    with_second_factor: int
    without: int
    classes: int
    source: str


RULE = PasswordRule(
    with_second_factor=8,
    without=14,
    classes=4,
    source="TCVN 14423 (8 ký tự khi có xác thực nhiều yếu tố, 14 khi không); văn bản của tỉnh tháng 12/2024, mục 2 (bốn loại ký tự)",
)


def least_length(user: Any, rule: PasswordRule = RULE) -> int:
    """Return the least length for this person: short only with a second factor registered, or with a role that cannot go without."""
    if user is None or getattr(user, "pk", None) is None:
        return rule.with_second_factor if getattr(user, "will_prove_twice", False) else rule.without
    proves_twice = queries.has_second_factor(user) or queries.must_prove_twice(user)
    return rule.with_second_factor if proves_twice else rule.without


def classes_in(password: str) -> int:
    """Return how many of the four classes occur: small letters, capitals, digits, anything else (letters without case count there)."""
    kinds = {"lower" if c.islower() else "upper" if c.isupper() else "digit" if c in string.digits else "other" for c in password}
    return len(kinds)


class FollowsTheRule:
    """Django's validator over `PasswordRule`."""

    def __init__(self, rule: PasswordRule = RULE) -> None:
        self.rule = rule

    def validate(self, password: str, user: Any = None) -> None:
        """Raise with every fault at once, each saying what to do."""
        faults = []
        least = least_length(user, self.rule)
        if len(password) < least:
            faults.append(_("Nhập mật khẩu dài từ %(least)d ký tự trở lên.") % {"least": least})
        if classes_in(password) < self.rule.classes:
            faults.append(_("Dùng đủ chữ thường, chữ hoa, chữ số và ký tự khác trong mật khẩu."))
        if faults:
            raise ValidationError(faults, code="password_rule")

    def get_help_text(self) -> str:
        """Return the rule in one sentence."""
        return ngettext(
            "Từ %(least)d ký tự, có chữ thường, chữ hoa, chữ số và ký tự khác.",
            "Từ %(least)d ký tự, có chữ thường, chữ hoa, chữ số và ký tự khác.",
            self.rule.without,
        ) % {"least": self.rule.without}


class NotWellKnown:
    """Refuses the passwords everybody tries first, with the list Django carries."""

    def __init__(self) -> None:
        from django.contrib.auth.password_validation import CommonPasswordValidator

        self.known = CommonPasswordValidator()

    def validate(self, password: str, user: Any = None) -> None:
        """Raise for a password on the list, in any case of letters."""
        if password.lower().strip() in self.known.passwords:
            raise ValidationError(_("Chọn mật khẩu khác: mật khẩu này nằm trong danh sách hay bị dò."), code="password_known")

    def get_help_text(self) -> str:
        """Return the rule in one sentence."""
        return _("Không dùng mật khẩu phổ biến.")


class NotAboutThePerson:
    """Refuses a password that is built from the person's own name, user name or mailbox."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise when a part of four letters or more of the person's names stands in the password, without tone marks either."""
        from vonggac.kernel.vietnamese import fold

        seen = fold(password).replace(" ", "")
        for name in ("username", "full_name", "email"):
            parts = fold(str(getattr(user, name, "") or "")).replace("@", " ").replace(".", " ").split()
            if any(len(part) > 3 and part in seen for part in parts):
                raise ValidationError(
                    _("Chọn mật khẩu không chứa họ tên, tên đăng nhập hoặc thư điện tử của mình."), code="password_own_name"
                )

    def get_help_text(self) -> str:
        """Return the rule in one sentence."""
        return _("Không chứa họ tên hoặc tên đăng nhập của mình.")
