"""All that names can mean: bodies in their periods, other names, classes, and the words to read them with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vonggac.engines.addressees.words import Words
from vonggac.law.model import (
    COMMUNE_LEVEL,
    AddresseeClass,
    Alias,
    OrganisationFact,
    OrganisationKind,
    ProvinceProfile,
    RelationRule,
    Vocabulary,
)

_TERRITORIES = COMMUNE_LEVEL | {OrganisationKind.DISTRICT}


class Directory:
    """A finder of bodies and classes by name; made once from facts, asked for many days."""

    def __init__(
        self,
        *,
        organisations: Iterable[OrganisationFact],
        classes: Sequence[AddresseeClass],
        aliases: Sequence[Alias],
        rules: Sequence[RelationRule],
        vocabulary: Vocabulary,
    ) -> None:
        self.organisations = tuple(organisations)
        self.classes = tuple(classes)
        self.rules = tuple(rules)
        self.words = Words(vocabulary, (fact.name for fact in self.organisations if fact.kind is OrganisationKind.PROVINCE))
        self.relation_notes = tuple((self.words.key(note), relation) for note, relation in vocabulary.relation_notes)
        self._periods = _grouped(self.organisations)
        self._named = self._names_of_bodies()
        self._classes = self._names_of_classes()
        self._aliases = self._other_names(aliases)

    @classmethod
    def of(cls, profile: ProvinceProfile) -> Directory:
        """Make a directory from a whole profile."""
        return cls(
            organisations=profile.organisations,
            classes=profile.classes,
            aliases=profile.aliases,
            rules=profile.relations,
            vocabulary=profile.vocabulary,
        )

    def _names_of_bodies(self) -> dict[str, list[OrganisationFact]]:
        named: dict[str, list[OrganisationFact]] = {}
        for fact in self.organisations:
            for key in {self.words.key(name) for name in _names(fact)}:
                named.setdefault(key, []).append(fact)
        return named

    def _names_of_classes(self) -> dict[str, list[AddresseeClass]]:
        named: dict[str, list[AddresseeClass]] = {}
        for group in self.classes:
            for key in {self.words.key(phrase) for phrase in (group.name, *group.phrases)}:
                named.setdefault(key, []).append(group)
        return named

    def _other_names(self, aliases: Sequence[Alias]) -> dict[str, list[Alias]]:
        named: dict[str, list[Alias]] = {}
        for alias in aliases:
            named.setdefault(self.words.key(alias.name), []).append(alias)
        return named

    def periods_of(self, code: str) -> tuple[OrganisationFact, ...]:
        """Return the periods of one code, oldest first."""
        return self._periods.get(code, ())

    def body(self, code: str, on: date) -> OrganisationFact | None:
        """Return the body that carried the code on that day."""
        return next((fact for fact in self.periods_of(code) if fact.holds_on(on)), None)

    def parent_of(self, fact: OrganisationFact) -> OrganisationFact | None:
        """Return the body above, in the last period that the two share."""
        sharing = [above for above in self.periods_of(fact.parent or "") if above.validity.overlaps(fact.validity)]
        return sharing[-1] if sharing else None

    def children_of(self, fact: OrganisationFact, on: date) -> tuple[OrganisationFact, ...]:
        """Return the bodies directly below it on that day."""
        return tuple(below for below in self.organisations if below.parent == fact.code and below.holds_on(on))

    def before(self, fact: OrganisationFact, on: date) -> tuple[OrganisationFact, ...]:
        """Return the bodies of that day whose work the given one took over later."""
        return tuple(
            old for old in self.organisations if old.holds_on(on) and any(self.body(heir.to, heir.on) is fact for heir in old.successors)
        )

    def class_named(self, phrase: str, on: date) -> AddresseeClass | None:
        """Return the class that a phrase means on that day."""
        return next((group for group in self._classes.get(self.words.key(phrase), ()) if group.holds_on(on)), None)

    def named(self, phrase: str) -> tuple[OrganisationFact, ...]:
        """Return the bodies of every period that carry this name."""
        key = self.words.key(phrase)
        aliased = [fact for alias in self._aliases.get(key, ()) for fact in self.periods_of(alias.code)]
        return self._same_marks(phrase, [*self._named.get(key, ()), *aliased])

    def named_on(self, phrase: str, on: date, *, province: str) -> tuple[OrganisationFact, ...]:
        """Return the bodies that carried this name on that day; those of the given province and the nation before those of others."""
        return self._same_marks(phrase, self._meaning(self.words.key(phrase), on, province))

    def _same_marks(self, phrase: str, found: Sequence[OrganisationFact]) -> tuple[OrganisationFact, ...]:
        """Leave out territories whose marks differ from a phrase that has marks; of several bodies keep those written exactly so."""
        marked = self.words.marked_key(phrase)
        exact = {fact for fact in found if marked in {self.words.marked_key(name) for name in _names(fact)}}
        if marked != self.words.key(phrase):
            found = [fact for fact in found if fact in exact or fact.kind not in _TERRITORIES]
        return tuple(dict.fromkeys([fact for fact in found if fact in exact] if len(found) > 1 and exact else found))

    def _meaning(self, key: str, on: date, province: str) -> tuple[OrganisationFact, ...]:
        named = [fact for fact in self._named.get(key, ()) if fact.holds_on(on)]
        aliased = (self.body(alias.code, on) for alias in self._aliases.get(key, ()) if alias.holds_on(on))
        found = list(dict.fromkeys([*named, *(fact for fact in aliased if fact is not None)]))
        return tuple([fact for fact in found if fact.province in ("", province)] or found)

    def members(self, group: AddresseeClass, on: date, *, province: str) -> tuple[OrganisationFact, ...]:
        """Return the bodies of a class within one province on that day."""
        return tuple(
            fact
            for fact in self.organisations
            if fact.province == province
            and (fact.kind in group.kinds or fact.code in group.codes)
            and fact.code not in group.without
            and fact.holds_on(on)
        )

    def names_on(self, on: date, *, province: str) -> dict[str, OrganisationFact | AddresseeClass]:
        """Return every key that means something on that day, to look for similar ones."""
        names: dict[str, OrganisationFact | AddresseeClass] = {
            key: group for key, groups in self._classes.items() for group in groups if group.holds_on(on)
        }
        for key in self._named.keys() | self._aliases.keys():
            if bodies := self._meaning(key, on, province):
                names[key] = bodies[0]
        return names


def _names(fact: OrganisationFact) -> tuple[str, ...]:
    return tuple(filter(None, (fact.name, fact.short_name, fact.addressee_name)))


def _grouped(organisations: Iterable[OrganisationFact]) -> dict[str, tuple[OrganisationFact, ...]]:
    periods: dict[str, list[OrganisationFact]] = {}
    for fact in organisations:
        periods.setdefault(fact.code, []).append(fact)
    return {code: tuple(sorted(found, key=lambda fact: fact.valid_from or date.min)) for code, found in periods.items()}
