"""Asking for a hunt, stopping one, asking again. Files lie on the disk first; then the row, its trace and its job stand together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.hunts.hunt_refusals import HandedOverBefore, NotNow
from vonggac.apps.hunts.models import Campaign, Hunt, HuntFile, RulePack
from vonggac.apps.hunts.queries.visibility import hunts_workable_by, may_run_for
from vonggac.apps.hunts.queries.whom import answered_by
from vonggac.apps.hunts.runfolder import STOP
from vonggac.apps.hunts.storing import Desk, Kept, file_of, folder_of
from vonggac.apps.hunts.uploading import OnDesk
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.services.taking import demand
from vonggac.kernel.handling import Handling
from vonggac.law.huntretention import keep_until
from vonggac.sources.documents.secrecy import find_marks

ACT = "hunts.run"
State = Hunt.State


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as somebody brings it, read once, piece by piece; or one that another hunt has already."""

    name: str
    stream: BinaryIO | OnDesk | Kept


def ask_hunt(
    *,
    organisation: Organisation,
    files: Iterable[Brought],
    packs: Sequence[RulePack],
    campaign: Campaign | None = None,
    with_indicators: bool = True,
    since: datetime | None = None,
    until: datetime | None = None,
    note: str = "",
    declared: bool,
    handling: str = Handling.INTERNAL.value,
    came_by: str = "page",
    again: bool = False,
    by: Any,
    at: datetime,
) -> Hunt:
    """Keep the files and have them hunted through in the background; with `again`, also those that the body handed over before.

    Raises `ValidationError` by field, `HandedOverBefore` for files that are known; then nothing of them stays on the disk.
    """
    demand(by, ACT)
    if not may_run_for(by).filter(pk=organisation.pk).exists():
        raise PermissionDenied(ACT)
    _demand_sense(organisation, packs, campaign, with_indicators, since, until, note, declared, handling)
    new = Hunt(
        organisation=organisation, campaign=campaign, with_indicators=with_indicators, since=since, until=until, note=note.strip()[:500],
        handling=handling, came_by=came_by, asked_by=by, asked_at=at, keep_until=keep_until(localdate(at)),
    )  # fmt: skip
    with Desk() as desk:
        for one in files:
            _lay_down(desk, one)
        if not desk.kept:
            raise ValidationError({"files": _("Chọn ít nhất một tệp nhật ký, gói nhật ký hoặc tệp cần quét.")})
        if not again:
            _refuse_known(organisation, desk.kept)
        return _write(new, desk, packs, by=by, at=at)


def _lay_down(desk: Desk, one: Brought) -> None:
    if isinstance(one.stream, OnDesk):
        desk.adopt(one.stream.kept)
    elif isinstance(one.stream, Kept):
        desk.share(one.stream)
    else:
        desk.take(one.name, one.stream)


def _demand_sense(
    organisation: Organisation, packs: Sequence[RulePack], campaign: Campaign | None, with_indicators: bool,
    since: datetime | None, until: datetime | None, note: str, declared: bool, handling: str,
) -> None:  # fmt: skip
    """Refuse what cannot be, before a file is touched."""
    wrong: dict[str, str] = {}
    if not declared:
        wrong["declared"] = _("Xác nhận tệp không chứa bí mật nhà nước. Có bí mật thì không đưa vào đây.")
    if not packs and not with_indicators:
        wrong["packs"] = _("Chọn ít nhất một bộ quy tắc, hoặc tìm theo chỉ dấu.")
    if any(pack.retired_at is not None or pack.checked_at is None for pack in packs):
        wrong["packs"] = _("Có bộ quy tắc chưa kiểm tra xong hoặc đã thôi dùng. Chọn lại bộ quy tắc.")
    if since and until and since >= until:
        wrong["until"] = _("Thời điểm cuối phải sau thời điểm đầu.")
    if handling not in set(Handling):
        wrong["handling"] = _("Chọn một dấu phạm vi sử dụng.")
    if find_marks(note):
        wrong["note"] = _("Ghi chú có dấu chỉ độ mật. Không đưa bí mật nhà nước lên mạng.")
    if campaign is not None and not _is_asked(campaign, organisation):
        wrong["campaign"] = _("Đợt săn lùng này không yêu cầu cơ quan, hoặc không còn chạy. Chọn đợt khác, hoặc để trống.")
    if wrong:
        raise ValidationError(wrong)


def _is_asked(campaign: Campaign, organisation: Organisation) -> bool:
    """Say whether a campaign asks the body, or one above it for which it hands in."""
    return campaign.state == Campaign.State.OPEN and bool(answered_by(campaign.pk, [organisation.pk]))


def _refuse_known(organisation: Organisation, kept: Sequence[Kept]) -> None:
    """Refuse files of the body whose hunt still stands: its page shows what was found."""
    digests = {one.sha256: one.name for one in kept}
    stands = HuntFile.objects.filter(hunt__organisation=organisation, sha256__in=digests, hunt__thrown_at=None)
    before = stands.exclude(hunt__state__in=[State.FAILED, State.CANCELLED]).order_by("-hunt_id").select_related("hunt").first()
    if before is not None:
        known = set(before.hunt.files.filter(sha256__in=digests).values_list("sha256", flat=True))
        raise HandedOverBefore(before.hunt, [name for digest, name in digests.items() if digest in known])


@transaction.atomic
def _write(new: Hunt, desk: Desk, packs: Sequence[RulePack], *, by: Any, at: datetime) -> Hunt:
    new.save(force_insert=True)
    new.packs.set(packs)
    rows = _rows(new, desk.kept)
    HuntFile.objects.bulk_create(rows)
    record(
        "hunts.asked", by=by, at=at, subject=new, organisation_id=new.organisation_id, count=len(rows),
        touched=[row.sha256 for row in rows], size=sum(row.size for row in rows), packs=[pack.pk for pack in packs],
        campaign=new.campaign_id, way=new.came_by, note=said(new.note),
    )  # fmt: skip
    _enqueue(new)
    desk.become(new.pk)
    return new


def _rows(new: Hunt, kept: Iterable[Kept]) -> list[HuntFile]:
    """Return a row a content; the same content under another name is a remark of the first."""
    rows: dict[str, HuntFile] = {}
    for one in kept:
        row = rows.setdefault(one.sha256, HuntFile(hunt=new, name=one.name, size=one.size, sha256=one.sha256, remarks=[]))
        if row.name != one.name:
            row.remarks.append({"where": one.name, "why": _("Cùng nội dung với “%(name)s” nên chỉ xét một lần.") % {"name": row.name}})
    return list(rows.values())


def _enqueue(hunt: Hunt) -> None:
    from vonggac.apps.hunts.jobs import run
    from vonggac.apps.jobs.services import enqueue

    enqueue(run, hunt.pk, unique_key=hunt.job_key)


# --- afterwards -----------------------------------------------------------------------------------------------------------------------


def _taken(hunt: Hunt, by: Any) -> Hunt:
    """Return the row as it stands, held until the end of the transaction."""
    row = hunts_workable_by(by).select_for_update().filter(pk=hunt.pk).first()
    if row is None:
        raise PermissionDenied(ACT)
    return row


@transaction.atomic
def cancel_hunt(hunt: Hunt, *, why: str = "", by: Any, at: datetime) -> Hunt:
    """Stop a hunt that waits or runs; what it has read counts for nothing until it is asked for again, and then it goes on from there."""
    demand(by, ACT)
    row = _taken(hunt, by)
    if row.is_over:
        raise NotNow.because_of(row)
    row.state, row.ended_at, row.why = State.CANCELLED, at, why.strip()[:500]
    row.save(update_fields=["state", "ended_at", "why"])
    record("hunts.cancelled", by=by, at=at, subject=row, organisation_id=row.organisation_id, reason=said(why))
    transaction.on_commit(lambda: tell_to_stop(row.pk))
    return row


def tell_to_stop(hunt_id: int) -> None:
    """Leave the word for the hunt's process, wherever it runs."""
    folder = folder_of(hunt_id)
    if folder.is_dir():
        (folder / STOP).touch(mode=0o600)


@transaction.atomic
def ask_again(hunt: Hunt, *, by: Any, at: datetime) -> Hunt:
    """Have a hunt that failed or was stopped run again; what its journal has is not read twice."""
    demand(by, ACT)
    row = _taken(hunt, by)
    if row.state not in {State.FAILED, State.CANCELLED}:
        raise NotNow.because_of(row)
    if row.thrown_at is not None:
        raise NotNow.thrown_away(row)
    row.state, row.ended_at, row.started_at, row.why = State.WAITING, None, None, ""
    row.save(update_fields=["state", "ended_at", "started_at", "why"])
    record("hunts.asked_again", by=by, at=at, subject=row, organisation_id=row.organisation_id)
    (folder_of(row.pk) / STOP).unlink(missing_ok=True)
    _enqueue(row)
    return row


def ask_anew(hunt: Hunt, *, packs: Sequence[RulePack], with_indicators: bool, by: Any, at: datetime) -> Hunt:
    """Hunt through the same files with other rules: a new hunt, so that what the old one found and what was decided stays.

    The files are shared, not copied; they stay on the disk until the last hunt that has them is over its days.
    """
    if hunt.thrown_at is not None:
        raise NotNow.thrown_away(hunt)
    rows = hunt.files.values_list("name", "size", "sha256")
    files = [Brought(name, Kept(file_of(hunt.pk, digest), name, size, digest)) for name, size, digest in rows]
    try:
        return ask_hunt(
            organisation=hunt.organisation, files=files, packs=packs, with_indicators=with_indicators, since=hunt.since, until=hunt.until,
            note=hunt.note, declared=True, handling=hunt.handling, came_by=hunt.came_by, again=True, by=by, at=at,
        )  # fmt: skip
    except FileNotFoundError as gone:
        raise NotNow.thrown_away(hunt) from gone
