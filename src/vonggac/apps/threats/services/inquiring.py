"""Questions to providers: a letter for each is drafted here, issued outside, and its answers lead to cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.threats.models import Hit, ProviderInquiry, ThreatList
from vonggac.apps.threats.queries.planning import Asking
from vonggac.apps.work.services.evidence import keep_file
from vonggac.apps.work.services.outgoing import move_on
from vonggac.apps.work.services.taking import demand
from vonggac.engines.documents import Draft, Letterhead, PaperDate, Signer, write_docx
from vonggac.engines.documents.inquiries import Asked, AskedRow, provider_inquiry
from vonggac.kernel.handling import Handling
from vonggac.kernel.reading import format_date
from vonggac.law.cleanups import clean_up_rules
from vonggac.law.layouts import layout_as_of
from vonggac.law.letterheads import letterhead_of
from vonggac.law.load import province

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draft_inquiries(row: ThreatList, asking: Sequence[Asking], *, by: Any, at: datetime) -> list[ProviderInquiry]:
    """Draft one letter a provider with every address, its port and time; put its rows into it."""
    bodies = Organisation.objects.select_related("parent").in_bulk([one.provider_id for one in asking])
    made = [_drafted(row, bodies[one.provider_id], by, at) for one in asking]
    for one in made:
        row.reasons.filter(way="inquiry", asked_id=one.provider_id, inquiry=None).update(inquiry=one)
    if made:
        record("threats.inquiries.drafted", by=by, at=at, count=len(made), touched=[one.pk for one in made], list=row.pk)
    return made


def _drafted(row: ThreatList, provider: Organisation, by: Any, at: datetime) -> ProviderInquiry:
    today = localdate(at)
    asked_of = Hit.objects.filter(list=row, reason__way="inquiry", reason__asked=provider, reason__inquiry=None)
    hits = asked_of.select_related("list").order_by("address", "seen_at", "id")
    rows = list(dict.fromkeys(map(asked_row, hits)))
    asked = Asked(
        provider=provider.addressed_as(),
        source=row.source.name,
        list_day=row.list_day,
        letter_number=row.letter_number,
        answer_by=today + timedelta(days=clean_up_rules().days_to_answer(today)),
    )
    paper = provider_inquiry(draft=_head(today, row.handling), asked=asked, rows=rows)
    content = write_docx(paper, layout_as_of(today), made_at=at)
    return ProviderInquiry.objects.create(
        list=row,
        provider=provider,
        title=f"{paper.subject[:1].upper()}{paper.subject[1:]}: {provider.addressed_as()}"[:500],
        content={"answer_by": asked.answer_by.isoformat(), "rows": len(rows), "addresses": len({one.address for one in rows})},
        draft=keep_file(content, media_type=DOCX, at=at),
        drafted_by=by,
        drafted_at=at,
    )


def asked_row(hit: Hit) -> AskedRow:
    """Return what a provider needs to look one row up: time in Vietnam's hours, to the second when the list says so."""
    return AskedRow(hit.address, str(hit.port or ""), moment_words(hit), hit.family, hit.c2)


def moment_words(hit: Hit) -> str:
    """Write when a row was seen: "23/11/2026 07:42:10 +07:00", only the day, or that the list does not say."""
    if hit.seen_at is None:
        return _("không ghi, danh sách ngày %(day)s") % {"day": format_date(hit.list.list_day)}
    local = localtime(hit.seen_at)
    return f"{local:%d/%m/%Y}" if hit.exact == Hit.Exact.DAY else f"{local:%d/%m/%Y %H:%M:%S} +07:00"


def _head(day: date, handling: str) -> Draft:
    """Return head, blank number and signer of the specialised unit's papers, with the list's own handling mark."""
    unit = in_role("specialised-unit", day)
    if unit is None:
        raise ValidationError(_("Khai báo đơn vị chuyên trách trong hồ sơ của tỉnh rồi mới soạn được công văn."))
    fact = letterhead_of(unit.code, day, settings.PROVINCE)
    if fact is None:
        place = str(province(settings.PROVINCE).place)
        parent = unit.parent.name.upper() if unit.parent else ""
        head, signer = Letterhead(unit.addressed_as().upper(), unit.addressed_as(), unit.paper_letters(), "", place, parent), ""
    else:
        head, signer = Letterhead(fact.issuer, fact.in_text, fact.short, fact.unit, fact.place, fact.parent), fact.signer
    draft = Draft(head=head, date=PaperDate(day.year, day.month), signers=(Signer(title=signer or "THỦ TRƯỞNG CƠ QUAN"),))
    return replace(draft, handling=Handling(handling))


@transaction.atomic
def move_inquiry(
    inquiry: ProviderInquiry,
    state: str,
    *,
    by: Any,
    at: datetime,
    number: str = "",
    dated_on: date | None = None,
    signed: bytes | None = None,
) -> ProviderInquiry:
    """Note how far the letter is outside: trình, ký, cấp số, phát hành."""
    demand(by, "threats.import")
    row = ProviderInquiry.objects.select_for_update().get(pk=inquiry.pk)
    if row.withdrawn_at is not None:
        raise ValidationError(_("Công văn này đã rút vì danh sách được đính chính."))
    move_on(row, state, number=number, dated_on=dated_on, signed=signed, at=at)
    record("threats.inquiry.moved", by=by, at=at, subject=row, state=state, number=row.number, dated_on=row.dated_on)
    return row
