"""Handing a post over: proposed, given, taken; both sign with their own account, and from that moment the new person may act."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.accounts import ports, queries
from vonggac.apps.accounts.models import Holding, Post, Transfer, User
from vonggac.apps.accounts.services.posts import Refused, check_may_grant, check_open
from vonggac.apps.audit.services import record, said

OPEN = (Transfer.State.PROPOSED, Transfer.State.GIVEN)


@transaction.atomic
def propose_transfer(*, post: Post, giver: User, taker: User, reason: str, by: User, at: datetime) -> Transfer:
    """Propose that a post goes from who holds it to another person; nothing changes until both have signed."""
    check_open(post)
    check_may_grant(by, post.role, post.organisation_id)
    if not post.holdings.filter(user=giver, ended_at=None).exists():
        raise Refused(_("%(name)s không giữ vị trí này.") % {"name": giver.full_name})
    if giver == taker or not taker.is_active or post.holdings.filter(user=taker, ended_at=None).exists():
        raise Refused(_("Chọn người nhận khác, đang hoạt động và chưa giữ vị trí này."))
    if Transfer.objects.filter(post=post, giver=giver, state__in=OPEN).exists():
        raise Refused(_("Đang có một lần bàn giao vị trí này chưa xong. Hủy lần đó trước."))
    transfer = Transfer.objects.create(post=post, giver=giver, taker=taker, reason=reason, proposed_by=by, proposed_at=at)
    record(
        "accounts.transfer.proposed",
        by=by,
        at=at,
        subject=transfer,
        organisation_id=post.organisation_id,
        post=post.pk,
        giver=giver.pk,
        taker=taker.pk,
    )
    return transfer


@transaction.atomic
def give_post(*, transfer: Transfer, by: User, at: datetime, absence: str = "") -> None:
    """Sign as the giver; who may transfer posts can sign in the giver's place when `absence` says why the giver cannot."""
    row = _locked(transfer, Transfer.State.PROPOSED)
    instead = by != row.giver
    if instead and not (queries.may(by, "accounts.transfer", row.post.organisation_id) and absence and by != row.taker):
        raise Refused(_("Chỉ người giao ký bước này. Người giao vắng mặt thì cán bộ điều phối ký thay và ghi lý do."))
    row.state, row.given_by, row.given_at, row.absence = Transfer.State.GIVEN, by, at, absence if instead else ""
    row.save(update_fields=["state", "given_by", "given_at", "absence"])
    record(
        "accounts.transfer.given",
        by=by,
        at=at,
        subject=row,
        organisation_id=row.post.organisation_id,
        instead_of_giver=instead,
        absence=said(row.absence),
    )


@transaction.atomic
def take_post(*, transfer: Transfer, by: User, at: datetime) -> None:
    """Sign as the taker: the giver leaves the post, the taker holds it, its open work goes along; all at this moment."""
    row = _locked(transfer, Transfer.State.GIVEN)
    if by != row.taker:
        raise Refused(_("Chỉ người nhận ký bước này."))
    check_open(row.post)
    if not Holding.objects.filter(post=row.post, user=row.giver, ended_at=None).update(ended_at=at):
        raise Refused(_("Người giao không còn giữ vị trí này. Hủy lần bàn giao và giao vị trí trực tiếp."))
    row.contents = [[item.work, item.body, item.due.isoformat() if item.due else None, item.state] for item in ports.contents_of(row.post)]
    Holding.objects.create(post=row.post, user=by, began_at=at)
    ports.carry_over(row.post, row.giver, row.taker, by=by, at=at)
    row.state, row.taken_at = Transfer.State.TAKEN, at
    row.save(update_fields=["state", "taken_at", "contents"])
    forget_what_is_held(by)
    record(
        "accounts.transfer.taken",
        by=by,
        at=at,
        subject=row,
        organisation_id=row.post.organisation_id,
        count=max(1, len(row.contents)),
    )


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, by: User, at: datetime) -> None:
    """Stop a transfer that is not finished: by who proposes, gives or takes."""
    row = Transfer.objects.select_for_update().select_related("post").get(pk=transfer.pk)
    if by.pk not in {row.giver_id, row.taker_id} and not queries.may(by, "accounts.transfer", row.post.organisation_id):
        raise Refused(_("Chỉ người giao, người nhận hoặc cán bộ điều phối hủy được lần bàn giao này."))
    if row.state not in OPEN:
        raise Refused(_("Lần bàn giao này đã kết thúc."))
    row.state, row.withdrawn_at = Transfer.State.WITHDRAWN, at
    row.save(update_fields=["state", "withdrawn_at"])
    record("accounts.transfer.withdrawn", by=by, at=at, subject=row, organisation_id=row.post.organisation_id)


def forget_what_is_held(user: User) -> None:
    """Drop the posts remembered on this user object, so that the very request sees the new ones."""
    user.__dict__.pop("_holdings_now", None)


def _locked(transfer: Transfer, state: Transfer.State) -> Transfer:
    row = Transfer.objects.select_for_update(of=("self",)).select_related("post", "giver", "taker").get(pk=transfer.pk)
    if row.state != state:
        raise Refused(_("Bước này đã được ký hoặc lần bàn giao đã hủy. Tải lại trang để xem."))
    return row
