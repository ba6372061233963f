"""Reading a letter's lines again after a person put something right: one line under other words, or the whole letter at another date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.directives.models import AddresseeLine, Directive
from vonggac.apps.directives.services.addressing import read_line_as
from vonggac.apps.directives.services.intake import lay_out
from vonggac.apps.directives.services.review import settle_line, under_review
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.services import add_body
from vonggac.kernel.vietnamese import fold


@transaction.atomic
def settle_as(line: AddresseeLine, words: str, *, by: Any, at: datetime, today: date, version: int | None = None) -> AddresseeLine:
    """Say in other words whom a line means, a class among them; the directory of the letter's day gives the bodies."""
    under_review(line.directive, version)
    count = read_line_as(line, words, today=today)
    record("directives.line.settled", by=by, at=at, subject=line, count=count, settled=line.settled, words=said(line.because))
    return line


@transaction.atomic
def settle_with_new_body(
    line: AddresseeLine, *, name: str, kind: str, source: str, province: str, by: Any, at: datetime, version: int | None = None
) -> AddresseeLine:
    """Add a body that the directory lacks, with where it was read, and let the line mean it."""
    code = fold(name).replace(" ", "-")[:40].strip("-")
    if Organisation.objects.filter(code=code).exists():
        raise ValidationError(_("Danh bạ đã có cơ quan mang tên này. Tìm theo tên và chọn cơ quan đó."))
    body = add_body(by=by, at=at, code=code, name=name, kind=kind, source=source[:300], province_code=province, precision="unverified")
    return settle_line(line, [body], reason=_("Người rà soát thêm vào danh bạ."), by=by, at=at, version=version)


@transaction.atomic
def lay_out_again(directive: Directive, *, by: Any, at: datetime, today: date, version: int | None = None) -> Directive:
    """Look the addressees up again on the letter's corrected day; decisions on lines and obligations made so far are lost."""
    row = under_review(directive, version)
    lost = {"lines": row.lines.count(), "obligations": row.obligations.count(), "was": str(row.resolved_on or "")}
    lay_out(row, today=today)
    record("directives.letter.laid_out", by=by, at=at, subject=row, count=row.lines.count(), on=row.resolved_on, **lost)
    return row
