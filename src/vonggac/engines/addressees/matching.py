"""One phrase into the bodies that it means, or into the reason why it means none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from vonggac.engines.addressees.directory import Directory
from vonggac.engines.addressees.heirs import heirs_of
from vonggac.engines.addressees.relations import Issuer, relation_to
from vonggac.engines.addressees.values import Resolution, Suggestion, Target
from vonggac.kernel.reading import format_date
from vonggac.law.model import AddresseeClass, OrganisationFact, Relation

_SUGGESTED = 5
_SIMILAR = 0.6


@dataclass(frozen=True, slots=True)
class Reading:
    """All that stays the same while one letter is read."""

    directory: Directory
    issuer: Issuer
    on: date
    on_today: date | None
    function: str
    everyone: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    group: AddresseeClass | None = None
    bodies: tuple[OrganisationFact, ...] = ()
    post: str = ""


def match(phrase: str, reading: Reading) -> Match | None:
    found = _named(phrase, reading)
    if found is None and (split := reading.directory.words.without_head(phrase)):
        post, rest = split
        found = _named(rest, reading) if rest else None
        return replace(found, post=post) if found else None
    return found


def _named(phrase: str, reading: Reading) -> Match | None:
    if group := reading.directory.class_named(phrase, reading.on):
        return Match(group=group)
    bodies = reading.directory.named_on(phrase, reading.on, province=reading.issuer.province)
    return Match(bodies=bodies) if bodies else None


def resolution_of(text: str, number: int, match: Match, reading: Reading) -> Resolution:
    if match.group is not None:
        return _of_class(text, number, match.group, match.post, reading)
    if len(match.bodies) > 1:
        above = {body.key: reading.directory.parent_of(body) for body in match.bodies}
        choices = tuple(
            Suggestion(body.code, f"{body.addressee_name}, {parent.name}" if (parent := above[body.key]) else body.addressee_name)
            for body in match.bodies
        )
        why = f"Ngày {format_date(reading.on)} có {len(match.bodies)} cơ quan cùng tên: chọn một"
        return Resolution(text, number, post=match.post, unresolved=why, suggestions=choices)
    because = f"“{text}” là {match.bodies[0].name}"
    return Resolution(text, number, targets=(_target(match.bodies[0], because, reading),), post=match.post)


def _of_class(text: str, number: int, group: AddresseeClass, post: str, reading: Reading) -> Resolution:
    if group.everyone:
        why = "" if reading.everyone else "Chọn nơi nhận: câu nói với mọi nơi nhận của văn bản, nhưng chưa đọc được nơi nào"
        return Resolution(text, number, group.code, reading.everyone, post, unresolved=why)
    members = reading.directory.members(group, reading.on, province=reading.issuer.province)
    others = tuple(body for body in members if body.code != reading.issuer.code)
    note = "" if len(others) == len(members) else "Không gồm cơ quan ban hành"
    if not others:
        why = f"Ngày {format_date(reading.on)} không có cơ quan nào thuộc nhóm “{group.name}”: chọn nơi nhận"
        return Resolution(text, number, group.code, post=post, note=note, unresolved=why, suggestions=_similar(text, reading))
    because = f"“{text}”: {group.name}, tại ngày {format_date(reading.on)}"
    targets = tuple(_target(body, because, reading, group.relation) for body in others)
    return Resolution(text, number, group.code, targets, post, note)


def _target(body: OrganisationFact, because: str, reading: Reading, relation: Relation | None = None) -> Target:
    standing = relation_to(body, issuer=reading.issuer, rules=reading.directory.rules, on=reading.on)
    heirs = None
    if reading.on_today is not None:
        heirs = heirs_of(body, directory=reading.directory, on=reading.on_today, function=reading.function)
    if relation is not None:
        return Target(body, because, relation, "Theo nhóm nơi nhận", heirs)
    return Target(body, because, standing.relation, standing.because, heirs)


# --- what could not be read -------------------------------------------------------------------------------------------------------


def unread(text: str, number: int, reading: Reading) -> Resolution:
    """Say why a phrase means nothing on the letter's day, and what it may mean."""
    directory = reading.directory
    split = directory.words.without_head(text)
    other_days = directory.named(text) or (directory.named(split[1]) if split else ())
    if other_days:
        own = [body for body in other_days if body.province in ("", reading.issuer.province)]
        return _of_another_day(text, number, (own or list(other_days))[-1], reading)
    why = f"Không có trong danh bạ tại ngày {format_date(reading.on)}: chọn nơi nhận hoặc thêm vào danh bạ"
    return Resolution(text, number, unresolved=why, suggestions=_similar(text, reading))


def _of_another_day(text: str, number: int, body: OrganisationFact, reading: Reading) -> Resolution:
    """A body that had ended, or did not exist yet, is not replaced silently: its heirs, or those before it, are offered."""
    heirs = heirs_of(body, directory=reading.directory, on=reading.on, function=reading.function)
    found = [heirs.body, *heirs.candidates] if body.validity.ended_before(reading.on) else reading.directory.before(body, reading.on)
    suggestions = tuple(Suggestion(candidate.code, candidate.addressee_name) for candidate in found if candidate is not None)
    why = f"{heirs.because}: chọn nơi nhận" if heirs.body else heirs.because
    return Resolution(text, number, unresolved=why, suggestions=suggestions)


def _similar(text: str, reading: Reading) -> tuple[Suggestion, ...]:
    key = reading.directory.words.key(text)
    names = reading.directory.names_on(reading.on, province=reading.issuer.province)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    scored: dict[str, tuple[float, Suggestion]] = {}
    for name, meant in names.items():
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() < _SIMILAR or matcher.quick_ratio() < _SIMILAR or (score := matcher.ratio()) < _SIMILAR:
            continue
        suggestion = _suggestion(meant)
        if score > scored.get(suggestion.code, (0.0, suggestion))[0]:
            scored[suggestion.code] = (score, suggestion)
    best = sorted(scored.values(), key=lambda found: (-found[0], found[1].name))
    return tuple(suggestion for _, suggestion in best[:_SUGGESTED])


def _suggestion(meant: OrganisationFact | AddresseeClass) -> Suggestion:
    if isinstance(meant, AddresseeClass):
        return Suggestion(meant.code, meant.name, is_class=True)
    return Suggestion(meant.code, meant.addressee_name or meant.name)
