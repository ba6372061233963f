"""An outgoing paper as an edXML package: a file for the document system of the office, made when number, date and signed file are back.

The system never sends it (design, section 5): the clerical office does. What nobody wrote down stays empty; nothing is guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.directives.models import OutgoingPaper
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.work.files import path_of
from vonggac.kernel.handling import Handling
from vonggac.kernel.vietnamese import slug
from vonggac.law.exchange import identifier_of
from vonggac.law.letterheads import letterhead_of
from vonggac.sources.documents import edxml
from vonggac.sources.documents.edxml import Envelope, Party
from vonggac.sources.documents.model import Attachment

KINDS = {"report": "Báo cáo", "season": "Báo cáo", "reminder": "Công văn"}
HAND_TO_HAND = frozenset({Handling.TLP_RED.value, Handling.TLP_AMBER_STRICT.value})
"""Marks whose reader is named: they do not travel through a system that many offices read."""
UNMARKED = frozenset({Handling.NONE.value, Handling.TLP_CLEAR.value})


@dataclass(frozen=True, slots=True)
class Package:
    """What would leave: the envelope, and the name of its file."""

    envelope: Envelope
    file_name: str
    handling: str

    def without_identifier(self) -> list[str]:
        """Return the bodies whose identifier nobody wrote down."""
        return [party.name for party in (self.envelope.sender, *self.envelope.addressees) if not party.organ_id]


def why_not_yet(paper: OutgoingPaper) -> str:
    """Return what is still missing before a package can be made; nothing when it can."""
    if not (paper.number and paper.dated_on and paper.signed_id):
        return _("Nhập số, ký hiệu, ngày và tệp đã ký rồi mới lập được gói edXML.")
    if paper.directive.handling in HAND_TO_HAND:
        return _("Văn bản có dấu %(mark)s chỉ trao tận người nhận, không gửi qua trục liên thông.") % {
            "mark": paper.directive.handling.upper()
        }
    if paper.signed is not None and (paper.signed.erased_at or not path_of(paper.signed.sha256).is_file()):
        return _("Tệp đã ký không còn trong hệ thống.")
    return ""


def package_of(paper: OutgoingPaper) -> Package:
    """Return what the package of a paper holds; raises `ValidationError` when something is missing."""
    if missing := why_not_yet(paper):
        raise ValidationError(missing)
    assert paper.dated_on is not None  # noqa: S101  asked just above
    assert paper.signed is not None  # noqa: S101
    day, name = paper.dated_on, _file_name(paper)
    data = path_of(paper.signed.sha256).read_bytes()
    number, _slash, symbol = paper.number.partition("/")
    sender, head = _sender(paper, day), letterhead_of(_unit_code(paper), day, settings.PROVINCE)
    envelope = Envelope(
        sender=sender,
        addressees=tuple(_party_called(called, day) for called in paper.content.get("to", [])),
        document_id=f"{sender.organ_id or _unit_code(paper)},{day:%Y/%m/%d},{paper.number}",
        number=number.strip(),
        symbol=symbol.strip(),
        place=head.place if head else "",
        issued_on=day,
        kind=KINDS.get(paper.what, ""),
        subject=paper.title,
        signer=_signer(paper.content.get("signatures", [])),
        signer_title=head.signer if head else "",
        files=(Attachment(f"{name}.pdf", len(data), hashlib.sha256(data).hexdigest(), data),),
    )
    return Package(envelope, f"{name}.edxml", paper.directive.handling)


@transaction.atomic
def take_package(paper: OutgoingPaper, *, by: Any, at: datetime) -> tuple[bytes, str]:
    """Return the package as bytes with its file name, and note in the log that it left; `by` None is the command line."""
    if by is not None and not by.may("directives.give_out"):
        raise PermissionDenied("directives.give_out")
    package = package_of(paper)
    made = edxml.write(package.envelope, at=at)
    digest = hashlib.sha256(made).hexdigest()
    record("directives.paper.packed", by=by, at=at, subject=paper, count=len(package.envelope.addressees), sha256=digest)
    return made, package.file_name


def _file_name(paper: OutgoingPaper) -> str:
    mark = "" if paper.directive.handling in UNMARKED else slug(paper.directive.handling.replace("internal", "luu hanh noi bo"))
    return "-".join(filter(None, (slug(paper.number), f"{paper.dated_on:%Y%m%d}", mark)))


def _unit_code(paper: OutgoingPaper) -> str:
    return paper.directive.given_for.code if paper.directive.given_for else ""


def _sender(paper: OutgoingPaper, day: date) -> Party:
    """The head of the paper issues it; the identifier is that of the unit, as the province wrote it down."""
    head = letterhead_of(_unit_code(paper), day, settings.PROVINCE)
    unit = paper.directive.given_for
    name, above = (head.in_text, head.parent) if head else (unit.name if unit else "", unit.parent.name if unit and unit.parent else "")
    return Party(identifier_of(_unit_code(paper), day, settings.PROVINCE), name, above)


def _party_called(called: str, day: date) -> Party:
    """Return an addressee by the name on the paper; a name that nobody bears that day keeps its words and gets no identifier."""
    named = Q(name__iexact=called) | Q(addressee_name__iexact=called) | Q(short_name__iexact=called)
    found = list(valid_on(day, Organisation.objects.filter(named)).select_related("parent")[:2])
    if len(found) != 1:
        return Party("", called)
    [body] = found
    return Party(identifier_of(body.code, day, settings.PROVINCE), called, body.parent.name if body.parent else "")


def _signer(signatures: Sequence[dict[str, Any]]) -> str:
    """Name the signer only when an intact signature names one."""
    return next((str(one.get("signer") or "") for one in signatures if one.get("intact")), "")
