"""Sets of rules: handed over, read in the background with every refused rule and its reason, replaced by a newer version, retired."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.face.reading import size_text
from vonggac.apps.hunts import packing
from vonggac.apps.hunts.models import RulePack
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.work.models import StoredFile
from vonggac.apps.work.refusals import Refused as FileRefused
from vonggac.apps.work.services.evidence import keep_file
from vonggac.apps.work.services.taking import demand
from vonggac.engines.hunt import NotLoaded
from vonggac.kernel.handling import may_show_degree
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.documents.secrecy import find_marks
from vonggac.sources.names import extension, safe_name
from vonggac.sources.refusal import Refused
from vonggac.sources.sigma import STARTER, read_rules

ACT = "hunts.rules"
STARTER_NAME = "Bộ quy tắc có sẵn của Vọng Gác"
STARTER_ORIGIN = "Vọng Gác"
STARTER_LICENCE = "Apache-2.0"
_RULE_DAY = re.compile(rb"^(?:date|modified): *['\"]?(\d{4}-\d\d-\d\d)", re.MULTILINE)
MOST_KEPT = 20_000
"""Refused rules that are kept one by one; no collection comes near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPack:
    """What a person says of a set, and its files as they came: (content, name)."""

    name: str
    files: Sequence[tuple[bytes, str]]
    version: str = ""
    origin: str = ""
    licence: str = ""
    replaces: RulePack | None = None


def add_pack(new: NewPack, *, by: Any, at: datetime) -> RulePack:
    """Keep a set of rules and have it read; nobody can choose it before. A set that is there already is said with its name."""
    demand(by, ACT)
    name = _words_of(new)
    content, file_name = _one_file(new.files)
    kind = _kind_of(content, file_name)
    _refuse_secrets(content, file_name, kind)
    with transaction.atomic():
        older = _taken(new.replaces, kind)
        stored = _kept(content, at)
        _refuse_twice(stored, kind)
        if older is not None:
            RulePack.objects.filter(pk=older.pk).update(retired_at=at)
        row = RulePack.objects.create(
            name=name, version=new.version.strip()[:60], origin=new.origin.strip()[:300], licence=new.licence.strip()[:120],
            kind=kind, file=stored, file_name=file_name, replaces=older, added_by=by, added_at=at,
        )  # fmt: skip
        record("hunts.pack.added", by=by, at=at, subject=row, kind=kind, sha256=stored.sha256, replaces=older.pk if older else None)
        enqueue_reading(row)
    return row


def enqueue_reading(row: RulePack) -> None:
    """Have a set read in the background."""
    from vonggac.apps.hunts.pack_jobs import read_pack

    enqueue(read_pack, row.pk, unique_key=reading_key(row.pk))


def reading_key(pk: int) -> str:
    """Return the key of the job that reads a set."""
    return f"hunts.pack:{pk}"


def _words_of(new: NewPack) -> str:
    name = nfc(new.name).strip()
    if not name:
        raise ValidationError({"name": _("Nhập tên bộ quy tắc.")})
    marks = find_marks("\n".join([name, new.origin, new.licence, new.version]))
    if marks:
        raise ValidationError({"name": _secret(marks[0].quote)})
    return name[:200]


def _secret(quote: str) -> str:
    words = _("Nội dung có dấu chỉ độ mật: “%(mark)s”. Không đưa bí mật nhà nước lên mạng; chưa lưu gì.")
    return words % {"mark": quote}


def _one_file(given: Sequence[tuple[bytes, str]]) -> tuple[bytes, str]:
    """Return one file as it came, or several files put into one archive, the same bytes for the same files."""
    named = [(content, safe_name(name)) for content, name in given]
    if not named:
        raise ValidationError({"files": _("Chọn tệp quy tắc.")})
    for content, name in named:
        if not content:
            raise ValidationError({"files": _("Tệp “%(name)s” rỗng; chọn lại tệp.") % {"name": name}})
        if not name.lower().endswith((*packing.SIGMA_ENDINGS, *packing.YARA_ENDINGS, ".zip")):
            raise ValidationError({"files": _("Tệp “%(name)s” không phải quy tắc. Gửi tệp YML, YAR hoặc ZIP.") % {"name": name}})
    if sum(len(content) for content, _name in named) > packing.MOST:
        raise ValidationError({"files": _("Các tệp nặng hơn %(most)s; gửi từng phần.") % {"most": size_text(packing.MOST)}})
    if len(named) == 1:
        return named[0][0], named[0][1][-200:]
    if any(extension(name) == "zip" for _content, name in named):
        raise ValidationError({"files": _("Gửi một gói ZIP, hoặc nhiều tệp quy tắc; không gửi lẫn.")})
    return _together(named), f"{len(named)}-tep.zip"


def _together(named: Sequence[tuple[bytes, str]]) -> bytes:
    out, seen = io.BytesIO(), set[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (content, name) in enumerate(sorted(named, key=lambda one: (one[1], one[0]))):
            inside = name if name.lower() not in seen else f"{number}-{name}"
            seen.add(name.lower())
            archive.writestr(zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _kind_of(content: bytes, name: str) -> str:
    if name.lower().endswith(".zip") and not packing.is_archive(content):
        raise ValidationError({"files": _("“%(name)s” không phải gói ZIP mở được; nén lại rồi gửi.") % {"name": name}})
    try:
        kinds = packing.kinds_in(content, name)
    except Refused as refused:
        raise ValidationError({"files": refused.bad.why}) from refused
    if not kinds:
        raise ValidationError({"files": _("Trong gói không có tệp quy tắc nào (.yml, .yar). Chọn lại gói.")})
    if len(kinds) > 1:
        raise ValidationError({"files": _("Gói có cả quy tắc Sigma và YARA; tách thành hai gói rồi gửi từng gói.")})
    return kinds.pop()


def _refuse_secrets(content: bytes, name: str, kind: str) -> None:
    """Stop a set whose rules or names show a secrecy mark, before anything of it is written (Law 117/2025, Article 5.2)."""
    try:
        for inside, raw in packing.contents_of(content, name, packing.ENDINGS[RulePack.Kind(kind)]):
            marks = find_marks(raw.decode("utf-8", "replace") if may_show_degree(raw) else "", inside)
            if marks:
                raise ValidationError({"files": f"{inside}: {_secret(marks[0].quote)}"})
    except Refused as refused:
        raise ValidationError({"files": refused.bad.why}) from refused


def _kept(content: bytes, at: datetime) -> StoredFile:
    media = "application/zip" if packing.is_archive(content) else "text/plain"
    try:
        return keep_file(content, media_type=media, at=at)
    except FileRefused as refused:
        raise ValidationError({"files": refused.message}) from refused


def _refuse_twice(stored: StoredFile, kind: str) -> None:
    same = RulePack.objects.filter(file=stored, kind=kind, retired_at=None).first()
    if same is not None:
        raise ValidationError({"files": _("Bộ này đã có: %(name)s. Không nạp lại.") % {"name": str(same)}})


def _taken(pack: RulePack | None, kind: str) -> RulePack | None:
    """Lock the set that is replaced; it must still be the newest of its line, and of the same kind."""
    if pack is None:
        return None
    row = RulePack.objects.select_for_update().get(pk=pack.pk)
    if row.file_id is None:
        raise ValidationError({"replaces": _("Bộ quy tắc có sẵn được thay khi nâng cấp phần mềm.")})
    if row.kind != kind:
        raise ValidationError({"replaces": _("Bộ được thay thuộc loại khác; chọn lại.")})
    if row.retired_at is not None or RulePack.objects.filter(replaces=row).exists():
        raise ValidationError({"replaces": _("Bộ này đã thôi dùng hoặc đã có bản mới hơn; chọn lại.")})
    return row


# --- reading --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of reading a set."""

    loaded: int
    not_loaded: Sequence[NotLoaded]


def read_pack(pk: int, *, at: datetime) -> dict[str, int]:
    """Read the rules of a set and note what runs and what does not; may run again."""
    row = RulePack.objects.select_related("file").get(pk=pk)
    found = outcome_of(row)
    with transaction.atomic():
        _note(row, found, at)
        record("hunts.pack.read", by=None, at=at, subject=row, loaded=row.loaded, refused=row.refused)
    return {"loaded": row.loaded, "refused": row.refused}


def _note(row: RulePack, found: Outcome, at: datetime) -> None:
    row.loaded, row.refused, row.checked_at = found.loaded, len(found.not_loaded), at
    told = found.not_loaded[:MOST_KEPT]
    row.not_loaded = [{"file": packing.name_in_pack(one.file), "title": one.title, "why": one.why, "rule": one.rule} for one in told]
    row.save(update_fields=["loaded", "refused", "not_loaded", "checked_at"])


def outcome_of(row: RulePack) -> Outcome:
    """Read a set as a hunt will."""
    try:
        with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".rules-") as folder:
            paths = packing.rule_paths(row, Path(folder))
            return _sigma(paths) if row.kind == RulePack.Kind.SIGMA else _yara(paths)
    except packing.Gone:
        return Outcome(0, [NotLoaded(row.file_name, "", _("Tệp của bộ quy tắc không còn trên máy chủ. Nạp lại bộ này."), "gone")])


def _sigma(paths: Sequence[Path]) -> Outcome:
    read = read_rules(paths)
    return Outcome(len(read.ruleset.rules) + len(read.ruleset.correlations), read.not_loaded)


def _yara(paths: Sequence[Path]) -> Outcome:
    from vonggac.sources.filescan import read_yara

    try:
        read = read_yara(paths)
    except Refused as refused:
        return Outcome(0, [NotLoaded(refused.bad.seen.partition(":")[0], "", f"{refused.bad.why} {refused.bad.seen}".strip(), "yara")])
    return Outcome(read.count, read.not_loaded)


# --- retiring, and the rules that ship ------------------------------------------------------------------------------------------------


@transaction.atomic
def retire_pack(pack: RulePack, *, reason: str, by: Any, at: datetime) -> RulePack:
    """Use a set no longer; hunts that used it still name it."""
    demand(by, ACT)
    words = reason.strip()
    if not words:
        raise ValidationError({"reason": _("Ghi lý do để người xem sau hiểu.")})
    row = RulePack.objects.select_for_update().get(pk=pack.pk)
    if row.file_id is None:
        raise ValidationError(_("Bộ quy tắc có sẵn đi cùng phần mềm; lượt săn lùng không cần nó thì không chọn nó."))
    if row.retired_at is not None:
        raise ValidationError(_("Bộ này đã thôi dùng."))
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    record("hunts.pack.retired", by=by, at=at, subject=row, reason=said(words))
    return row


def starter_version() -> str:
    """Return the version of the rules that ship: the day of the newest of them, and a mark that is another one when a rule changed."""
    digest, newest = hashlib.sha256(), ""
    for path in sorted(STARTER.rglob("*.yml")):
        rule = path.read_bytes()
        digest.update(path.relative_to(STARTER).as_posix().encode() + b"\0" + rule + b"\0")
        newest = max(newest, *(day.decode() for day in _RULE_DAY.findall(rule)), "")
    year, month, day = newest.split("-")
    return f"{day}/{month}/{year}+{digest.hexdigest()[:8]}"


def lay_starter_pack(*, at: datetime) -> RulePack:
    """Have the rules that ship as a set; a newer version of them replaces the older. Reads them only when they changed."""
    version = starter_version()
    standing = RulePack.objects.filter(kind=RulePack.Kind.SIGMA, file=None, retired_at=None).first()
    if standing is not None and standing.version == version and standing.checked_at is not None:
        return standing
    found = _sigma([STARTER])
    with transaction.atomic():
        RulePack.objects.filter(kind=RulePack.Kind.SIGMA, file=None, retired_at=None).update(retired_at=at)
        row = RulePack.objects.create(
            name=STARTER_NAME, version=version, kind=RulePack.Kind.SIGMA, origin=STARTER_ORIGIN, licence=STARTER_LICENCE,
            replaces=standing, added_at=at,
        )  # fmt: skip
        _note(row, found, at)
        record("hunts.pack.shipped", by=None, at=at, subject=row, loaded=row.loaded, refused=row.refused)
    return row
