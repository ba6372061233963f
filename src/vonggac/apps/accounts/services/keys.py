"""Keys of the API: who gets one is an administrator's act, and leaves a line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.accounts.models import User
from vonggac.apps.accounts.services.posts import Refused
from vonggac.apps.audit.services import record
from vonggac.apps.face import tokens
from vonggac.apps.face.models import ApiToken


@transaction.atomic
def make_key(*, name: str, user: User, scopes: Collection[str], expires_at: datetime, by: User, at: datetime) -> tokens.MadeToken:
    """Make a key in the name of a person, for part of what that person may do; its text is shown this once."""
    try:
        made = tokens.make_token(name=name, user=user, scopes=scopes, at=at, expires_at=expires_at)
    except ValueError as error:
        raise Refused(_("Chọn ít nhất một việc mà người này được làm, và hạn không quá một năm.")) from error
    record("accounts.token.made", by=by, at=at, subject=made.row, user=user.pk, scopes=sorted(scopes), expires_at=expires_at.isoformat())
    return made


@transaction.atomic
def revoke_key(*, token: ApiToken, by: User, at: datetime) -> None:
    """Take a key back at once."""
    if token.revoked_at is not None:
        raise Refused(_("Khóa này đã thu hồi."))
    tokens.revoke_token(token=token, at=at)
    record("accounts.token.revoked", by=by, at=at, subject=token, user=token.user_id)
