"""A person's account: own choices, sessions, out of service and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from vonggac.apps.accounts import queries
from vonggac.apps.accounts.models import EntryLink, Transfer, User
from vonggac.apps.accounts.services.posts import Refused, check_may_grant, leave_every_post
from vonggac.apps.audit.services import record

OWN_CHOICES = ("full_name", "phone", "mail_notices")


@transaction.atomic
def change_profile(*, user: User, changes: dict[str, Any], by: User, at: datetime) -> list[str]:
    """Set what a person chooses for themselves and return the names of the fields that changed; nothing changed leaves no line."""
    changed = [name for name in OWN_CHOICES if name in changes and changes[name] != getattr(user, name)]
    if not changed:
        return []
    for name in changed:
        setattr(user, name, changes[name])
    user.save(update_fields=[*changed, "folded"])
    record("accounts.profile.changed", by=by, at=at, subject=user, fields=changed)
    return changed


@transaction.atomic
def end_sessions(*, user: User, by: User, at: datetime) -> None:
    """End every session of the person at once; the caller renews the seal of a session that shall live on."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
    record("accounts.sessions.ended", by=by, at=at, subject=user)


@transaction.atomic
def put_out_of_service(*, user: User, by: User, at: datetime) -> None:
    """Close a person's account: posts left, sessions ended, open links and transfers void, effective with the next request."""
    if user == by:
        raise Refused(_("Không tự ngừng tài khoản của mình. Nhờ một quản trị khác."))
    for role in queries.roles_of(user):
        check_may_grant(by, role)
    if not user.is_active:
        raise Refused(_("Tài khoản này đã ngừng hoạt động."))
    posts = leave_every_post(user, at)
    EntryLink.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    waiting = Transfer.objects.filter(taker=user) | Transfer.objects.filter(giver=user)
    waiting.filter(state__in=[Transfer.State.PROPOSED, Transfer.State.GIVEN]).update(state=Transfer.State.WITHDRAWN, withdrawn_at=at)
    user.is_active = False
    user.session_round += 1
    user.save(update_fields=["is_active", "session_round"])
    record("accounts.person.stopped", by=by, at=at, subject=user, count=max(1, len(posts)), touched=posts)


@transaction.atomic
def put_to_service(*, user: User, by: User, at: datetime) -> None:
    """Open a closed account again, without any post."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise Refused(_("Tài khoản này đang hoạt động."))
    record("accounts.person.returned", by=by, at=at, subject=user)
