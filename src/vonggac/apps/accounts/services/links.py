"""One-time ways in: the first administrator, a lost phone, an invitation to a post.

The secret part of a link is returned once, to be shown, printed or mailed; the database keeps its SHA-256 and the log knows only
the row's number.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from vonggac.apps.accounts import queries
from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import EntryLink, Holding, Post, User
from vonggac.apps.accounts.services.posts import Refused, check_may_grant, check_open
from vonggac.apps.audit.services import record

SETUP_LASTS = timedelta(hours=24)
RECOVERY_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=7)
FIRST_POST_TITLE = "Quản trị hệ thống"


class LinkUnknown(LookupError):  # noqa: N818  reads as what it says
    """No link has this secret: mistyped, cut off or altered."""


class LinkClosed(LookupError):  # noqa: N818  reads as what it says
    """The link existed but no longer opens anything."""

    def __init__(self, link: EntryLink, standing: EntryLink.Standing) -> None:
        super().__init__(standing)
        self.link, self.standing = link, standing


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What the person who follows a link says about themselves."""

    username: str
    full_name: str
    password: str
    email: str = ""
    phone: str = ""


def digest_of(secret: str) -> str:
    """Return what the database keeps of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of(secret: str, address: str = "") -> str:
    """Return the whole link as a person gets it."""
    return (address or settings.ADDRESS).rstrip("/") + reverse("accounts:enter", args=[secret])


def _make(**facts: Any) -> tuple[EntryLink, str]:
    secret = secrets.token_urlsafe(32)
    return EntryLink.objects.create(digest=digest_of(secret), **facts), secret


@transaction.atomic
def make_setup_link(*, at: datetime, address: str = "") -> str:
    """Return a one-time link that makes an administrator; earlier ones that nobody used stop working."""
    EntryLink.objects.filter(purpose=EntryLink.Purpose.SETUP, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    link, secret = _make(purpose=EntryLink.Purpose.SETUP, made_at=at, expires_at=at + SETUP_LASTS)
    record("accounts.setup_link.made", by=None, at=at, subject=link)
    return address_of(secret, address)


@transaction.atomic
def make_recovery_link(*, user: User, by: User | None, at: datetime, address: str = "") -> str:
    """Return a one-time link with which this person sets a new password and registers a new phone or key.

    `by` is the administrator who made it, None on the server's own command line. Nothing changes until the link is used.
    """
    if not user.is_active:
        raise Refused(_("Tài khoản này đang ngừng hoạt động. Cho hoạt động lại trước."))
    if by is not None:
        for holding in queries.holdings_now(user):
            check_may_grant(by, holding.post.role)
    EntryLink.objects.filter(purpose=EntryLink.Purpose.RECOVER, user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    link, secret = _make(
        purpose=EntryLink.Purpose.RECOVER, user=user, full_name=user.full_name, made_by=by, made_at=at, expires_at=at + RECOVERY_LASTS
    )
    record("accounts.recovery_link.made", by=by, at=at, subject=user, link=link.pk)
    return address_of(secret, address)


@transaction.atomic
def invite(*, post: Post, full_name: str, email: str = "", by: User, at: datetime) -> tuple[EntryLink, str]:
    """Invite a person without an account to a post; return the invitation and its link, which is shown and mailed once."""
    check_open(post)
    check_may_grant(by, post.role, post.organisation_id)
    earlier = EntryLink.objects.filter(purpose=EntryLink.Purpose.INVITE, post=post, full_name=full_name, used_at=None, withdrawn_at=None)
    earlier.update(withdrawn_at=at)
    link, secret = _make(
        purpose=EntryLink.Purpose.INVITE,
        post=post,
        full_name=full_name,
        email=email,
        made_by=by,
        made_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    record("accounts.invitation.made", by=by, at=at, subject=link, organisation_id=post.organisation_id, post=post.pk, mailed=bool(email))
    address = address_of(secret)
    if email:
        transaction.on_commit(lambda: _mail_invitation(link, address))
    return link, address


def _mail_invitation(link: EntryLink, address: str) -> None:
    send_mail(
        _("Lời mời vào Vọng Gác: %(title)s") % {"title": link.post.title if link.post else ""},
        render_to_string("accounts/mail/invitation.txt", {"link": link, "address": address}),
        None,
        [link.email],
        fail_silently=True,  # the slip on the screen carries the same link, so a mail server that is down loses nothing
    )


@transaction.atomic
def withdraw_invitation(*, link: EntryLink, by: User, at: datetime) -> None:
    """Make an unused invitation worthless."""
    if not EntryLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None).update(withdrawn_at=at):
        raise Refused(_("Lời mời này đã dùng hoặc đã thu hồi."))
    organisation_id = link.post.organisation_id if link.post else None
    record("accounts.invitation.withdrawn", by=by, at=at, subject=link, organisation_id=organisation_id)


def find(secret: str, at: datetime) -> EntryLink:
    """Return the open link with this secret; raises `LinkUnknown` or `LinkClosed`."""
    link = EntryLink.objects.select_related("post__organisation", "user", "made_by").filter(digest=digest_of(secret)).first()
    if link is None:
        raise LinkUnknown
    standing = link.standing(at)
    if standing != EntryLink.Standing.OPEN:
        raise LinkClosed(link, standing)
    return link


@transaction.atomic
def enter(*, secret: str, account: NewAccount, at: datetime) -> User:
    """Use a link: make the account or set the new password, take up the post, and return the person. Works once.

    Two requests with the same link: the second finds it used, because the row is claimed by one conditional update.
    """
    link = find(secret, at)
    if not EntryLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None).update(used_at=at):
        raise LinkClosed(link, EntryLink.Standing.USED)
    if link.purpose == EntryLink.Purpose.RECOVER:
        return _recover(link, account.password, at)
    user = _new_user(account)
    EntryLink.objects.filter(pk=link.pk).update(user=user)
    post = _first_post() if link.purpose == EntryLink.Purpose.SETUP else link.post
    if post is None or post.closed_on is not None:
        raise Refused(_("Vị trí này đã đóng. Gọi người đã mời để nhận lời mời khác."))
    Holding.objects.create(post=post, user=user, began_at=at)
    record("accounts.link.used", by=user, at=at, subject=link, organisation_id=post.organisation_id, purpose=link.purpose, post=post.pk)
    return user


def _new_user(account: NewAccount) -> User:
    user = User(username=account.username, full_name=account.full_name, email=account.email, phone=account.phone)
    user.set_password(account.password)
    user.save()
    return user


def _first_post() -> Post:
    """The administrator's post: at the province itself, whose role reaches everything wherever the post stands."""
    organisation = queries.province_body()
    if organisation is None:
        raise Refused(_("Chưa nạp danh sách cơ quan của tỉnh. Chạy “vonggac migrate” trên máy chủ, rồi mở lại liên kết này."))
    post, _made = Post.objects.get_or_create(organisation=organisation, title=FIRST_POST_TITLE, defaults={"role": Role.ADMINISTRATOR})
    return post


def _recover(link: EntryLink, password: str, at: datetime) -> User:
    from allauth.mfa.models import Authenticator

    user = link.user
    assert user is not None  # the database holds this: recovery_names_a_person
    user.set_password(password)
    user.session_round += 1
    user.save(update_fields=["password", "session_round"])
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    record("accounts.link.used", by=user, at=at, subject=link, purpose=link.purpose, devices_removed=removed)
    return user
