"""What the papers of a level dossier are drawn from: plain values of one system, its level with the grounds, and who acts."""

from __future__ import annotations

from dataclasses import dataclass

from vonggac.engines.documents.facts import Draft


@dataclass(frozen=True, slots=True)
class PartLine:
    """A device, an application or a service of the system."""

    name: str
    sort: str
    place: str
    system: str
    use: str
    is_software: bool


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A network zone with its plan of addresses."""

    name: str
    private: str
    public: str


@dataclass(frozen=True, slots=True)
class DataLine:
    """A kind of information and how many people it is about."""

    name: str
    sort: str
    basic: str
    sensitive: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """What the system hangs together with."""

    name: str
    sort: str
    flows: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A row of the law that decided."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One of the seven parts of the protection plan, with what the assessment found for it."""

    title: str
    article: str
    measures: tuple[tuple[str, str], ...] = ()
    """(measure, how it stands)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFacts:
    """Everything the papers say of one dossier."""

    system: str
    code: str
    level: int
    regime: str
    """The decree with its number, under which the dossier goes."""
    authority: str
    """The articles that say who appraises and approves."""
    owner: str
    operator: str
    unit: str
    appraiser: str
    approver: str
    reason: str = ""
    kind: str = ""
    purpose: str = ""
    serves: str = ""
    logical: str = ""
    physical: str = ""
    harm: str = ""
    is_critical: bool = False
    parts: tuple[PartLine, ...] = ()
    zones: tuple[ZoneLine, ...] | None = ()
    """None when the reader does not need to know addresses."""
    data: tuple[DataLine, ...] = ()
    links: tuple[LinkLine, ...] = ()
    grounds: tuple[Ground, ...] = ()
    raised: str = ""
    plan: tuple[PlanPart, ...] = ()
    holds: tuple[tuple[str, str, bool], ...] = ()
    """(part of the dossier, article, whether it is there)."""
    stated: tuple[tuple[str, str], ...] = ()
    """(part of the dossier, the words a person wrote for it)."""
    regulation: str = ""
    appraisal: str = ""
    """The paper of the appraisal: number, day, body."""
    assessed: str = ""
    """The assessment that fills the plan: edition and day."""
    drawn: str = ""
    """The day the draft was drawn, as a document writes it."""

    def words(self, key: str) -> str:
        """Return what a person wrote for a part of the dossier."""
        return dict(self.stated).get(key, "")


@dataclass(frozen=True, slots=True)
class DossierDraft:
    """The heads under which the papers are written: who prepares, who appraises, who approves."""

    preparer: Draft
    appraiser: Draft
    approver: Draft
