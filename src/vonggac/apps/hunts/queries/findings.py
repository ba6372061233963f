"""Findings over all hunts: which, in what order, a page at a time by keys; and what stands around one of them.

Level 3 and above comes first, then the rule's severity, then what waits longest: the order of every queue of the house.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from vonggac.apps.hunts.models import Finding, FindingEvent
from vonggac.apps.hunts.queries.visibility import findings_visible_to
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.vietnamese import fold, nfc

A_PAGE = 50
MOST_COUNTED = 10_000
"""More than so many nobody counts."""
ANY = "all"
MOST_ALIKE = 20
MOST_SHOWN_OF_A_HUNT = 40
HIGH = Case(When(level__gte=FIRST_IN_EVERY_QUEUE, then=Value(0)), default=Value(1), output_field=IntegerField())


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilters:
    """What the reader asked to see; empty means everything."""

    q: str = ""
    verdict: str = Finding.Verdict.WAITING
    body: int | None = None
    severity: int | None = None
    rule: str = ""
    host: str = ""
    tactic: str = ""
    campaign: int | None = None
    hunt: int | None = None
    level: str = ""
    known: int | None = None
    """Those that one thing known to be good has set aside."""


def narrowed(findings: QuerySet[Finding], asked: FindingFilters) -> QuerySet[Finding]:
    """Return the findings that fit."""
    plain = {
        "organisation_id": asked.body,
        "severity": asked.severity,
        "rule_id": asked.rule,
        "host": asked.host.lower(),
        "hunt__campaign_id": asked.campaign,
        "hunt_id": asked.hunt,
        "hidden_by_id": asked.known,
    }
    findings = findings.filter(**{name: value for name, value in plain.items() if value not in (None, "")})
    if asked.verdict in Finding.Verdict.values:
        findings = findings.filter(verdict=asked.verdict)
    if asked.level == "3+":
        findings = findings.filter(level__gte=FIRST_IN_EVERY_QUEUE)
    elif asked.level.isdecimal():
        findings = findings.filter(level=int(asked.level) or None)
    if asked.tactic:
        findings = _of_tactic(findings, asked.tactic)
    for word in nfc(asked.q).split():
        findings = findings.filter(folded__contains=fold(word))
    return findings


def _of_tactic(findings: QuerySet[Finding], tactic: str) -> QuerySet[Finding]:
    """Tags are a list in JSON; as text both databases search it alike. Old rules write a tactic with an underscore."""
    spelled = {f'"attack.{tactic}"', f'"attack.{tactic.replace("-", "_")}"'}
    wanted = Q()
    for one in spelled:
        wanted |= Q(tags_text__icontains=one)
    return findings.annotate(tags_text=Cast("tags", TextField())).filter(wanted)


def in_order(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Level 3 and above, then severity, then age."""
    return findings.annotate(place=HIGH).order_by("place", "-severity", "id")


def for_list(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Bring along what a row shows."""
    return findings.select_related("organisation", "system", "hunt", "task", "judged_by")


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of the list."""

    rows: list[Finding]
    after: str
    """What asks for the next page; empty on the last one."""
    is_first: bool


def page_of(findings: QuerySet[Finding], after: str, most: int = A_PAGE) -> FindingPage:
    """Return the page that follows a key; a key that nobody can read begins at the first page."""
    key = read_key(after)
    rows = in_order(findings) if key is None else in_order(findings).filter(_beyond(*key))
    seen = list(for_list(rows)[: most + 1])
    return FindingPage(seen[:most], key_of(seen[most - 1]) if len(seen) > most else "", key is None)


def key_of(row: Finding) -> str:
    """Return what stands in the address to go on behind a row."""
    place = 0 if row.level is not None and row.level >= FIRST_IN_EVERY_QUEUE else 1
    return f"{place}.{row.severity}.{row.pk}"


def read_key(text: str) -> tuple[int, int, int] | None:
    """Read such a key."""
    parts = text.split(".")
    if len(parts) != 3 or not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in parts):
        return None
    return int(parts[0]), int(parts[1]), int(parts[2])


def _beyond(place: int, severity: int, number: int) -> Q:
    lower = Q(severity__lt=severity) | Q(severity=severity, pk__gt=number)
    return Q(place__gt=place) | (Q(place=place) & lower)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many, up to the ceiling, and how many of them on level 3 and above."""

    total: int
    high: int
    most: int = MOST_COUNTED

    @property
    def is_more(self) -> bool:
        return self.total > self.most


def figures_of(findings: QuerySet[Finding]) -> Figures:
    """Count findings up to a ceiling."""
    asked = {"total": Count("pk"), "high": Count("pk", filter=Q(level__gte=FIRST_IN_EVERY_QUEUE))}
    return Figures(**findings.order_by().values("pk", "level")[: MOST_COUNTED + 1].aggregate(**asked))


# --- one finding ----------------------------------------------------------------------------------------------------------------------


def finding_for_page(user: Any) -> QuerySet[Finding]:
    """Return what the person may read, with what the page of one shows."""
    joined = ("organisation", "system", "hunt__organisation", "hunt__campaign", "task", "judged_by", "hidden_by", "indicator__feed")
    return findings_visible_to(user).select_related(*joined)


def events_of(finding: Finding) -> list[FindingEvent]:
    """Return the kept events of a finding, in the order in which they were found."""
    return list(finding.events.order_by("id"))


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known: the same rule on other machines of the hunt, on the same machine before, and what else the machine shows."""

    elsewhere: Sequence[Finding]
    before: Sequence[Finding]
    on_host: Sequence[Finding]
    judged: dict[str, int]
    """Verdict → how many findings of this rule, everywhere that the person reads, but this one."""


def around(user: Any, finding: Finding) -> Around:
    """Return what helps to judge a finding; four questions, however many findings there are."""
    seen = findings_visible_to(user).exclude(pk=finding.pk).select_related("organisation", "hunt")
    same = seen.filter(what=finding.what, rule_id=finding.rule_id)
    elsewhere = in_order(same.filter(hunt_id=finding.hunt_id))[:MOST_ALIKE]
    before = same.exclude(hunt_id=finding.hunt_id).filter(host=finding.host, organisation_id=finding.organisation_id).order_by("-id")
    on_host = in_order(seen.filter(hunt_id=finding.hunt_id, host=finding.host))[:MOST_ALIKE] if finding.host else seen.none()
    counted = same.order_by().select_related(None).values_list("verdict").annotate(number=Count("pk"))
    return Around(list(elsewhere), list(before[:MOST_ALIKE]), list(on_host), dict(counted))
