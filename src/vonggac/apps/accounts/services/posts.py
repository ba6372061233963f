"""Posts: opening and closing them, and who sits in them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.accounts import ports, queries
from vonggac.apps.accounts.acts import GRANTS, Role
from vonggac.apps.accounts.models import EntryLink, Holding, Post, User
from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation


class Refused(ValueError):  # noqa: N818  reads as what it says
    """An act that the rules of this room do not allow now; the message tells the person what to do."""


def check_may_grant(by: User, role: str, organisation_id: int | None = None) -> None:
    """Refuse unless one of the person's roles may hand out that role (table GRANTS), and their invitation right reaches the body."""
    if not any(role in GRANTS.get(Role(own), ()) for own in queries.roles_of(by)):
        raise Refused(_("Vị trí “%(role)s” chỉ do quản trị hệ thống giao.") % {"role": Role(role).label})
    if organisation_id is not None and not queries.may(by, "accounts.invite", organisation_id):
        raise Refused(_("Vị trí này không thuộc cơ quan thuộc phạm vi của bạn."))


def check_open(post: Post) -> None:
    """Refuse a closed post."""
    if post.closed_on is not None:
        raise Refused(_("Vị trí này đã đóng. Chọn vị trí khác hoặc mở vị trí mới."))


def _check_not_last_administrator(holdings: list[Holding]) -> None:
    ending = [h.pk for h in holdings if h.post.role == Role.ADMINISTRATOR]
    if ending and not queries.administrators().exclude(pk__in=ending).exists():
        raise Refused(_("Đây là người quản trị cuối cùng. Giao vị trí quản trị cho người khác trước."))


@transaction.atomic
def open_post(*, organisation: Organisation, title: str, role: str, by: User, at: datetime) -> Post:
    """Open a post at an organisation; a closed one of the same name and role opens again."""
    check_may_grant(by, role, organisation.pk)
    post, made = Post.objects.get_or_create(organisation=organisation, title=title, defaults={"role": role})
    if not made:
        if post.closed_on is None or post.role != role:
            raise Refused(_("Cơ quan này đã có vị trí “%(title)s”. Đặt tên khác.") % {"title": title})
        post.closed_on = None
        post.save(update_fields=["closed_on"])
    record("accounts.post.opened", by=by, at=at, subject=post, organisation_id=organisation.pk, role=role, title=title)
    return post


@transaction.atomic
def close_post(*, post: Post, by: User, at: datetime) -> None:
    """Close a post for good: who holds it leaves it, open invitations end. Open work must be handed over first."""
    check_may_grant(by, post.role, post.organisation_id)
    check_open(post)
    waiting = ports.bound_to(post)
    if waiting:
        raise Refused(_("Còn %(count)d việc đang mở ở vị trí này. Giao các việc đó cho vị trí khác trước khi đóng.") % {"count": waiting})
    held = list(post.holdings.filter(ended_at=None).select_related("post"))
    _check_not_last_administrator(held)
    Holding.objects.filter(pk__in=[h.pk for h in held]).update(ended_at=at)
    EntryLink.objects.filter(post=post, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    post.closed_on = timezone.localdate(at)
    post.save(update_fields=["closed_on"])
    touched = [h.user_id for h in held]
    record("accounts.post.closed", by=by, at=at, subject=post, organisation_id=post.organisation_id, count=len(touched), touched=touched)


@transaction.atomic
def assign_post(*, post: Post, user: User, by: User, at: datetime) -> Holding:
    """Put a person who has an account into a post."""
    check_may_grant(by, post.role, post.organisation_id)
    check_open(post)
    if not user.is_active:
        raise Refused(_("Tài khoản này đang ngừng hoạt động. Cho hoạt động lại trước."))
    if post.holdings.filter(user=user, ended_at=None).exists():
        raise Refused(_("%(name)s đang giữ vị trí này.") % {"name": user.full_name})
    holding = Holding.objects.create(post=post, user=user, began_at=at)
    record("accounts.post.assigned", by=by, at=at, subject=post, organisation_id=post.organisation_id, user=user.pk)
    return holding


@transaction.atomic
def end_holding(*, holding: Holding, by: User, at: datetime) -> None:
    """Take a person out of a post without a successor; the work stays with the post."""
    check_may_grant(by, holding.post.role, holding.post.organisation_id)
    _check_not_last_administrator([holding])
    if not Holding.objects.filter(pk=holding.pk, ended_at=None).update(ended_at=at):
        raise Refused(_("Người này đã thôi giữ vị trí."))
    record("accounts.post.left", by=by, at=at, subject=holding.post, organisation_id=holding.post.organisation_id, user=holding.user_id)


def leave_every_post(user: User, at: datetime) -> list[int]:
    """End all that a person holds, and return the posts; part of the acts that put a person out of service."""
    held = list(user.holdings.filter(ended_at=None).select_related("post"))
    _check_not_last_administrator(held)
    Holding.objects.filter(pk__in=[h.pk for h in held]).update(ended_at=at)
    return [h.post_id for h in held]
