"""The month in the shape of the national technical report, counted by the database; the same numbers as `engines.alerts.month_figures`.

A month is that of the first arrival. The remote end is who acts where that is a public address, else the target where that is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from vonggac.apps.alerts.models import Alert
from vonggac.engines.alerts import CLASSES, Counted, MonthFigures, Share, Verified
from vonggac.engines.alerts.statistics import MOST_NAMED
from vonggac.kernel.severity import Severity

_FALSE = Alert.Verdict.FALSE
_MALWARE = Q(classification="malicious-code") | ~Q(malware="")


def month_figures(alerts: QuerySet[Alert], start: datetime, end: datetime) -> MonthFigures:
    """Count the alerts of a queryset (what the person may see) whose first record arrived in [start, end)."""
    own = alerts.filter(arrived_at__gte=start, arrived_at__lt=end).order_by()
    seen = own.filter(hidden_by=None)
    real = seen.exclude(verdict=_FALSE)
    whole = own.aggregate(received=Sum("count"), groups=Count("pk"), hidden=Count("pk", filter=Q(hidden_by__isnull=False)))
    shares = seen.aggregate(
        high=Count("pk", filter=Q(level__gte=3)),
        verified=Count("pk", filter=_VERIFIED),
        verified_in_time=Count("pk", filter=_VERIFIED & Q(verified_at__lte=F("verify_due_at"))),
        handled=Count("pk", filter=_HANDLED & ~Q(verdict=_FALSE)),
        handled_in_time=Count("pk", filter=_HANDLED & ~Q(verdict=_FALSE) & Q(closed_at__lte=F("handle_due_at"))),
    )
    verdicts, severities = _counts(seen, "verdict"), _counts(seen, "severity")
    return MonthFigures(
        received=whole["received"] or 0,
        groups=whole["groups"],
        hidden=whole["hidden"],
        on_level_three=shares["high"],
        by_verified={word: verdicts.get("" if word is Verified.WAITING else word.value, 0) for word in Verified},
        by_severity={step: severities.get(step.value, 0) for step in sorted(Severity, reverse=True)},
        by_class=_ranked(_by_class(real)),
        by_product=_ranked(_counts(seen, "product")),
        by_body=_ranked(_counts(seen.annotate(body=Coalesce("organisation__code", Value(""))), "body")),
        infected_machines=real.filter(_MALWARE).exclude(target="").values("target").distinct().count(),
        machines_by_malware=_machines(_named_targets(real.filter(_MALWARE).exclude(malware=""), "malware")),
        machines_by_cve=_machines_by_cve(real),
        suspicious_connections=_remotes(real),
        verified_in_time=Share(shares["verified_in_time"], shares["verified"]),
        handled_in_time=Share(shares["handled_in_time"], shares["handled"]),
    )


_VERIFIED = Q(verified_at__isnull=False, verify_due_at__isnull=False)
_HANDLED = Q(state=Alert.State.CLOSED, closed_at__isnull=False, handle_due_at__isnull=False)


def _counts(rows: QuerySet[Alert], name: str) -> dict[Any, int]:
    return dict(rows.values_list(name).annotate(number=Count("pk")).order_by())


def _by_class(rows: QuerySet[Alert]) -> Mapping[str, int]:
    known = Case(When(classification__in=list(CLASSES), then=F("classification")), default=Value(""))
    return _counts(rows.annotate(said=known), "said")


def _ranked(counts: Mapping[str, int], most: int | None = None) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most])


def _named_targets(rows: QuerySet[Alert], name: str) -> Iterable[tuple[str, int]]:
    return rows.exclude(target="").values_list(name).annotate(machines=Count("target", distinct=True)).order_by()


def _machines(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    return _ranked(dict(counted), MOST_NAMED)


def _machines_by_cve(rows: QuerySet[Alert]) -> dict[str, int]:
    """A list in a column is no table of either database; few alerts name a CVE, and each distinct pair comes once."""
    named = rows.exclude(cves=[]).exclude(target="").values_list("target", "cves")
    machines: dict[str, set[str]] = defaultdict(set)
    for target, cves in named.iterator():
        for cve in cves:
            machines[cve].add(target)
    return _machines((cve, len(targets)) for cve, targets in machines.items())


def _remotes(rows: QuerySet[Alert]) -> int:
    """Addresses are told apart here: the database gives each distinct pair once."""
    pairs = rows.values_list("acting", "target").distinct()
    return len({remote for pair in pairs.iterator() if (remote := remote_of(*pair))})


def remote_of(acting: str, target: str) -> str:
    """Return the end that lies outside, where one is a public address."""
    return next((one for one in (acting, target) if _is_public(one)), "")


@lru_cache(maxsize=65_536)
def _is_public(text: str) -> bool:
    try:
        return ip_address(text).is_global
    except ValueError:
        return False


def parts_of_month(start: datetime, end: datetime) -> Iterator[tuple[tuple[int | None, int | None], Counted]]:
    """Give each alert of a month as the engine counts it, with its body and its system; the body stands as its number.

    Which clocks were kept is said by the database: of a moment only the comparison is wanted, and reading moments takes longest.
    """
    rows = Alert.objects.filter(arrived_at__gte=start, arrived_at__lt=end).order_by()
    read = rows.annotate(soon=_kept("verified_at", "verify_due_at"), done=_kept("closed_at", "handle_due_at", state=Alert.State.CLOSED))
    for body, system, soon, done, *told in read.values_list("organisation_id", "system_id", "soon", "done", *_COUNTED).iterator(
        chunk_size=2_000
    ):
        yield (body, system), _of_values(start, str(body or ""), soon, done, *told)


def _kept(moment: str, due: str, **only: str) -> Case:
    """Say whether a moment came in time; None where one of the two is not there."""
    there = Q(**{f"{moment}__isnull": False, f"{due}__isnull": False}, **only)
    return Case(When(there & Q(**{f"{moment}__lte": F(due)}), then=Value(1)), When(there, then=Value(0)), default=None)


_COUNTED = ("count", "severity", "verdict", "product", "classification", "malware", "target", "acting", "cves", "level", "hidden_by_id")
_SEVERITY = {step.value: step for step in Severity}
_VERDICT = {"": Verified.WAITING, **{word.value: word for word in Verified}}


def _of_values(
    at: datetime, body: str, soon: object, done: object, count: int, severity: int, verdict: str, product: str, classification: str,
    malware: str, target: str, acting: str, cves: Sequence[str], level: int | None, hidden_by: int | None,
) -> Counted:  # fmt: skip
    return Counted(
        at, count, _SEVERITY[severity], _VERDICT[verdict], product, classification, malware, target, remote_of(acting, target), tuple(cves),
        level, body, None if soon is None else bool(soon), None if done is None else bool(done), hidden_by is not None,
    )  # fmt: skip


def counted(row: Alert) -> Counted:
    """Return one alert as the engine counts it, for the proof that both count alike."""
    soon = row.verified_at <= row.verify_due_at if row.verified_at and row.verify_due_at else None
    done = row.closed_at <= row.handle_due_at if row.state == Alert.State.CLOSED and row.closed_at and row.handle_due_at else None
    told = (getattr(row, name) for name in _COUNTED)
    return _of_values(row.arrived_at, row.organisation.code if row.organisation else "", soon, done, *told)
