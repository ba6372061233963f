"""The minutes and annexes of accepting a month of a contract, as Word and as a workbook; each that leaves is noted in the log."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry import ports, queries
from vonggac.apps.registry.models import AcceptanceItem, Layer, ProviderContract
from vonggac.apps.registry.queries.acceptance import Acceptance, Promise
from vonggac.engines import documents
from vonggac.engines.documents import AcceptanceFacts, Draft, Letterhead, PaperDate, PromiseLine, ProofLine, ScopeLine, Signer, WorkLine
from vonggac.engines.documents.acceptance import MET
from vonggac.kernel.levels import level_text
from vonggac.kernel.reading import format_number
from vonggac.law.layouts import layout_as_of
from vonggac.law.letterheads import letterhead_of, letterheads
from vonggac.law.model import COMMUNE_LEVEL

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def print_acceptance(contract: ProviderContract, month: date, ending: str, *, by: Any, at: datetime) -> bytes:
    """Return a month's acceptance as "docx" or "xlsx", and note that it left; a month that has not begun has none."""
    today = timezone.localdate(at)
    if month.replace(day=1) > today:
        raise ValidationError(_("Tháng này chưa bắt đầu nên chưa có gì để nghiệm thu."))
    facts = facts_of(queries.acceptance_of(contract, month, by))
    made = _docx(facts, contract.client, today, at) if ending == "docx" else workbook_of(facts)
    record(
        "registry.acceptance.printed",
        by=by,
        at=at,
        subject=contract,
        organisation_id=contract.client_id,
        month=facts.month,
        form=ending,
        count=len(facts.scope),
        sha256=sha256(made).hexdigest(),
    )
    return made


def facts_of(accepted: Acceptance) -> AcceptanceFacts:
    """Return a month as the documents draw it."""
    contract = accepted.contract
    counts: dict[int, int] = {}
    for proof in accepted.proofs:
        counts[proof.system_id] = counts.get(proof.system_id, 0) + 1
    return AcceptanceFacts(
        number=contract.number,
        title=contract.title,
        provider=contract.provider.name,
        client=contract.client.name,
        first=accepted.first,
        last=accepted.last,
        scope=tuple(ScopeLine(one.code, one.name, level_text(one.level), counts.get(one.pk, 0)) for one in accepted.systems),
        proofs=tuple(
            ProofLine(one.proved_on, one.system.name, str(Layer(one.layer).label), one.get_sort_display(), one.reference)
            for one in accepted.proofs
        ),
        work=tuple(_work(one) for one in accepted.work),
        promises=tuple(_promise(one) for one in accepted.promises),
    )


def _work(one: ports.DoneWork) -> WorkLine:
    taken, done = (timezone.localtime(moment) if moment else None for moment in (one.acknowledged_at, one.done_at))
    return WorkLine(one.number, one.title, timezone.localtime(one.opened_at), taken, done, one.due_on)


def _promise(one: Promise) -> PromiseLine:
    figure = one.figure.figure if one.figure else None
    return PromiseLine(one.item.words, wanted_words(one.item), _number(figure), one.met, one.figure.note if one.figure else "")


def wanted_words(item: AcceptanceItem) -> str:
    """Return what the item demands, in words: "từ 99,5 trở lên"."""
    if item.at_least is not None and item.at_most is not None:
        return _("từ %(least)s đến %(most)s") % {"least": _number(item.at_least), "most": _number(item.at_most)}
    if item.at_least is not None:
        return _("từ %(least)s trở lên") % {"least": _number(item.at_least)}
    if item.at_most is not None:
        return _("không quá %(most)s") % {"most": _number(item.at_most)}
    return ""


def _number(figure: Decimal | None) -> str:
    return "" if figure is None else format_number(figure.normalize() if figure != figure.to_integral_value() else int(figure))


def _docx(facts: AcceptanceFacts, client: Organisation, today: date, at: datetime) -> bytes:
    layout = layout_as_of(today)
    paper = documents.acceptance_minutes(draft=_draft(client, today), layout=layout, facts=facts)
    return documents.write_docx(paper, layout, made_at=at)


def _draft(client: Organisation, today: date) -> Draft:
    fact = letterhead_of(client.code, today, settings.PROVINCE)
    if fact is None:
        parent = client.parent.name.upper() if client.parent else ""
        head = Letterhead(client.name.upper(), client.name, client.paper_letters(), "", _place(client), parent)
    else:
        head = Letterhead(fact.issuer, fact.in_text, fact.short, fact.unit, fact.place, fact.parent)
    return Draft(head=head, date=PaperDate.of(today), signers=(Signer(_("THỦ TRƯỞNG CƠ QUAN")),))


def _place(client: Organisation) -> str:
    """Return the place that a body without a letterhead of its own writes before the date (Decree 30/2020, Annex I, box 4)."""
    if client.kind in COMMUNE_LEVEL:
        return client.name.partition(" ")[2] or client.name
    return next((fact.place for fact in letterheads(settings.PROVINCE) if fact.place), client.name)


def workbook_of(facts: AcceptanceFacts) -> bytes:
    """Return the month as a workbook, one sheet an annex; formulas in names stay text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, headings, rows in _sheets(facts):
        page = book.create_sheet(title)
        page.freeze_panes = "A2"
        for row in [headings, *rows]:
            page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheets(facts: AcceptanceFacts) -> list[tuple[str, list[Any], list[list[Any]]]]:
    scope: list[list[Any]] = [[one.code, one.name, one.level, one.proofs] for one in facts.scope]
    proofs: list[list[Any]] = [[one.day, one.system, one.layer, one.sort, one.reference] for one in facts.proofs]
    work = [[one.number, one.title, _plain(one.opened), _plain(one.taken), _plain(one.done), one.due] for one in facts.work]
    promises: list[list[Any]] = [[one.words, one.wanted, one.result, MET[one.met], one.note] for one in facts.promises]
    return [
        ("Phạm vi", ["Mã", "Hệ thống thông tin", "Cấp độ", "Số minh chứng trong tháng"], scope),
        ("Minh chứng", ["Ngày", "Hệ thống thông tin", "Lớp", "Minh chứng", "Số, ký hiệu"], proofs),
        ("Công việc", ["Số việc", "Nội dung", "Mở lúc", "Tiếp nhận lúc", "Xong lúc", "Hạn"], work),
        ("Mức dịch vụ", ["Nội dung nghiệm thu", "Yêu cầu", "Kết quả trong tháng", "Kết luận", "Ghi chú"], promises),
    ]


def _plain(moment: datetime | None) -> datetime | None:
    """Return the clock of Vietnam without its zone, which a workbook cannot hold."""
    return moment.replace(tzinfo=None) if moment else None


def _cell(page: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
