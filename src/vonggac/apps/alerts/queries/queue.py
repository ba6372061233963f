"""The queue: which alerts, in what order, a page at a time by keys, and its figures.

A queue of open alerts is ordered by `urgency`, arrival and number, which an index holds, so a page costs the same at any depth. What is
closed is read the newest first. Figures are counted up to a ceiling; above it a page says "more than".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from vonggac.apps.alerts.models import Alert, AlertParty
from vonggac.apps.alerts.queries.rows import QueueRow, rows_of
from vonggac.apps.alerts.queries.visibility import within_sight
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import InformationSystem
from vonggac.kernel.addresses import AddressError, parse_address, refang
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE
from vonggac.kernel.reading import parse_key
from vonggac.kernel.vietnamese import fold, nfc

A_PAGE = 50
MOST_COUNTED = 10_000
"""More than so many nobody counts."""
MOST_COUNTED_BY_WORDS = 1_000
HIGH_BELOW = 1_000
"""An urgency below this is level 3 and above (`engines.alerts.QueuePlace.urgency`)."""
WAITING, HANDLING, CLOSED, ANY = "waiting", "handling", "closed", "all"
CLOCKS = {WAITING: ("verify_due_at",), HANDLING: ("handle_due_at",)}
OPEN_STATES = (Alert.State.WAITING, Alert.State.HANDLING)
WORDS_REACH = 20_000
"""How many alerts back words are looked for where closed ones are among them; addresses, names and hashes are found however old."""
MOST_NAMING = MOST_COUNTED + 1
"""So many alerts of an address or a name are looked up where closed ones are among them: the newest."""
SHORTEST_PREFIX = 3
FRESH = timedelta(hours=1)
MOST_NAMED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """What the reader of the queue asked to see; empty means everything."""

    q: str = ""
    state: str = WAITING
    """waiting, handling, closed; "all" for every state."""
    source: int | None = None
    severity: int | None = None
    level: str = ""
    """"1" to "5", "0" for not known, "3+" for level 3 and above."""
    body: int | None = None
    system: int | None = None
    mine: bool = False
    late: bool = False
    verdict: str = ""
    """true, false, unsure; "-" for none yet."""
    hidden: str = ""
    """Empty: without what rules hide; anything else: only that."""
    rule: int | None = None
    product: str = ""
    kind: str = ""
    """A class of the taxonomy."""

    @property
    def is_of_the_past(self) -> bool:
        """Whether closed alerts are among what is asked for; they are read the newest first."""
        return self.state in (CLOSED, ANY) or self.is_hidden

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden) or self.rule is not None


def fitting(user: Any, asked: QueueFilters, *, at: datetime) -> QuerySet[Alert]:
    """Return the alerts that a person may see and that fit; sight is asked last, so that the database narrows first."""
    return within_sight(user, narrowed(Alert.objects.all(), asked, user=user, at=at))


def narrowed(alerts: QuerySet[Alert], asked: QueueFilters, *, user: Any, at: datetime) -> QuerySet[Alert]:
    """Return the alerts that fit."""
    plain: dict[str, Any] = {
        "source_id": asked.source,
        "severity": asked.severity,
        "organisation_id": asked.body,
        "system_id": asked.system,
        "product": asked.product,
        "classification": asked.kind,
        "hidden_by_id": asked.rule,
    }
    alerts = alerts.filter(**{name: value for name, value in plain.items() if value not in (None, "")})
    if asked.rule is None:
        alerts = alerts.filter(hidden_by__isnull=not asked.hidden)
    if asked.state in Alert.State.values:
        alerts = alerts.filter(state=asked.state)
    if not asked.is_of_the_past:
        alerts = alerts.exclude(state=Alert.State.CLOSED)
    if asked.verdict:
        alerts = alerts.filter(verdict="" if asked.verdict == "-" else asked.verdict)
    if asked.mine:
        alerts = alerts.filter(assignee=user)
    if asked.late:
        alerts = alerts.filter(late_q(at))
    return _found(_of_level(alerts, asked.level), asked)


def late_q(at: datetime) -> Q:
    """What makes an alert late: the clock that runs now has ended."""
    return Q(state=Alert.State.WAITING, verify_due_at__lt=at) | Q(state=Alert.State.HANDLING, handle_due_at__lt=at)


def _of_level(alerts: QuerySet[Alert], level: str) -> QuerySet[Alert]:
    if level == "3+":
        return alerts.filter(level__gte=FIRST_IN_EVERY_QUEUE)
    if level == "0":
        return alerts.filter(level=None)
    return alerts.filter(level=key) if (key := parse_key(level)) is not None else alerts


# --- search ---------------------------------------------------------------------------------------------------------------------------


def _found(alerts: QuerySet[Alert], asked: QueueFilters) -> QuerySet[Alert]:
    typed = nfc(asked.q).strip()
    if not typed:
        return alerts
    if number := number_in(typed):
        return alerts.filter(pk=number)
    if (parties := parties_like(typed)) is not None:
        return _naming(alerts, parties, asked)
    if asked.is_of_the_past:
        alerts = alerts.filter(pk__gt=newest() - WORDS_REACH)
    for word in typed.split():
        alerts = alerts.filter(_says(word))
    return alerts


def _naming(alerts: QuerySet[Alert], parties: QuerySet[AlertParty], asked: QueueFilters) -> QuerySet[Alert]:
    """Keep the alerts that name one of these parties: each open one is asked for its own, of the others the newest are looked up."""
    if not asked.is_of_the_past:
        return alerts.filter(Exists(parties.filter(alert=OuterRef("pk"))))
    return alerts.filter(pk__in=newest_of(parties))


def newest_of(parties: QuerySet[AlertParty]) -> Any:
    """Return the numbers of the newest alerts that name one of these parties, no more than one reads."""
    return parties.order_by("value", "-alert_id").values("alert_id")[:MOST_NAMING]


def newest() -> int:
    """Return the number of the newest alert."""
    return Alert.objects.aggregate(last=Max("pk"))["last"] or 0


def number_in(typed: str) -> int | None:
    """Read "CB-2026-000123"; None when it is none."""
    head, _dash, number = typed.upper().rpartition("-")
    return parse_key(number) if head.startswith("CB") else None


def parties_like(typed: str) -> QuerySet[AlertParty] | None:
    """Return the parties that are what was typed, or begin with it; None when no address, name, mailbox or hash does.

    A range instead of a pattern, because both databases answer it from their index.
    """
    sought = _canonical(typed)
    if " " in sought or len(sought) < SHORTEST_PREFIX:
        return None
    exact = AlertParty.objects.filter(value=sought)
    if exact.exists():
        return exact
    prefix = AlertParty.objects.filter(value__gte=sought, value__lt=f"{sought}\U0010ffff", value__startswith=sought)
    return prefix if prefix.exists() else None


def _canonical(typed: str) -> str:
    try:
        return str(parse_address(typed))
    except AddressError:
        return refang(typed).lower()


def _says(word: str) -> Q:
    """A word of its title, rule or malware, or of the name of its system or body."""
    folded = fold(word)
    systems = _named(InformationSystem.objects.filter(folded__contains=folded))
    bodies = _named(Organisation.objects.filter(folded__contains=folded))
    named = Q(system_id__in=systems) | Q(organisation_id__in=bodies)
    return named | Q(title__icontains=word) | Q(rule__icontains=word) | Q(malware__icontains=word)


def _named(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_NAMED])


# --- pages ----------------------------------------------------------------------------------------------------------------------------


Shown = TypeVar("Shown", Alert, QueueRow)
"""Alerts whole, or what a row of the page says of them."""


@dataclass(frozen=True, slots=True)
class QueuePage(Generic[Shown]):
    """One page of the queue."""

    rows: list[Shown]
    after: str
    """What asks for the next page; empty on the last one."""
    is_first: bool


def in_order(alerts: QuerySet[Alert], asked: QueueFilters) -> QuerySet[Alert]:
    """Level 3 and above, then risk, then age; what is closed or hidden the newest first."""
    return alerts.order_by("-id") if asked.is_of_the_past else alerts.order_by("urgency", "arrived_at", "id")


def page_of(alerts: QuerySet[Alert], asked: QueueFilters, after: str, most: int = A_PAGE) -> QueuePage[Alert]:
    """Return the page that follows a key; a key that nobody can read begins at the first page."""
    return _page(alerts, asked, after, most, _whole)


def lines_of(alerts: QuerySet[Alert], asked: QueueFilters, after: str) -> QueuePage[QueueRow]:
    """Return the same page for reading: of each alert what a row says."""
    return _page(alerts, asked, after, A_PAGE, rows_of)


def _page(
    alerts: QuerySet[Alert], asked: QueueFilters, after: str, most: int, bring: Callable[[list[int]], list[Shown]]
) -> QueuePage[Shown]:
    """Which ones is read from an index, what they say from few rows."""
    key = read_key(after, asked)
    rows = in_order(alerts, asked) if key is None else in_order(alerts, asked).filter(_beyond(key))
    numbers = list(rows.values_list("pk", flat=True)[: most + 1])
    more = len(numbers) > most
    seen = bring(numbers[:most])
    return QueuePage(seen, key_of(seen[-1], asked) if more and seen else "", key is None)


def _whole(numbers: list[int]) -> list[Alert]:
    """Return alerts in the order of their numbers as given."""
    found = for_list(Alert.objects.filter(pk__in=numbers)).in_bulk()
    return [found[number] for number in numbers if number in found]


def for_list(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Bring along what a row shows."""
    return alerts.select_related("system", "organisation", "source", "assignee")


def key_of(row: Alert | QueueRow, asked: QueueFilters) -> str:
    """Return what stands in the address to go on behind a row."""
    if asked.is_of_the_past:
        return str(row.pk)
    return f"{row.urgency}.{int(row.arrived_at.timestamp() * 1_000_000)}.{row.pk}"


def read_key(text: str, asked: QueueFilters) -> tuple[int, ...] | None:
    """Read such a key."""
    parts = text.split(".")
    wanted = 1 if asked.is_of_the_past else 3
    if len(parts) != wanted or not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in parts):
        return None
    return tuple(int(one) for one in parts)


def _beyond(key: tuple[int, ...]) -> Q:
    if len(key) == 1:
        return Q(pk__lt=key[0])
    urgency, micros, number = key
    arrived = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    later = Q(urgency__gt=urgency) | Q(arrived_at__gt=arrived) | Q(arrived_at=arrived, pk__gt=number)
    return Q(urgency__gte=urgency) & later


# --- figures --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """How many, up to the ceiling."""

    total: int
    high: int
    """Of them on systems of level 3 and above."""
    most: int
    """So many were counted at most."""
    late: int = 0
    """Of them late, where a moment was given."""
    fresh: int = 0
    """Of them come in the hour before that moment."""

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > self.most


def figures_of(
    alerts: QuerySet[Alert], at: datetime | None = None, shown: QueuePage[Any] | None = None, *, by_words: bool = False, state: str = ""
) -> Figures:
    """Count alerts, those on level 3 and above, late and new ones at a moment, up to a ceiling; one question, and none where the one page
    shows them all. Where one open state was asked for, only its own clock is looked at.

    The ceiling is lower where words are looked for: those stand in the alerts themselves, everything else stands in an index.
    """
    most = MOST_COUNTED_BY_WORDS if by_words else MOST_COUNTED
    if shown is not None and shown.is_first and not shown.after:
        return _figures_of_rows(shown.rows, at, most)
    asked = {"total": Count("pk"), "high": Count("pk", filter=Q(urgency__lt=HIGH_BELOW))}
    named = ["pk", "urgency"]
    if at is not None:
        clocks = CLOCKS.get(state, ("state", *CLOCKS[WAITING], *CLOCKS[HANDLING]))
        late = Q(**{f"{clocks[0]}__lt": at}) if state in CLOCKS else late_q(at)
        asked |= {"late": Count("pk", filter=late), "fresh": Count("pk", filter=Q(arrived_at__gte=at - FRESH))}
        named += [*clocks, "arrived_at"]
    rows = alerts.order_by() if at is None else alerts.order_by("urgency", "arrived_at", "id")
    return Figures(**rows.values(*named)[: most + 1].aggregate(**asked), most=most)


def _figures_of_rows(rows: Sequence[Alert | QueueRow], at: datetime | None, most: int) -> Figures:
    high = sum(row.urgency < HIGH_BELOW for row in rows)
    if at is None:
        return Figures(len(rows), high, most)
    late = sum(row.due_at is not None and row.due_at < at for row in rows)
    return Figures(len(rows), high, most, late, sum(row.arrived_at >= at - FRESH for row in rows))


def count_up_to(rows: QuerySet[Any], most: int = MOST_COUNTED) -> int:
    """Count rows up to a ceiling, and one more when there are more."""
    return rows.order_by().values("pk")[: most + 1].count()


def waiting(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Return those that wait for somebody to verify them."""
    return alerts.filter(state=Alert.State.WAITING, hidden_by=None).exclude(state=Alert.State.CLOSED)
