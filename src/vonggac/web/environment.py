"""What Django needs of the settings in the environment: the database, the directory. The readers themselves lie in `apps.jobs`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from vonggac.apps.jobs.environment import BadSetting, folder, names, number, switch, text

__all__ = ["BadSetting", "database", "directory", "folder", "form_targets", "names", "number", "switch", "text"]


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


def directory_apps(server: str) -> list[str]:
    """Return the application of sign-in through a directory, where one is set: it brings a client for HTTP into every process."""
    return ["allauth.socialaccount.providers.openid_connect"] if server else []


def form_targets(server: str) -> list[str]:
    """Return where forms may lead: here, and the directory's host, to which the button of the sign-in page sends the browser on."""
    return ["'self'", *([f"https://{urlsplit(server).netloc}"] if server else [])]
