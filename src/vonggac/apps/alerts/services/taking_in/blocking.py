"""Records that showed a degree of secrecy were stopped before they were written; here who coordinates is told, and the log says it.

The words are nowhere: told is only which source sent how many. On the sending side such a document lies on a networked machine
(Law 117/2025, Article 5.2), so somebody has to look there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import Holding
from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.audit.services import record
from vonggac.apps.work.models import Notice
from vonggac.apps.work.services.noticing import Gathering, gather
from vonggac.sources.recordsecrecy import SECRET

if TYPE_CHECKING:
    from vonggac.apps.alerts.intake.records import Record


def tell_of_blocked(records: Sequence[Record], there: Collection[int], at: datetime) -> None:
    """Tell who coordinates of each source that sent such records; while a line is unread it counts on, and the log is not flooded."""
    found: Counter[int] = Counter()
    for one in records:
        if one.entry.source in there and (number := one.entry.refused.get(SECRET)):
            found[one.entry.source] += number
    for source in AlertSource.objects.filter(pk__in=found).order_by("pk") if found else ():
        _tell(source, found[source.pk], at)


def _tell(source: AlertSource, number: int, at: datetime) -> None:
    people = set(
        Holding.objects.filter(ended_at=None, user__is_active=True, post__closed_on=None, post__role=Role.COORDINATOR).values_list(
            "user_id", flat=True
        )
    )
    topic = f"alerts.secret.{source.pk}"
    if not Notice.objects.filter(topic=topic, read_at=None).exists():
        record("alerts.secret.blocked", by=None, at=at, subject=source, organisation_id=source.organisation_id, count=number)
    page = source.get_absolute_url()
    text = _("Nguồn %(name)s gửi bản ghi mang dấu chỉ độ mật; đã chặn, không lưu. Kiểm tra nơi gửi theo quy trình lộ bí mật.")
    gather(people, Gathering(topic, text % {"name": source.name}, page, _many_of(source.name), page), at=at)


def _many_of(name: str) -> Callable[[int], str]:
    def words(number: int) -> str:
        said = ngettext(
            "%(n)s lần nguồn %(name)s gửi bản ghi mang dấu chỉ độ mật; đã chặn, không lưu.",
            "%(n)s lần nguồn %(name)s gửi bản ghi mang dấu chỉ độ mật; đã chặn, không lưu.",
            number,
        )
        return said % {"n": number, "name": name}

    return words
