"""Types of dated rules: every fact says from when to when it holds, where it was read and how sure that is.

Frozen values only. Engines take them as arguments; `law.load` makes them from YAML; a room of the database may make them from its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from vonggac.kernel.periods import Validity


class Confidence(StrEnum):
    """How a fact is known."""

    READ = "read"
    """Seen in the source that is named."""
    INFERRED = "inferred"
    """Follows from what was read."""
    UNVERIFIED = "unverified"
    """General knowledge; check before relying on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What every fact carries; both days belong to the validity, None is open or not known."""

    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    confidence: Confidence = Confidence.READ

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_to)

    def holds_on(self, day: date) -> bool:
        """Say whether the fact holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


# --- days -------------------------------------------------------------------------------------------------------------------------


class DayKind(StrEnum):
    """What a day in the calendar is, apart from weekends."""

    OFF = "off"
    WORKING = "working"
    """A Saturday or Sunday worked in exchange for a day off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day off, or a weekend worked instead, as announced for the offices of the state."""

    day: date
    kind: DayKind
    name: str
    source: str = ""
    confidence: Confidence = Confidence.READ


# --- organisations ----------------------------------------------------------------------------------------------------------------


class OrganisationKind(StrEnum):
    """What a body is; the registers of the province use the same words."""

    PROVINCE = "province"
    ELECTED_OFFICE = "elected_office"
    PARTY_OFFICE = "party_office"
    DEPARTMENT = "department"
    AGENCY = "agency"
    POLICE = "police"
    ARMED_FORCE = "armed_force"
    COURT_PROCURACY = "court_procuracy"
    MASS_ORGANISATION = "mass_organisation"
    PUBLIC_SERVICE_UNIT = "public_service_unit"
    CENTRAL_AGENCY = "central_agency"
    DISTRICT = "district"
    COMMUNE = "commune"
    WARD = "ward"
    TOWNSHIP = "township"
    SPECIAL_ZONE = "special_zone"
    PROVIDER = "provider"
    COORDINATION = "coordination"
    RESPONSE_TEAM = "response_team"
    CENTRE = "centre"
    NATIONAL = "national"


COMMUNE_LEVEL = frozenset({OrganisationKind.COMMUNE, OrganisationKind.WARD, OrganisationKind.TOWNSHIP, OrganisationKind.SPECIAL_ZONE})
"""The lowest level of local government (Law on the Organisation of Local Government; townships until 30 June 2025)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionFact:
    """Who went on with the work of a body that ended: everything, or the one function that is named."""

    to: str
    """Code of the heir, meant as it is on the day `on`."""
    on: date
    """The first day of the heir's duty."""
    function: str = ""
    """Which function passed on, in Vietnamese; empty means everything."""
    source: str = ""
    confidence: Confidence = Confidence.READ


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFact(Dated):
    """A public body during one period of its life; its key is (code, valid_from), never its name."""

    code: str
    name: str
    """The legal name in that period, without remarks."""
    kind: OrganisationKind
    province: str = ""
    """Code of the province it belonged to in that period; empty for national bodies."""
    parent: str | None = None
    """Code of the body above it, meant as it was in that period."""
    short_name: str = ""
    addressee_name: str = ""
    """How letters address it; the name where nothing else is usual."""
    domain: str = ""
    precision: Confidence = Confidence.READ
    """How well the two days are known; the confidence is that of the body itself."""
    successors: tuple[SuccessionFact, ...] = ()
    note: str = ""

    @property
    def key(self) -> tuple[str, date | None]:
        return (self.code, self.valid_from)

    @property
    def is_commune_level(self) -> bool:
        return self.kind in COMMUNE_LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFact:
    """An information system named in a text about the province; only what was read or clearly follows."""

    name: str
    owner: str | None = None
    provider: str | None = None
    domain: str = ""
    level: int | None = None
    source: str = ""
    confidence: Confidence = Confidence.READ
    note: str = ""


# --- addressees -------------------------------------------------------------------------------------------------------------------


class Relation(StrEnum):
    """How an issuer stands to an addressee: fixes the wording, who may be reminded and whether lateness shows."""

    DIRECT = "chi-dao"
    REQUEST = "de-nghi"
    COORDINATE = "phoi-hop"
    INFORM = "de-biet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Dated):
    """Another way in which letters name one body."""

    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddresseeClass(Dated):
    """A phrase of letters that stands for many bodies: those of the given kinds in the issuer's province on the letter's day."""

    code: str
    name: str
    phrases: tuple[str, ...]
    kinds: frozenset[OrganisationKind] = frozenset()
    codes: frozenset[str] = frozenset()
    """Single bodies that belong to the class beside the kinds."""
    without: frozenset[str] = frozenset()
    """Codes that the kinds would bring in but the phrase does not mean."""
    everyone: bool = False
    """The phrase means all whom the letter addresses."""
    relation: Relation | None = None
    """Set where the phrase itself settles it, whoever issues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRule(Dated):
    """One row of the table issuer × addressee; the first that fits decides."""

    relation: Relation
    because: str
    """The reason, in Vietnamese, shown beside the addressee."""
    issuers: frozenset[str] = frozenset()
    """Kinds or codes of issuers; empty means any."""
    addressees: frozenset[str] = frozenset()
    """Kinds or codes of addressees; empty means any."""
    on_behalf: bool | None = None
    """Whether the issuer acts for the People's Committee (its order, or a directive it carries out); None means either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words that a reader of addressees must know; compared without marks and case."""

    abbreviations: tuple[tuple[str, str], ...] = ()
    """(long, short): the long form is read as the short one."""
    heads: tuple[str, ...] = ()
    """Posts that stand for the body they lead: "Giám đốc", "Chủ tịch"."""
    members: tuple[str, ...] = ()
    """Words for the people of a body: "Thành viên"."""
    fillers: tuple[str, ...] = ()
    """Words that add nothing to a name: "các", "trên địa bàn"."""
    breaks: tuple[str, ...] = ()
    """Words with which a sentence goes on after it has named whom it addresses: "có trách nhiệm"."""
    relation_notes: tuple[tuple[str, Relation], ...] = ()
    """Notes in brackets that settle the relation: "báo cáo", "phối hợp"."""


class ReminderWay(StrEnum):
    """What the house may do by itself when a rule of escalation has come."""

    SEND = "send"
    DRAFT = "draft"
    """The system words it, a person sends it: who is asked and not ordered."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPolicy(Dated):
    """How a relation is reminded and whether its lateness shows; on which days and who is told stands in data/escalation.yaml alone."""

    relation: Relation
    way: ReminderWay
    shows_late: bool
    """Whether lateness counts in figures and reports."""


# --- the province -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFact(Dated):
    """Which body held a role of the regime: specialised unit, response team, national coordinator…"""

    role: str
    organisation: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceProfile:
    """Everything that makes this house the house of one province."""

    key: str
    code: str
    name: str
    place: str
    """The place in the head of letters."""
    committee: str
    """Code of the provincial People's Committee."""
    organisations: tuple[OrganisationFact, ...]
    systems: tuple[SystemFact, ...]
    roles: tuple[RoleFact, ...]
    aliases: tuple[Alias, ...]
    classes: tuple[AddresseeClass, ...]
    relations: tuple[RelationRule, ...]
    vocabulary: Vocabulary
    _by_code: dict[str, tuple[OrganisationFact, ...]] = field(default_factory=dict, compare=False, repr=False)

    def periods_of(self, code: str) -> tuple[OrganisationFact, ...]:
        """Return the periods of one code, oldest first."""
        return self._by_code.get(code, ())

    def organisation(self, code: str, on: date) -> OrganisationFact | None:
        """Return the body that carried the code on that day."""
        return next((fact for fact in self.periods_of(code) if fact.holds_on(on)), None)

    def valid_on(self, day: date, *, province: str | None = None) -> tuple[OrganisationFact, ...]:
        """Return the bodies that existed on that day, of one province if given."""
        return tuple(fact for fact in self.organisations if fact.holds_on(day) and province in (None, fact.province))

    def parent_of(self, fact: OrganisationFact) -> OrganisationFact | None:
        """Return the body above, in the last period that it shares with this one."""
        if fact.parent is None:
            return None
        sharing = [above for above in self.periods_of(fact.parent) if above.validity.overlaps(fact.validity)]
        return sharing[-1] if sharing else None

    def role_on(self, role: str, day: date) -> RoleFact | None:
        """Return who held a role on that day."""
        return next((fact for fact in self.roles if fact.role == role and fact.holds_on(day)), None)


class LawError(ValueError):
    """A rule file is wrong; the message names the file, the line and what to write."""
