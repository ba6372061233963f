"""Files that bodies drop into their folders become hunts: everything that lies finished in one folder is one hunt.

Its rules are all sets in use, or those of the campaign when one open campaign asks the body. A file that is still being copied waits; a
refused one is moved aside with its reason, one that shows a degree of secrecy is overwritten and deleted.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.hunts import dropping
from vonggac.apps.hunts.hunt_refusals import HandedOverBefore
from vonggac.apps.hunts.models import Campaign, Hunt, RulePack
from vonggac.apps.hunts.queries.packs import open_campaigns_for
from vonggac.apps.hunts.services.asking import Brought, ask_hunt
from vonggac.apps.hunts.storing import MOST_FILES, NO_ROOM, SECRET, Desk, Kept, code_of
from vonggac.apps.hunts.uploading import OnDesk
from vonggac.apps.organisations.models import Organisation
from vonggac.sources import dropped


@dataclass(slots=True)
class Looked:
    """What a look into all folders led to."""

    hunts: int = 0
    files: int = 0
    refused: int = 0
    waiting: int = 0
    strangers: int = 0
    """Folders whose name is no body's code."""


def look_into_folders(*, at: datetime | None = None, clock: float | None = None) -> Looked:
    """Make hunts of what lies finished in the folders of bodies that stand."""
    looked, parent = Looked(), settings.HUNTS_IN
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = dropping.codes(parent)
    bodies = {row.code: row for row in Organisation.objects.filter(code__in=found, valid_to=None)}
    for code in found:
        body = bodies.get(code)
        if body is None:
            looked.strangers += 1
            continue
        with dropped.opened(parent, code) as folder:
            _one_folder(folder, body, looked, at or now(), time.time() if clock is None else clock)
    return looked


def _one_folder(folder: int, body: Organisation, looked: Looked, at: datetime, clock: float) -> None:
    finished, waiting = dropping.look(folder, clock)
    looked.waiting += waiting
    with Desk() as desk, ExitStack() as open_ones:
        taken: list[tuple[dropped.Seen, OnDesk]] = []
        for seen in finished[:MOST_FILES]:
            kept = _take(folder, seen, desk, looked)
            if kept is not None:
                taken.append((seen, OnDesk(kept, None, "")))
                open_ones.callback(taken[-1][1].close)
        if taken:
            _ask(folder, body, taken, looked, at)


def _take(folder: int, seen: dropped.Seen, desk: Desk, looked: Looked) -> Kept | None:
    """Copy one file to the desk; None when it is refused, or waits."""
    if desk.kept and desk.size + seen.size > settings.HUNT_UPLOAD:
        looked.waiting += 1
        return None
    try:
        with dropping.open_file(folder, seen) as file:
            kept = desk.take(seen.name, file)
            changed = dropped.has_changed(folder, seen, file)
    except dropped.Unfit as why:
        dropping.put_aside(folder, seen, str(why))
    except ValidationError as refusal:
        _refuse(folder, seen, refusal, looked)
        return None
    else:
        if not changed:
            return kept
        desk.kept.remove(kept)
        looked.waiting += 1
        return None
    looked.refused += 1
    return None


def _refuse(folder: int, seen: dropped.Seen, refusal: ValidationError, looked: Looked) -> None:
    why, code = " ".join(refusal.messages), code_of(refusal)
    if code == NO_ROOM:
        looked.waiting += 1
        return
    dropping.wipe_away(folder, seen, why) if code == SECRET else dropping.put_aside(folder, seen, why)
    looked.refused += 1


def _ask(folder: int, body: Organisation, taken: list[tuple[dropped.Seen, OnDesk]], looked: Looked, at: datetime) -> None:
    campaign = _campaign_of(body)
    packs = list(campaign.packs.filter(retired_at=None, checked_at__isnull=False) if campaign else _packs_in_use())
    with_known = campaign.with_indicators if campaign else True
    files = [Brought(one.kept.name, one) for _seen, one in taken]
    try:
        ask_hunt(
            organisation=body, files=files, packs=packs, campaign=campaign, with_indicators=with_known or not packs,
            since=campaign.since if campaign else None, note=_("Từ thư mục theo dõi."), declared=True, came_by="folder", by=None, at=at,
        )  # fmt: skip
    except HandedOverBefore as before:
        for seen, one in taken:
            if one.kept.name in before.names:
                dropping.put_aside(folder, seen, " ".join(before.messages))
                looked.refused += 1
        return
    looked.hunts += 1
    looked.files += len(taken)
    for seen, _one in taken:
        dropped.remove(folder, seen)


def _packs_in_use() -> list[RulePack]:
    return list(RulePack.objects.filter(retired_at=None, checked_at__isnull=False))


def _campaign_of(body: Organisation) -> Campaign | None:
    """Return the open campaign that asks the body, or one above it, where there is just one that it has not answered with a hunt yet."""
    asked = open_campaigns_for(Organisation.objects.filter(pk=body.pk))
    answered = Hunt.objects.filter(organisation=body, campaign__isnull=False).exclude(state=Hunt.State.CANCELLED).values("campaign")
    found = list(asked[:2])
    if len(found) > 1:
        found = list(asked.exclude(pk__in=answered)[:2])
    return found[0] if len(found) == 1 else None
