"""Settings come from the environment, through readers that refuse nonsense loudly. Secrets may also stand in a file named by NAME_FILE."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """A setting that cannot be used; the process stops before it opens anything."""

    def __init__(self, name: str, seen: str, wanted: str) -> None:
        super().__init__(f"vonggac: biến môi trường {name}={seen!r} không dùng được; cần {wanted}.")


def text(name: str, default: str = "") -> str:
    """Return the setting, or the content of the file that NAME_FILE names, without the blanks around it."""
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return os.environ.get(name, default).strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"{name}_FILE", path, "tệp đọc được") from error


def switch(name: str, *, default: bool = False) -> bool:
    """Return true for 1/true/yes/on, false for 0/false/no/off; anything else stops the process."""
    seen = text(name).lower()
    if seen in {"1", "true", "yes", "on"}:
        return True
    if seen in {"0", "false", "no", "off"}:
        return False
    if not seen:
        return default
    raise BadSetting(name, seen, "1 hoặc 0")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number within [least, most]."""
    seen = text(name)
    if not seen:
        return default
    if seen.isascii() and seen.isdigit() and least <= int(seen) <= most:
        return int(seen)
    raise BadSetting(name, seen, f"số nguyên từ {least} đến {most}")


def folder(name: str, default: str) -> Path:
    """Return an absolute path; whether it exists is the doctor's question."""
    return Path(text(name, default)).expanduser().absolute()


def names(name: str, default: str) -> list[str]:
    """Return a list written with commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str, sqlite_path: Path) -> dict[str, object]:
    """Return Django's database settings for a `postgresql://` address, or for SQLite in the data folder when there is none.

    SQLite: WAL and IMMEDIATE transactions, without which four writers meet lock errors (measured: none against 1,329 in a run).
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sqlite_path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting("VONGGAC_DATABASE_URL", f"{parts.scheme}://…", "postgresql://người-dùng:mật-khẩu@máy:cổng/tên")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def directory(server: str, client: str, secret: str, name: str) -> dict[str, object]:
    """Return the settings of sign-in through a directory (OpenID Connect), none without a server; half a setting stops the process."""
    if not server:
        return {}
    if not server.startswith("https://"):
        raise BadSetting("VONGGAC_OIDC_SERVER", server, "địa chỉ https:// của máy chủ OpenID Connect")
    if not (client and secret):
        raise BadSetting("VONGGAC_OIDC_CLIENT", client, "tên và khóa bí mật (VONGGAC_OIDC_SECRET) do máy chủ OpenID Connect cấp")
    app = {
        "provider_id": "directory",
        "name": name or "Tài khoản của tỉnh",
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "provider_class": "vonggac.apps.accounts.directory.ProvinceDirectory"}}


def form_targets(server: str) -> list[str]:
    """Return where forms may lead: here, and the directory's host, to which the button of the sign-in page sends the browser on."""
    return ["'self'", *([f"https://{urlsplit(server).netloc}"] if server else [])]
