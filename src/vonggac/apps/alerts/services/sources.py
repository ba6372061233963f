"""Who may send alerts: declaring a source, changing it, its tokens, stopping it. The intake is told at every change."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import AlertSource, SourceMapping, SourceToken, StrangePeer
from vonggac.apps.alerts.models.sources import LARGEST_ITEM
from vonggac.apps.alerts.services.publishing import publish_after_commit, publish_sources
from vonggac.apps.audit.services import record, said
from vonggac.apps.work.services.taking import demand
from vonggac.engines.alerts import Format
from vonggac.kernel.addresses import AddressError, parse_range
from vonggac.sources.logs.mapping.checking import zone_of

__all__ = [
    "MadeToken", "NewSource", "change_source", "declare_source", "issue_token", "networks_of", "publish_sources", "revoke_token",
    "start_source", "stop_source",
]  # fmt: skip

ACT = "alerts.sources"
Way = AlertSource.Way
FORMATS = ("auto", *(str(one) for one in Format))
LONGEST_TOKEN_LIFE = timedelta(days=731)
MOST_PEERS = 200
WIDEST = {4: 8, 6: 32}
"""The shortest prefix that may be named: a wider one would let half the world in."""
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]{2,45}\]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """What a person says of a source."""

    code: str
    name: str
    organisation: Any
    way: str
    system: Any = None
    format: str = "auto"
    mapping: SourceMapping | None = None
    zone: str = "Asia/Ho_Chi_Minh"
    peers: Sequence[str] = ()
    """Lines as typed."""
    mailbox: dict[str, Any] = field(default_factory=dict)
    largest_item: int = LARGEST_ITEM
    most_per_second: int | None = None


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token with its text, which exists only here."""

    row: SourceToken
    text: str


def networks_of(lines: Iterable[str]) -> list[str]:
    """Return the networks that lines of addresses and ranges name; ValidationError beside `peers` with the line of every mistake."""
    found: dict[str, None] = {}
    wrong: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found |= dict.fromkeys(_networks(line.strip()))
        except ValueError as error:
            wrong.append(_("Dòng %(line)s: %(why)s") % {"line": number, "why": error})
    if len(found) > MOST_PEERS:
        wrong.append(_("Gộp các địa chỉ thành dải: tối đa %(most)s dải một nguồn.") % {"most": MOST_PEERS})
    if wrong:
        raise ValidationError({"peers": wrong})
    return list(found)


def _networks(line: str) -> list[str]:
    try:
        named = parse_range(line)
    except AddressError as error:
        raise ValueError(f"{error}.") from error
    found = [str(one) for one in ipaddress.summarize_address_range(named.first, named.last)]  # type: ignore[type-var]
    for one in found:
        network = ipaddress.ip_network(one)
        if network.prefixlen < WIDEST[network.version]:
            told = {"seen": line[:60], "most": WIDEST[network.version]}
            raise ValueError(_("Thu hẹp %(seen)s: dải rộng nhất được kê khai là /%(most)s.") % told)
    return found


@transaction.atomic
def declare_source(new: NewSource, *, by: Any, at: datetime) -> AlertSource:
    """Declare a source; from the commit on the intake takes what it sends."""
    demand(by, ACT)
    values = _whole(new, standing=None)
    row = AlertSource(**values, made_by=by, made_at=at)
    row.save(force_insert=True)
    _forget_strangers(row)
    record("alerts.source.declared", by=by, at=at, subject=row, organisation_id=row.organisation_id, code=row.code, way=row.way)
    publish_after_commit()
    return row


@transaction.atomic
def change_source(source: AlertSource, new: NewSource, *, version: int, by: Any, at: datetime) -> AlertSource:
    """Change a source; its way and code stay, because senders and folders know it by them."""
    demand(by, ACT)
    row = _taken(source)
    if row.version != version:
        raise ValidationError(_("Nguồn đã được người khác sửa. Mở lại trang để xem bản mới rồi sửa tiếp."))
    values = _whole(new, standing=row)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not changed:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _forget_strangers(row)
    record("alerts.source.changed", by=by, at=at, subject=row, organisation_id=row.organisation_id, fields=changed)
    publish_after_commit()
    return row


def _taken(source: AlertSource) -> AlertSource:
    return AlertSource.objects.select_for_update().get(pk=source.pk)


def _whole(new: NewSource, standing: AlertSource | None) -> dict[str, Any]:
    """Return the values of the row; ValidationError with everything that is wrong, each beside its field."""
    errors: dict[str, Any] = {}
    _check_plain(new, standing, errors)
    values = {name: value for name, value in _values_of(new).items() if name not in {"peers", "mailbox"}}
    values["peers"] = _peers(new, standing, errors) if new.way == Way.SYSLOG else []
    values["mailbox"] = _mailbox(new.mailbox, errors) if new.way == Way.MAILBOX else {}
    if errors:
        raise ValidationError(errors)
    values["mapping"] = new.mapping if new.format == Format.MAPPED else None
    return values


def _values_of(new: NewSource) -> dict[str, Any]:
    """Return the values as they are; rows stay rows."""
    return {name: getattr(new, name) for name in new.__dataclass_fields__}


def _check_plain(new: NewSource, standing: AlertSource | None, errors: dict[str, Any]) -> None:
    if standing is not None and (new.way, new.code) != (standing.way, standing.code):
        errors["way" if new.way != standing.way else "code"] = _("Không đổi được sau khi kê khai. Dừng nguồn này rồi kê khai nguồn khác.")
    if not _CODE.fullmatch(new.code):
        errors["code"] = _("Ghi mã bằng chữ thường không dấu, số và dấu gạch ngang, ví dụ wazuh-so-y-te.")
    elif standing is None and AlertSource.objects.filter(code=new.code).exists():
        errors["code"] = _("Mã này đã có. Ghi mã khác.")
    if not new.name.strip():
        errors["name"] = _("Nhập tên nguồn.")
    if new.way not in Way.values:
        errors["way"] = _("Chọn cách gửi.")
    if new.format not in FORMATS:
        errors["format"] = _("Chọn cách đọc trong danh sách.")
    if new.format == Format.MAPPED and new.mapping is None:
        errors["mapping"] = _("Chọn cách đọc tự lập, hoặc để hệ thống tự nhận ra.")
    if zone_of(new.zone) is None:
        errors["zone"] = _("Ghi múi giờ dạng +07:00 hoặc Asia/Ho_Chi_Minh.")
    if not 1024 <= new.largest_item <= LARGEST_ITEM:
        errors["largest_item"] = _("Nhập từ 1.024 đến 1.048.576 byte.")


def _peers(new: NewSource, standing: AlertSource | None, errors: dict[str, Any]) -> list[str]:
    try:
        peers = networks_of(new.peers)
    except ValidationError as refused:
        errors["peers"] = refused.message_dict["peers"]
        return []
    if not peers:
        errors["peers"] = _("Ghi địa chỉ của máy gửi, mỗi dòng một địa chỉ hoặc một dải.")
    others = AlertSource.objects.filter(way=Way.SYSLOG, stopped_at=None).exclude(pk=standing.pk if standing else None)
    taken = {peer: name for name, theirs in others.values_list("name", "peers") for peer in theirs}
    if doubled := [peer for peer in peers if peer in taken]:
        told = {"peer": doubled[0], "name": taken[doubled[0]]}
        errors["peers"] = _("%(peer)s đã kê khai ở nguồn “%(name)s”. Một địa chỉ chỉ thuộc một nguồn.") % told
    return peers


def _mailbox(told: dict[str, Any], errors: dict[str, Any]) -> dict[str, Any]:
    host, port = str(told.get("host") or "").strip(), told.get("port") or 993
    if not _HOST.fullmatch(host):
        errors["mailbox_host"] = _("Ghi tên máy chủ thư, ví dụ thu.example.vn.")
    if not 1 <= int(port) <= 65535:
        errors["mailbox_port"] = _("Nhập cổng từ 1 đến 65.535.")
    if not str(told.get("user") or "").strip():
        errors["mailbox_user"] = _("Nhập tên đăng nhập của hộp thư.")
    if not _FILE_NAME.fullmatch(str(told.get("password_file") or "")):
        errors["mailbox_password_file"] = _("Chỉ ghi tên tệp chứa mật khẩu, ví dụ hop-thu-a05; không ghi mật khẩu và không ghi đường dẫn.")
    return {
        "host": host,
        "port": int(port),
        "tls": bool(told.get("tls", True)),
        "user": str(told.get("user") or "").strip()[:200],
        "password_file": str(told.get("password_file") or ""),
        "folder": str(told.get("folder") or "").strip()[:200] or "INBOX",
    }


def _forget_strangers(row: AlertSource) -> None:
    """Who has become a source is no stranger any more."""
    networks = [ipaddress.ip_network(peer) for peer in row.peers]
    if not networks:
        return
    strangers = StrangePeer.objects.filter(way=Way.SYSLOG).values_list("pk", "address")
    known = [pk for pk, address in strangers if _lies_in(address, networks)]
    StrangePeer.objects.filter(pk__in=known).delete()


def _lies_in(address: str, networks: Sequence[Any]) -> bool:
    try:
        own = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(own.version == network.version and own in network for network in networks)


@transaction.atomic
def stop_source(source: AlertSource, *, reason: str, by: Any, at: datetime) -> AlertSource:
    """Take nothing more from a source; what it sent stays."""
    demand(by, ACT)
    row = _taken(source)
    if row.stopped_at is not None:
        raise ValidationError(_("Nguồn đã dừng."))
    if not reason.strip():
        raise ValidationError({"reason": _("Ghi lý do dừng nguồn.")})
    row.stopped_at, row.stopped_because, row.silent_since = at, reason.strip()[:300], None
    row.version += 1
    row.save(update_fields=["stopped_at", "stopped_because", "silent_since", "version"])
    record("alerts.source.stopped", by=by, at=at, subject=row, organisation_id=row.organisation_id, reason=said(row.stopped_because))
    publish_after_commit()
    return row


@transaction.atomic
def start_source(source: AlertSource, *, by: Any, at: datetime) -> AlertSource:
    """Take from a stopped source again."""
    demand(by, ACT)
    row = _taken(source)
    if row.stopped_at is None:
        raise ValidationError(_("Nguồn đang được nhận."))
    others = AlertSource.objects.filter(way=Way.SYSLOG, stopped_at=None)
    taken = {peer: name for name, theirs in others.values_list("name", "peers") for peer in theirs}
    if doubled := [peer for peer in row.peers if peer in taken]:
        told = {"peer": doubled[0], "name": taken[doubled[0]]}
        raise ValidationError(_("%(peer)s nay đã thuộc nguồn “%(name)s”. Sửa địa chỉ của một trong hai nguồn trước.") % told)
    row.stopped_at, row.stopped_because = None, ""
    row.version += 1
    row.save(update_fields=["stopped_at", "stopped_because", "version"])
    record("alerts.source.started", by=by, at=at, subject=row, organisation_id=row.organisation_id)
    publish_after_commit()
    return row


@transaction.atomic
def issue_token(source: AlertSource, *, expires_at: datetime, by: Any, at: datetime) -> MadeToken:
    """Make a token; its text is returned this once, the database keeps its digest."""
    demand(by, ACT)
    row = _taken(source)
    if row.way != Way.HTTP:
        raise ValidationError(_("Chỉ nguồn gửi qua HTTP dùng khóa."))
    if row.stopped_at is not None:
        raise ValidationError(_("Nguồn đã dừng. Nhận lại nguồn trước khi cấp khóa."))
    if not at < expires_at <= at + LONGEST_TOKEN_LIFE:
        raise ValidationError({"expires_on": _("Chọn ngày hết hạn sau hôm nay và trong vòng hai năm.")})
    text = f"vgn_{secrets.token_urlsafe(32)}"
    digest = sha256(text.encode()).hexdigest()
    token = SourceToken.objects.create(source=row, digest=digest, ends_with=text[-4:], made_by=by, made_at=at, expires_at=expires_at)
    record("alerts.token.made", by=by, at=at, subject=token, organisation_id=row.organisation_id, expires_at=expires_at.isoformat())
    publish_after_commit()
    return MadeToken(token, text)


@transaction.atomic
def revoke_token(token: SourceToken, *, by: Any, at: datetime) -> SourceToken:
    """Take a token back; the intake refuses it within a second."""
    demand(by, ACT)
    row = SourceToken.objects.select_for_update().select_related("source").get(pk=token.pk)
    if row.revoked_at is not None:
        raise ValidationError(_("Khóa này đã thu hồi."))
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record("alerts.token.revoked", by=by, at=at, subject=row, organisation_id=row.source.organisation_id)
    publish_after_commit()
    return row
