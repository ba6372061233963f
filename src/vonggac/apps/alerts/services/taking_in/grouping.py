"""What the alerts of a batch come to: repeats of an open alert, or a new one; never a better place by a repeat, a worse one at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import AlertParty
from vonggac.apps.alerts.services.matching import is_global
from vonggac.apps.alerts.services.taking_in.values import Known, Repeats, held
from vonggac.engines.alerts import QueuePlace, Waiting, got_through, place_in_queue

if TYPE_CHECKING:
    from vonggac.apps.alerts.services.taking_in.values import Batch, Read, Sender
    from vonggac.engines.alerts import Alert

Kind = AlertParty.Kind
LONGEST_PARTY = 320
MOST_PARTIES = 200
"""Of one record; the record itself keeps what is beyond."""
MOST_REMEMBERED = 20
"""Names; longer lists are laid out anew each time: what senders write must not fill the memory."""
_PERSON = b"vonggac queue 1"


def group(batches: Iterable[Batch], known: dict[tuple[int, int], Known]) -> dict[tuple[str, int | None], Repeats]:
    """Put the alerts of a batch together, in the order of their arrival."""
    found: dict[tuple[str, int | None], Repeats] = {}
    for batch in batches:
        for read in batch.reads:
            if read.alert is not None:
                _join(found, batch, read, read.alert, known[read.sequence, read.place])
    return found


def spot_of(alert: Alert, sender: Sender, hidden_by: int | None) -> tuple[str, int | None]:
    """Return what an event and its alert have in common."""
    return key_of(alert, sender), hidden_by


def key_of(alert: Alert, sender: Sender) -> str:
    """Return the key of the group: an inner address names one machine only inside the network of the body that runs the sensor."""
    if _is_global(alert.target) and (not alert.source or _is_global(alert.source)):
        return alert.group.value
    return _within(alert.group.value, sender.organisation_id)


def _words(alert: Alert, sender: Sender) -> str:
    if key_of(alert, sender) == alert.group.value:
        return alert.group.words
    return _("%(words)s, tại %(body)s") % {"words": alert.group.words, "body": sender.organisation_name}


@lru_cache(maxsize=65_536)
def _is_global(target: str) -> bool:
    return is_global(target)


@lru_cache(maxsize=65_536)
def _within(key: str, organisation_id: int) -> str:
    return blake2b(f"{key}:{organisation_id}".encode(), digest_size=16, person=_PERSON).hexdigest()


def _join(found: dict[tuple[str, int | None], Repeats], batch: Batch, read: Read, alert: Alert, known: Known) -> None:
    spot = spot_of(alert, batch.sender, known.hidden_by)
    one = found.get(spot)
    if one is None:
        at = batch.arrived_at
        words, sender = _words(alert, batch.sender), batch.sender
        one = found[spot] = Repeats(spot[0], words, spot[1], sender, read, read, known, at, at, read.at, read.at)
    one.count += 1
    one.first_at, one.last_at = min(one.first_at, read.at), max(one.last_at, read.at)
    one.arrived_at, one.last_arrived_at = min(one.arrived_at, batch.arrived_at), max(one.last_arrived_at, batch.arrived_at)
    if alert.judged.severity > one.worst.alert.judged.severity:  # type: ignore[union-attr]  only alerts are here
        one.worst = read
    one.through = worse_of(one.through, through(alert))
    if known.matched.system_id is not None and one.known.matched.system_id is None:
        one.known = known
    for each in known.indicators:
        one.indicators.setdefault(f"{each.get('id')} {each.get('value')}", each)
    one.parties.update(_parties(alert))


def through(alert: Alert) -> bool | None:
    """Say whether it got through, as far as the product says."""
    fields = alert.raw.fields
    action, outcome = fields.get("event.action"), fields.get("event.outcome")
    return _through(action if isinstance(action, str) else "", outcome if isinstance(outcome, str) else "")


@lru_cache(maxsize=1_024)
def _through_remembered(action: str, outcome: str) -> bool | None:
    return got_through(action, outcome)


def _through(action: str, outcome: str) -> bool | None:
    return _through_remembered(action, outcome) if len(action) + len(outcome) < 80 else got_through(action, outcome)


def worse_of(one: bool | None, other: bool | None) -> bool | None:
    """True (it got through) is worse than not said, which is worse than False (it was blocked), once anything is said."""
    if True in (one, other):
        return True
    return other if one is None else one


def _parties(alert: Alert) -> dict[tuple[str, str], None]:
    """Return whom a record names; the same few names stand in record after record."""
    fields = alert.raw.fields
    hashes, url = fields.get("related.hash"), fields.get("url.original") or fields.get("url.full")
    url = url if isinstance(url, str) and len(url) < LONGEST_PARTY else held(url, LONGEST_PARTY) if isinstance(url, str) else ""
    named = (alert.addresses, alert.hosts, alert.mailboxes, hashes if isinstance(hashes, tuple) else ())
    return _named(*named, url) if sum(map(len, named)) <= MOST_REMEMBERED else _named.__wrapped__(*named, url)


@lru_cache(maxsize=16_384)
def _named(
    addresses: tuple[str, ...], hosts: tuple[str, ...], mailboxes: tuple[str, ...], hashes: tuple[str, ...], url: str
) -> dict[tuple[str, str], None]:
    named = (
        (Kind.ADDRESS, addresses), (Kind.HOST, hosts), (Kind.MAILBOX, mailboxes), (Kind.HASH, tuple(map(str.lower, hashes))),
        (Kind.URL, (url,) if url else ()),
    )  # fmt: skip
    every = ((str(kind), held(name, LONGEST_PARTY)) for kind, names in named for name in names)
    return dict.fromkeys(islice(every, MOST_PARTIES))


def place_of(one: Repeats, level: int | None, worst: Alert) -> QueuePlace:
    """Return where the repeats of a batch would stand by themselves."""
    known_by = next((str(each.get("source") or "") for each in one.indicators.values()), "")
    indicator = _("danh sách %(source)s") % {"source": known_by} if one.indicators else ""
    return place_in_queue(Waiting(worst.judged.severity, one.arrived_at, level, indicator, got_through=one.through))


def values_asked(alerts: Sequence[Alert]) -> set[str]:
    """Return what feeds may know: addresses, names, hashes and web addresses of both ends."""
    return {value for alert in alerts for _kind, value in _parties(alert)}
