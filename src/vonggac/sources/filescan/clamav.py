"""ClamAV, when it is installed: asked about files, never allowed to touch them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from vonggac.engines.hunt.results import Detection, Sighted
from vonggac.engines.hunt.rules import Heading
from vonggac.kernel.badrows import BadRow, Place

PROGRAMS = ("clamdscan", "clamscan")
"""The one that asks a running service first: it has its signatures loaded."""
_FOUND = re.compile(r"(?P<path>.*): (?P<name>\S+) FOUND$")
_ERROR = re.compile(r"(?P<path>.*): (?P<why>.+) ERROR$")
_CLEAN, _INFECTED = 0, 1
HOURS = 6
"""Longest time for one run over everything."""


def installed() -> str | None:
    """Return the program that can be asked, or None."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def scan_with_clamav(program: str, paths: Sequence[str], *, hours: int = HOURS) -> Iterator[Detection | BadRow]:
    """Give what ClamAV names in files; it gets a list of paths and options that only report."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogateescape", suffix=".txt") as listed:
        listed.writelines(f"{path}\n" for path in paths if "\n" not in path)
        listed.flush()
        try:
            done = subprocess.run(  # noqa: S603  a program found by its own name, a list of paths
                [program, *_options(program), f"--file-list={listed.name}"],
                capture_output=True, text=True, errors="surrogateescape", timeout=hours * 3600, check=False, stdin=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            yield BadRow(Place("ClamAV"), f"Không chạy được ClamAV ({type(error).__name__}). Chạy riêng ClamAV để xem lỗi.", "", "clamav")
            return
    yield from _read(done.stdout.splitlines())
    if done.returncode not in {_CLEAN, _INFECTED}:
        why = "ClamAV báo lỗi nên kết quả có thể thiếu. Kiểm tra dịch vụ và cơ sở mẫu của ClamAV."
        yield BadRow(Place("ClamAV"), why, (done.stderr or done.stdout).strip()[-200:], "clamav")


def _options(program: str) -> tuple[str, ...]:
    base = ("--infected", "--no-summary", "--stdout")
    return (*base, "--fdpass", "--multiscan") if Path(program).name.startswith("clamdscan") else base


def _read(lines: Iterable[str]) -> Iterator[Detection | BadRow]:
    for line in lines:
        if found := _FOUND.match(line):
            yield _detection(found["path"], found["name"])
        elif failed := _ERROR.match(line):
            yield BadRow(Place(failed["path"]), "ClamAV không đọc được tệp. Kiểm tra quyền đọc.", failed["why"][:200], "clamav")


def _detection(path: str, name: str) -> Detection:
    about: dict[str, object] = {"path": path}
    modified = ""
    try:
        found = os.stat(path)  # noqa: PTH116  two numbers
        modified = datetime.fromtimestamp(found.st_mtime, UTC).isoformat()
        about |= {"size": found.st_size, "modified": modified}
    except OSError:
        pass
    heading = Heading(f"clamav:{name}", f"ClamAV nhận ra {name}", "high", author="ClamAV")
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Detection(heading, Sighted(shown, 0, modified, "", {"file": about}), because=f"ClamAV gọi tệp này là {name}")
