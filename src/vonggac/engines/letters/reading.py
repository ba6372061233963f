"""Put a letter together: find its head, its foot and its body, read each, and remember where every value stood."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from types import MappingProxyType

from .addressees import Line9a, read_addressees
from .annexes import read_attachments
from .citations import opening_end, read_bases, read_cited
from .closing import Foot, read_foot
from .contacts import read_contacts
from .deadlines import Written
from .letterhead import Head, read_head
from .model import Addressee, Attachment, Base, Contact, Letter, Mark, Notice, Obligation, Signer, Span
from .obligations import Duty, read_obligations
from .page import MAX_READ, Found, Page, squeeze, unsqueezed
from .subjects import Asking
from .vocabulary import DEFAULT, Vocabulary


class _Places:
    """Collects the place of each value under its JSON pointer."""

    def __init__(self) -> None:
        self.spans: dict[str, Span] = {}

    def keep(self, pointer: str, value: Found | None) -> str | None:
        """Remember where a value stood and return it."""
        if value is None:
            return None
        self.spans[pointer] = value.span
        return value.value


def read(text: str, *, vocabulary: Vocabulary = DEFAULT) -> Letter:
    """Read a letter. What is not there stays None, with a warning; nothing is guessed."""
    whole = unicodedata.normalize("NFC", text)
    short, cuts = squeeze(whole)
    letter = _read(Page(short), vocabulary)
    if not cuts:
        return letter
    spans = {pointer: (unsqueezed(start, cuts), unsqueezed(end - 1, cuts) + 1) for pointer, (start, end) in letter.spans.items()}
    return replace(letter, text=whole, spans=MappingProxyType(spans))


def _read(page: Page, vocabulary: Vocabulary) -> Letter:
    places = _Places()
    head = read_head(page)
    lines, after = read_addressees(page, head.dear[1], vocabulary) if head.dear else ((), head.end)
    body = max(after, head.end if not head.dear else after)
    foot = read_foot(page, body, vocabulary)
    bases_end = opening_end(page, body, foot.body_end)
    bases = read_bases(page, body, bases_end)
    fields = _head_fields(places, head)
    written = _written(head)
    asking = Asking(page, vocabulary, written, head.issuer.value if head.issuer else None, head.kind)
    duties = read_obligations(asking, body, foot.body_end)
    return Letter(
        text=page.text,
        kind=head.kind,
        addressees=tuple(_addressee(places, f"/addressees/{at}", line) for at, line in enumerate(lines)),
        recipients=tuple(places.keep(f"/recipients/{at}", entry) or "" for at, entry in enumerate(foot.recipients)),
        bases=tuple(
            Base(*(places.keep(f"/bases/{at}/{name}", getattr(base, name)) for name in ("number", "date", "title")))
            for at, base in enumerate(bases)
        ),
        cited=tuple(places.keep(f"/cited/{at}", number) or "" for at, number in enumerate(_cited(page, head, body, foot, bases))),
        attachments=_attachments(page, places, body, foot),
        obligations=tuple(_obligation(places, f"/obligations/{at}", duty, vocabulary) for at, duty in enumerate(duties)),
        contacts=_contacts(page, places, body, foot, vocabulary),
        signer=_signer(places, foot),
        warnings=_warnings(head, foot, duties, lines, page),
        spans=MappingProxyType(places.spans),
        **fields,
    )


def _head_fields(places: _Places, head: Head) -> dict[str, str | None]:
    number, dated = head.number, head.dated
    if head.kind_span:
        places.spans["/kind"] = head.kind_span
    return {
        "number": places.keep("/number", number.number if number else None),
        "symbol": places.keep("/symbol", number.symbol if number else None),
        "place": places.keep("/place", dated.place if dated else None),
        "date": places.keep("/date", dated.date if dated else head.plain_date),
        "date_partial": places.keep("/date_partial", dated.partial if dated else None),
        "issuer": places.keep("/issuer", head.issuer),
        "parent": places.keep("/parent", head.parent),
        "subject": places.keep("/subject", head.subject),
    }


def _written(head: Head) -> Written:
    found = (head.dated.date or head.dated.partial) if head.dated else head.plain_date
    if found is None:
        return Written(None, None)
    parts = found.value.split("-")
    return Written(int(parts[0]), int(parts[1]) if len(parts) > 1 else None)


def _addressee(places: _Places, pointer: str, line: Line9a) -> Addressee:
    places.spans[f"{pointer}/text"] = (line.start, line.end)
    return Addressee(line.text, line.class_, line.line)


def _cited(page: Page, head: Head, body: int, foot: Foot, bases: tuple[object, ...]) -> tuple[Found, ...]:
    known = {base.number.value for base in bases if base.number}  # type: ignore[attr-defined]
    if head.number and head.number.number:
        known.add(head.number.number.value)
    return read_cited(page, head.subject.start if head.subject and head.subject.start < body else body, foot.body_end, known)


def _attachments(page: Page, places: _Places, body: int, foot: Foot) -> tuple[Attachment, ...]:
    reads = read_attachments(page, body, foot.body_end, foot.end)
    return tuple(Attachment(places.keep(f"/attachments/{at}/title", read.title) or "", read.present) for at, read in enumerate(reads))


def _contacts(page: Page, places: _Places, body: int, foot: Foot, words: Vocabulary) -> tuple[Contact, ...]:
    contacts: list[Contact] = []
    for at, read in enumerate(read_contacts(page, body, foot.body_end, words)):
        pointer = f"/contacts/{at}"
        contacts.append(
            Contact(
                organisation=places.keep(f"{pointer}/organisation", read.organisation),
                name=places.keep(f"{pointer}/name", read.name),
                role=places.keep(f"{pointer}/role", read.role),
                phones=tuple(places.keep(f"{pointer}/phones/{n}", phone) or "" for n, phone in enumerate(read.phones)),
                emails=tuple(places.keep(f"{pointer}/emails/{n}", mail) or "" for n, mail in enumerate(read.emails)),
            )
        )
    return tuple(contacts)


def _signer(places: _Places, foot: Foot) -> Signer | None:
    if foot.signed is None:
        return None
    return Signer(*(places.keep(f"/signer/{name}", getattr(foot.signed, name)) for name in ("name", "title", "authority")))


def _obligation(places: _Places, pointer: str, duty: Duty, words: Vocabulary) -> Obligation:
    places.spans[f"{pointer}/text"] = (duty.start, duty.end)
    if duty.deadline:
        places.spans[f"{pointer}/deadline"] = (duty.deadline.start, duty.deadline.end)
    for at, body in enumerate(duty.addressees):
        places.spans[f"{pointer}/addressees/{at}/text"] = body.span
    return Obligation(
        number=duty.number,
        text=duty.text,
        addressees=tuple(Addressee(body.value, words.class_of(body.value)) for body in duty.addressees),
        deadline=duty.deadline.deadline if duty.deadline else None,
        recurrence=places.keep(f"{pointer}/recurrence", duty.recurrence),
        figures_asked=tuple(places.keep(f"{pointer}/figures_asked/{at}", figure) or "" for at, figure in enumerate(duty.figures)),
        own=duty.own,
        items=tuple(_obligation(places, f"{pointer}/items/{at}", item, words) for at, item in enumerate(duty.items)),
    )


def marks(letter: Letter) -> tuple[Mark, ...]:
    """Return every value's place, ordered by position; of two that begin together the wider comes first."""
    rows = [Mark(pointer, start, end) for pointer, (start, end) in letter.spans.items()]
    return tuple(sorted(rows, key=lambda mark: (mark.start, -mark.end, mark.pointer)))


def leaves(letter: Letter) -> tuple[tuple[str, Obligation], ...]:
    """Return (pointer, obligation) of what is given out: nodes without parts for others. The issuer's own duties are not among them."""
    return tuple(pair for at, item in enumerate(letter.obligations) for pair in _leaves(f"/obligations/{at}", item))


def _leaves(pointer: str, item: Obligation) -> list[tuple[str, Obligation]]:
    if item.own:
        return []
    parts = [(at, part) for at, part in enumerate(item.items) if not part.own]
    if not parts:
        return [(pointer, item)]
    return [pair for at, part in parts for pair in _leaves(f"{pointer}/items/{at}", part)]


# --- warnings ---------------------------------------------------------------------------------------------------------------------


def _warnings(head: Head, foot: Foot, duties: list[Duty], lines: tuple[Line9a, ...], page: Page) -> tuple[Notice, ...]:
    notices = [
        *_head_warnings(head),
        *_foot_warnings(foot),
        *(n for at, duty in enumerate(duties) for n in _duty_warnings(f"/obligations/{at}", duty)),
    ]
    if not lines and head.kind.value in ("cong-van", "cong-dien"):
        notices.append(Notice("addressees-missing", "/addressees", "Không thấy danh sách Kính gửi; chọn nơi nhận việc trước khi giao."))
    if not duties:
        notices.append(
            Notice(
                "obligations-missing", "/obligations", "Không thấy nội dung nào yêu cầu thực hiện; đọc lại văn bản và thêm việc nếu cần."
            )
        )
    if len(page.text) > MAX_READ:
        notices.append(Notice("text-too-long", "/text", f"Văn bản quá dài; chỉ {MAX_READ} ký tự đầu được đọc."))
    return tuple(notices)


def _head_warnings(head: Head) -> list[Notice]:
    notices: list[Notice] = []
    number, dated = head.number, head.dated
    if number is None or number.number is None:
        notices.append(Notice("number-missing", "/number", "Văn bản chưa có số; nhập số khi có bản phát hành."))
    if number is None or number.symbol is None:
        notices.append(Notice("symbol-missing", "/symbol", "Không thấy ký hiệu của văn bản."))
    if dated and dated.impossible:
        notices.append(Notice("date-impossible", "/date", "Ngày ghi trên văn bản không có trong lịch; kiểm tra lại."))
    elif dated and dated.date is None:
        notices.append(Notice("date-incomplete", "/date", "Ngày của văn bản còn để trống một phần; nhập ngày khi có bản phát hành."))
    elif dated is None and head.plain_date is None:
        notices.append(Notice("date-missing", "/date", "Không thấy ngày của văn bản."))
    if dated is None or dated.place is None:
        notices.append(Notice("place-missing", "/place", "Không thấy nơi ban hành."))
    if head.issuer is None:
        notices.append(Notice("issuer-missing", "/issuer", "Không thấy cơ quan ban hành."))
    elif head.issuer_from_body:
        notices.append(
            Notice("issuer-from-body", "/issuer", "Văn bản không có phần tên cơ quan ban hành; tên này lấy từ nội dung, cần kiểm tra.")
        )
    if head.subject is None:
        notices.append(Notice("subject-missing", "/subject", "Không thấy trích yếu."))
    if head.kind_span is None:
        notices.append(Notice("kind-missing", "/kind", "Không nhận ra loại văn bản."))
    return notices


def _foot_warnings(foot: Foot) -> list[Notice]:
    notices: list[Notice] = []
    if foot.signed is None or foot.signed.name is None:
        notices.append(Notice("signer-missing", "/signer/name" if foot.signed else "/signer", "Không thấy họ tên người ký."))
    if foot.several_signers:
        notices.append(Notice("several-signers", "/signer", "Văn bản có nhiều người ký; chỉ người đầu tiên được ghi."))
    if not foot.recipients:
        notices.append(Notice("recipients-missing", "/recipients", "Không thấy phần Nơi nhận."))
    return notices


def _duty_warnings(pointer: str, duty: Duty) -> list[Notice]:
    notices: list[Notice] = []
    read = duty.deadline
    if read:
        value = read.deadline
        if value.date is None and value.working_days is None and value.calendar_days is None and value.day_of_month is None:
            notices.append(Notice("deadline-unclear", f"{pointer}/deadline", "Có thời hạn nhưng chưa tính được ngày; nhập ngày cụ thể."))
        elif read.rolled:
            notices.append(Notice("deadline-next-year", f"{pointer}/deadline", "Thời hạn không ghi năm; lấy năm kế tiếp năm của văn bản."))
        elif read.year_assumed:
            notices.append(Notice("deadline-year-assumed", f"{pointer}/deadline", "Thời hạn không ghi năm; lấy năm của văn bản."))
    if duty.more_periods:
        notices.append(
            Notice(
                "recurrence-alternatives",
                f"{pointer}/recurrence",
                "Văn bản nêu nhiều kỳ báo cáo; kỳ ngắn nhất được ghi, cần chọn lại nếu khác.",
            )
        )
    return notices + [n for at, item in enumerate(duty.items) for n in _duty_warnings(f"{pointer}/items/{at}", item)]
