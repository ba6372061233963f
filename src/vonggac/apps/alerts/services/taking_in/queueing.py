"""The alerts of a batch in the queue: open ones are counted up, new ones begin, each with its place and its clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import Alert, AlertAct
from vonggac.apps.alerts.services.keeping_months import note_months
from vonggac.apps.alerts.services.noticing import tell_of_critical
from vonggac.apps.alerts.services.taking_in import rows
from vonggac.apps.alerts.services.taking_in.grouping import place_of
from vonggac.apps.alerts.services.taking_in.values import Repeats, held
from vonggac.engines.alerts import due
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks

if TYPE_CHECKING:
    from vonggac.apps.alerts.services.taking_in.values import Read
    from vonggac.engines.alerts import Alert as Normalised

CHUNK = 400
"""Keys a statement."""
State = Alert.State
_WORSE = [
    "severity", "severity_because", "urgency", "risk", "place_because", "blocked", "organisation", "system", "level", "matched_because",
    "runners_up", "indicators", "verify_due_at", "handle_due_at", "due_because",
]  # fmt: skip


@dataclass(slots=True)
class _Open:
    """What an open alert says that a repeat may change."""

    pk: int
    count: int
    first_at: datetime
    last_at: datetime
    last_arrived_at: datetime
    arrived_at: datetime
    severity: int
    urgency: int
    level: int | None
    system_id: int | None


def put_in_queue(found: dict[tuple[str, int | None], Repeats]) -> None:
    """Join what is open, begin the rest; every `Repeats` knows its alert afterwards. The transaction is the caller's."""
    standing = _open_alerts(found)
    _count_up([(one, standing[spot]) for spot, one in found.items() if spot in standing])
    _begin([one for spot, one in found.items() if spot not in standing])
    note_months(standing[spot].arrived_at if spot in standing else one.arrived_at for spot, one in found.items())


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    left = sorted(set(keys))
    for begin in range(0, len(left), CHUNK):
        yield left[begin : begin + CHUNK]


def _open_alerts(found: dict[tuple[str, int | None], Repeats]) -> dict[tuple[str, int | None], _Open]:
    """Read and lock them, in one order, so that a person's act and the intake never wait for each other in a circle."""
    there: dict[tuple[str, int | None], _Open] = {}
    names = ("pk", "count", "first_at", "last_at", "last_arrived_at", "arrived_at", "severity", "urgency", "level", "system_id")
    for keys in _chunks(key for key, _rule in found):
        of_key = Alert.objects.filter(group_key__in=keys).exclude(state=State.CLOSED)
        locked = of_key.order_by("pk").select_for_update(of=("self",))
        for key, rule, *values in locked.values_list("group_key", "hidden_by_id", *names):
            there[key, rule] = _Open(*values)
    return there


# --- repeats ----------------------------------------------------------------------------------------------------------------------


def _count_up(pairs: Sequence[tuple[Repeats, _Open]]) -> None:
    counted, worse = [], []
    for one, standing in pairs:
        one.alert_id = standing.pk
        first, last = min(standing.first_at, one.first_at), max(standing.last_at, one.last_at)
        arrived = max(standing.last_arrived_at, one.last_arrived_at)
        counted.append((standing.count + one.count, rows.moment(first), rows.moment(last), rows.moment(arrived), standing.pk))
        if _is_worse(one, standing):
            worse.append(one)
    now = datetime.now().astimezone()
    rows.update(Alert, {"count": 1, "first_at": now, "last_at": now, "last_arrived_at": now}, counted)
    _worsen(worse)


def _is_worse(one: Repeats, standing: _Open) -> bool:
    """Say whether a repeat is worse than what is known, or is the first that says whose system it is."""
    worst = _alert(one.worst)
    level = standing.level if standing.system_id is not None else one.known.matched.level
    if worst.judged.severity > standing.severity or (standing.system_id is None and one.known.matched.system_id is not None):
        return True
    return place_of(one, level, worst).urgency < standing.urgency


def _alert(read: Read) -> Normalised:
    assert read.alert is not None
    return read.alert


def _worsen(many: Sequence[Repeats]) -> None:
    if not many:
        return
    by_pk = {one.alert_id: one for one in many}
    changed = list(Alert.objects.filter(pk__in=by_pk))
    for row in changed:
        _make_worse(row, by_pk[row.pk])
    Alert.objects.bulk_update(changed, _WORSE, batch_size=100)


def _make_worse(row: Alert, one: Repeats) -> None:
    worst = _alert(one.worst)
    if row.system_id is None and one.known.matched.system_id is not None:
        _name_system(row, one)
    one.indicators = {f"{each.get('id')} {each.get('value')}": each for each in row.indicators} | one.indicators
    row.indicators = list(one.indicators.values())
    if worst.judged.severity > row.severity:
        row.severity, row.severity_because = int(worst.judged.severity), held(worst.judged.because, 300)
    place = place_of(one, row.level, worst)
    if place.urgency < row.urgency:
        row.urgency, row.risk, row.place_because = place.urgency, max(place.risk, row.risk), held(place.because, 500)
    row.blocked = False if one.through is True else row.blocked
    _run_faster(row, one.arrived_at)


def _name_system(row: Alert, one: Repeats) -> None:
    matched = one.known.matched
    row.organisation_id, row.system_id, row.level = matched.organisation_id, matched.system_id, matched.level
    row.matched_because, row.runners_up = matched.because, list(matched.runners_up)


def _run_faster(row: Alert, at: datetime) -> None:
    """A clock that became shorter runs from the record that made it so; none becomes longer."""
    if row.state == State.HANDLING:
        found = due(Stage.HANDLE, Severity(row.severity), row.level, at, alert_clocks())
        if found is not None and (row.handle_due_at is None or found.due_at < row.handle_due_at):
            row.handle_due_at, row.due_because = found.due_at, held(found.because, 300)
        return
    found = due(Stage.VERIFY, Severity(row.severity), row.level, at, alert_clocks())
    if found is not None and (row.verify_due_at is None or found.due_at < row.verify_due_at):
        row.verify_due_at, row.due_because = found.due_at, held(found.because, 300)


# --- new ones ---------------------------------------------------------------------------------------------------------------------


def _begin(many: Sequence[Repeats]) -> None:
    if not many:
        return
    before = _closed_before([one.key for one in many if one.hidden_by is None])
    begun = Alert.objects.bulk_create([_new(one, before.get(one.key)) for one in many], batch_size=200)
    for one, row in zip(many, begun, strict=True):
        one.alert_id = row.pk
    joined = [(one, row) for one, row in zip(many, begun, strict=True) if row.previous_id is not None]
    AlertAct.objects.bulk_create(AlertAct(alert=row, what=AlertAct.What.JOINED, at=one.arrived_at) for one, row in joined)
    tell_of_critical(begun, at=max(row.arrived_at for row in begun))


def _closed_before(keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _chunks(keys):
        closed = Alert.objects.filter(Q(group_key__in=some), state=State.CLOSED, hidden_by=None).order_by()
        found.update(closed.values_list("group_key").annotate(last=Max("pk")))
    return found


def _new(one: Repeats, previous_id: int | None) -> Alert:
    worst, matched = _alert(one.worst), one.known.matched
    place = place_of(one, matched.level, worst)
    clock = due(Stage.VERIFY, worst.judged.severity, matched.level, one.arrived_at, alert_clocks())
    return Alert(
        source_id=one.sender.pk,
        group_key=one.key,
        group_words=held(one.words, 700),
        **_said(worst),
        severity=int(worst.judged.severity),
        severity_because=held(worst.judged.because, 300),
        blocked=None if one.through is None else not one.through,
        organisation_id=matched.organisation_id,
        system_id=matched.system_id,
        level=matched.level,
        matched_because=matched.because,
        runners_up=list(matched.runners_up),
        indicators=list(one.indicators.values()),
        risk=place.risk,
        urgency=place.urgency,
        place_because=held(place.because, 500),
        first_at=one.first_at,
        last_at=one.last_at,
        arrived_at=one.arrived_at,
        last_arrived_at=one.last_arrived_at,
        count=one.count,
        verify_due_at=clock.due_at if clock else None,
        due_because=held(clock.because, 300) if clock else "",
        hidden_by_id=one.hidden_by,
        previous_id=previous_id,
    )


def _said(alert: Normalised) -> dict[str, object]:
    """Return what the record says of itself, as the columns hold it."""
    fields, kind = alert.raw.fields, alert.kind
    cves = fields.get("vulnerability.id")
    return {
        "title": held(alert.title, 500) or _("Cảnh báo không có tên"),
        "rule": held(alert.rule, 300),
        "product": held(alert.product, 120),
        "classification": kind.classification if kind else "",
        "attack_type": kind.type if kind else "",
        "techniques": [held(one, 40) for one in alert.techniques[:50]],
        "malware": held(_text(fields.get("threat.software.name")), 200),
        "cves": [held(one, 40) for one in cves[:50]] if isinstance(cves, tuple) else [],
        "acting": held(alert.source, 320),
        "target": held(alert.target, 320),
        "file": held(_text(fields.get("file.path")) or _text(fields.get("file.name")), 600),
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
