"""Notices that also go by mail: one mail a person and run."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.work.models import Notice

log = logging.getLogger(__name__)


def mail_notices(at: datetime) -> int:
    """Mail what waits and return how many mails went out.

    Each person's notices are claimed before the mail leaves, so two runs at once send one mail; when the mail cannot leave, the claim
    is given back and the next run tries again. Who chose no mail reads the notices in the house; they are not kept back for later.
    """
    Notice.objects.filter(mail_wanted=True, mailed_at=None, user__mail_notices=False).update(mail_wanted=False)
    waiting: dict[int, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(mail_wanted=True, mailed_at=None, user__is_active=True).select_related("user").order_by("at", "id"):
        waiting[notice.user_id].append(notice)
    return sum(_mail(notices, at) for notices in waiting.values())


def _mail(notices: list[Notice], at: datetime) -> bool:
    claimed = [one for one in notices if Notice.objects.filter(pk=one.pk, mailed_at=None).update(mailed_at=at)]
    address = notices[0].user.email
    if not claimed or not address:
        return False
    try:
        with get_connection() as connection:
            EmailMessage(_subject(claimed), _body(claimed), to=[address], connection=connection).send()
    except (OSError, SMTPException):
        Notice.objects.filter(pk__in=[one.pk for one in claimed]).update(mailed_at=None)
        log.exception("a mail with %s notices could not leave and will be tried again", len(claimed))
        return False
    return True


def _subject(notices: list[Notice]) -> str:
    text = (
        notices[0].text if len(notices) == 1 else ngettext("%(n)s thông báo mới", "%(n)s thông báo mới", len(notices)) % {"n": len(notices)}
    )
    return f"Vọng Gác: {text}".replace("\n", " ")[:200]


def _body(notices: list[Notice]) -> str:
    parts = [f"{one.text}\n{one.detail}".strip() for one in notices]
    return "\n\n".join([*parts, _("Mở việc: %(address)s") % {"address": f"{settings.ADDRESS}/viec/"}])
