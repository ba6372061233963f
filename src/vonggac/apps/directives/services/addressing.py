"""Whom a letter means: its lines, and the posts and teams its sentences name, as bodies of its day and their heirs today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.directives.models import Addressee, AddresseeLine, Directive
from vonggac.apps.organisations.models import Organisation, Succession
from vonggac.apps.organisations.relations import fact_of
from vonggac.apps.work.models import Relation
from vonggac.engines import addressees as engine
from vonggac.engines.addressees import Directory, Issuer, Resolution, Target
from vonggac.kernel.vietnamese import fold
from vonggac.law import load as law
from vonggac.law.model import OrganisationFact, OrganisationKind, SuccessionFact

Key = tuple[str, date | None]
ORDER_OF_THE_COMMITTEE = re.compile(r"/(?:CT|CĐ|KH|QĐ|NQ)-UBND\b")
"""Symbols of what the People's Committee itself orders: who carries it out speaks for the committee (Decree 30/2020, Annex III)."""
FUNCTION = "an toàn thông tin mạng"
"""What this platform follows: where functions of a body went different ways, the heir of this one answers."""
NOBODY = ("như trên", "lưu", "như kính gửi")


def directory() -> tuple[Directory, dict[Key, int]]:
    """Return a finder over the bodies in the database and the province's names, and the row of each body."""
    rows = list(Organisation.objects.all())
    known = {row.pk: row for row in rows}
    for row in rows:
        # Every parent is among the rows: joined to each, all would be made twice.
        row.parent = known[row.parent_id] if row.parent_id else None
    heirs: dict[int, list[SuccessionFact]] = {}
    for one in Succession.objects.select_related("after"):
        heirs.setdefault(one.before_id, []).append(SuccessionFact(to=one.after.code, on=one.on, function=one.function, source=one.source))
    profile = law.province(settings.PROVINCE)
    found = Directory(
        organisations=[fact_of(row, heirs.get(row.pk, ())) for row in rows],
        classes=profile.classes,
        aliases=profile.aliases,
        rules=profile.relations,
        vocabulary=profile.vocabulary,
    )
    return found, {(row.code, row.valid_from): row.pk for row in rows}


def known_names() -> list[str]:
    """Return every name under which the directory knows a body or a class, of any day: none of them is cut at its own "và" or comma."""
    profile = law.province(settings.PROVINCE)
    rows = Organisation.objects.values_list("name", "short_name", "addressee_name")
    names = [name for row in rows for name in row if name]
    return [*names, *(alias.name for alias in profile.aliases), *(words for one in profile.classes for words in (one.name, *one.phrases))]


def issuer_of(directive: Directive, names: Directory, on: date) -> tuple[Issuer, OrganisationFact | None]:
    """Return who issued the letter as the relation table wants it; an unknown issuer is taken for an equal, who may only request."""
    province = law.province(settings.PROVINCE)
    found = names.named_on(directive.issuer, on, province=province.code) if directive.issuer else ()
    behalf = any(ORDER_OF_THE_COMMITTEE.search(str(base.get("number") or "")) for base in directive.reading.get("bases") or [])
    if len(found) == 1:
        return Issuer.of(found[0], on_behalf=behalf), found[0]
    return Issuer("", OrganisationKind.DEPARTMENT, province.code, behalf), None


def lay_out_addressees(directive: Directive, *, on: date, today: date) -> dict[str, list[AddresseeLine]]:
    """Write the addressee lines with their bodies and return, by JSON pointer, those that a sentence names for itself.

    Nothing is dropped: what cannot be resolved stays as an open line with suggestions; a body that ended without one heir leaves its
    line open until a person has decided.
    """
    names, rows = directory()
    issuer, fact = issuer_of(directive, names, on)
    directive.issuer_body_id = rows[fact.key] if fact else None
    read = directive.reading
    texts = [str(one["text"]) for one in read.get("addressees") or []]
    everyone = engine.resolve(texts, directory=names, issuer=issuer, on=on, on_today=today, function=FUNCTION)
    writer = _Writer(directive, rows)
    for part in everyone:
        writer.write(part, AddresseeLine.Where.TO, f"/addressees/{part.line}")
    for place, text in enumerate(read.get("recipients") or []):
        if not fold(text).lstrip("- ").startswith(tuple(map(fold, NOBODY))) and not _inside(text, fact, names, on):
            for part in engine.resolve([text], directory=names, issuer=issuer, on=on, on_today=today, function=FUNCTION):
                writer.write(part, AddresseeLine.Where.COPY, f"/recipients/{place}")
    named: dict[str, list[AddresseeLine]] = {}
    for path, phrase in _named_in_sentences(read.get("obligations") or [], "/obligations"):
        for part in engine.resolve_one(phrase, directory=names, issuer=issuer, on=on, on_today=today, function=FUNCTION, everyone=everyone):
            if not _means_everyone(part, names):
                named.setdefault(path, []).extend(writer.write(part, AddresseeLine.Where.SENTENCE, path))
    return named


def read_line_as(line: AddresseeLine, words: str, *, today: date) -> int:
    """Look a line up again under other words ("Các sở, ban ngành"); write its bodies and return how many. The transaction is the caller's.

    Raises `ValidationError` when these words mean nobody either; then nothing was changed.
    """
    directive = line.directive
    on = directive.resolved_on or today
    names, rows = directory()
    issuer, _fact_of_issuer = issuer_of(directive, names, on)
    parts = engine.resolve([words], directory=names, issuer=issuer, on=on, on_today=today, function=FUNCTION)
    if not parts or any(part.unresolved for part in parts):
        raise ValidationError(
            _("“%(words)s” không khớp với cơ quan hay nhóm cơ quan nào trong danh bạ tại ngày văn bản.") % {"words": words}
        )
    targets = [target for part in parts for target in part.targets]
    writer = _Writer(directive, rows)
    line.bodies.all().delete()
    Addressee.objects.bulk_create([writer.body(line, target) for target in targets])
    heirless = [target for target in targets if target.today is None]
    line.settled = AddresseeLine.Settled.OPEN if heirless else AddresseeLine.Settled.CHOSEN
    line.because = "; ".join(
        filter(None, (_("Người rà soát đọc là “%(words)s”.") % {"words": words}, targets[0].because if targets else ""))
    )
    line.save(update_fields=["settled", "because"])
    return len(targets)


def _inside(text: str, issuer: OrganisationFact | None, names: Directory, on: date) -> bool:
    """Return whether a line of Nơi nhận names units of the issuer itself: "Sở …: GĐ, các PGĐ, VP"."""
    head, colon, _units = text.lstrip("- ").partition(":")
    return bool(colon and issuer) and issuer in names.named_on(head, on, province=issuer.province if issuer else "")


def _means_everyone(part: Resolution, names: Directory) -> bool:
    return any(group.everyone for group in names.classes if group.code == part.class_code)


def _named_in_sentences(items: Sequence[Mapping[str, Any]], path: str) -> Iterable[tuple[str, str]]:
    for position, item in enumerate(items):
        here = f"{path}/{position}"
        yield from ((here, str(one["text"])) for one in item.get("addressees") or [])
        yield from _named_in_sentences(item.get("items") or [], f"{here}/items")


class _Writer:
    """Writes lines in their order; the same phrase in two sentences is one line."""

    def __init__(self, directive: Directive, rows: Mapping[Key, int]) -> None:
        self.directive, self.rows = directive, rows
        self.position = 0
        self.seen: dict[tuple[str, str], list[AddresseeLine]] = {}

    def write(self, part: Resolution, where: str, pointer: str) -> list[AddresseeLine]:
        key = (where, fold(part.text))
        if key not in self.seen:
            groups: dict[str, list[Target]] = {}
            for target in part.targets:
                groups.setdefault(target.relation.value, []).append(target)
            self.seen[key] = [self._line(part, where, pointer, relation, group) for relation, group in groups.items()] or [
                self._line(part, where, pointer, Relation.REQUEST, [])
            ]
        return self.seen[key]

    def _line(self, part: Resolution, where: str, pointer: str, relation: str, targets: Sequence[Target]) -> AddresseeLine:
        self.position += 1
        heirless = [target for target in targets if target.today is None]
        line = AddresseeLine.objects.create(
            directive=self.directive,
            position=self.position,
            where=where,
            text=part.text[:1000],
            pointer=pointer,
            settled=self._settled(part, where, heirless),
            relation=Relation.INFORM if where == AddresseeLine.Where.COPY else relation,
            because=self._because(part, where, targets, heirless),
            suggestions=[{"code": one.code, "name": one.name, "is_class": one.is_class} for one in part.suggestions]
            + [{"code": one.code, "name": one.addressee_name, "heir": True} for one in _candidates(heirless)],
        )
        Addressee.objects.bulk_create([self.body(line, target) for target in targets])
        return line

    @staticmethod
    def _settled(part: Resolution, where: str, heirless: Sequence[Target]) -> str:
        if where == AddresseeLine.Where.COPY and (part.unresolved or heirless):
            return AddresseeLine.Settled.SKIPPED
        return AddresseeLine.Settled.OPEN if part.unresolved or heirless else AddresseeLine.Settled.FOUND

    @staticmethod
    def _because(part: Resolution, where: str, targets: Sequence[Target], heirless: Sequence[Target]) -> str:
        if part.unresolved:
            return _("Nơi nhận để biết, không giao việc.") if where == AddresseeLine.Where.COPY else part.unresolved
        if heirless:
            known = {target.organisation.name: target.heirs.because for target in heirless if target.heirs}
            first = next(iter(known.values()), "")
            return _("%(count)s trên %(all)s cơ quan không có một nơi kế thừa. Ví dụ: %(first)s") % {
                "count": len(heirless),
                "all": len(targets),
                "first": first,
            }
        reason = targets[0].relation_because if targets else ""
        return "; ".join(filter(None, (targets[0].because if targets else "", reason, part.note)))

    def body(self, line: AddresseeLine, target: Target) -> Addressee:
        today = target.today
        return Addressee(
            line=line,
            named_id=self.rows[target.organisation.key],
            today_id=self.rows[today.key] if today else None,
            because=target.heirs.because if target.heirs else target.because,
        )


def _candidates(heirless: Sequence[Target]) -> list[OrganisationFact]:
    found: dict[Key, OrganisationFact] = {}
    for target in heirless:
        for one in target.heirs.candidates if target.heirs else ():
            found.setdefault(one.key, one)
    return list(found.values())
