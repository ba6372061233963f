"""What to sign in with at a feed: one line in a file that only the house can read; the database knows the file's name."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from vonggac.apps.threats.fetching.wire import WireTrouble

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*(?P<value>[\x21-\x7e][\x20-\x7e]{0,4000})")
_LONGEST = 5_000


def secret_of(name: str) -> tuple[str, str] | None:
    """Return the header that signs in: "Bearer …", "user:password" as Basic, or "Header: value"; `WireTrouble` for a wrong file."""
    if not name:
        return None
    path = Path(settings.FEED_SECRETS) / name
    told = {"name": name}
    if not NAME.fullmatch(name) or not path.is_file():
        raise WireTrouble(_("Không có tệp đăng nhập %(name)s trong thư mục của nguồn tin. Người quản trị máy chủ đặt tệp vào đó.") % told)
    if path.stat().st_mode & 0o077:
        raise WireTrouble(_("Tệp đăng nhập %(name)s để người khác đọc được. Người quản trị máy chủ đặt quyền 600.") % told)
    with path.open(encoding="utf-8", errors="replace") as file:
        line = file.read(_LONGEST).strip()
    if not line or "\n" in line or not line.isascii():
        raise WireTrouble(_("Tệp đăng nhập %(name)s phải có đúng một dòng chữ không dấu.") % told)
    return _header(line)


def _header(line: str) -> tuple[str, str]:
    if line.lower().startswith(("bearer ", "basic ", "token ")):
        return "Authorization", line
    if (found := _HEADER.fullmatch(line)) and " " in line:
        return found["name"], found["value"].strip()
    if ":" in line:
        return "Authorization", "Basic " + base64.b64encode(line.encode()).decode()
    return "Authorization", line
