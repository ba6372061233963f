"""Settings come from the environment, through readers that refuse nonsense loudly. Secrets may also stand in a file named by NAME_FILE.

Knows no Django, so that processes without it read their settings in the same way."""

from __future__ import annotations

import os
from pathlib import Path


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
