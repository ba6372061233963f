"""A real installation for tests that start real processes: a data folder and a database of its own, SQLite or PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 600
"""Seconds for one process; generous, because the limit only matters when a test fails, and the machine may have other work."""


def bare(**told: str) -> dict[str, str]:
    """Return an environment of what is told alone, and where compiled files lie: without, a process compiles every library for itself."""
    return {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ} | told


@dataclass
class Installation:
    """Where it lies, and how its processes are started."""

    data: Path
    database_url: str = ""
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """Return the environment of a process of this installation; nothing of the test run's own leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VONGGAC_", "DJANGO_"))}
        ours = {"VONGGAC_DATA": str(self.data), "VONGGAC_MAIL": "file", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}"}
        return {**kept, **ours, **({"VONGGAC_DATABASE_URL": self.database_url} if self.database_url else {})}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `vonggac …` to its end."""
        command = [sys.executable, "-m", "vonggac", *arguments]
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=LONGEST, stdin=subprocess.DEVNULL)

    def python(self, code: str) -> str:
        """Run some lines with the application open; return what they print."""
        code = "from vonggac.cli.options import start_django\nstart_django()\n" + code
        done = subprocess.run([sys.executable, "-c", code], env=self.environment(), capture_output=True, text=True, timeout=LONGEST)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *arguments: str, code: str = "") -> subprocess.Popen[str]:
        """Start `vonggac …` (or lines of code) and leave it running; it is ended with the test at the latest."""
        command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "vonggac", *arguments]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command, env=self.environment(), stdout=pipe, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL
        )
        self.started.append(process)
        return process

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Installation]:
        """Give a copy of this installation, which nobody may be using at the moment."""
        shutil.copytree(self.data, folder)
        with own_database(template=self.database_url) as url:
            copy = Installation(folder, url)
            try:
                yield copy
            finally:
                copy.end()

    def end(self) -> None:
        """End what is still running."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def wait_for(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Wait until something of another process is true; the limit is generous because it only matters when the test fails."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"did not happen: {what}"
        time.sleep(0.05)


def make_database(template: str = "") -> str:
    """Make a PostgreSQL database beside the one of the test run; nothing to do for SQLite, which lies in the folder."""
    url = os.environ.get("VONGGAC_TEST_DATABASE_URL", "")
    if not url:
        return ""
    import psycopg

    name = f"vonggac_{uuid4().hex[:12]}"
    like = f" TEMPLATE {urlsplit(template).path.strip('/')}" if template else ""
    with psycopg.connect(_beside(url, "postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{like}")
    return _beside(url, name)


def drop_database(url: str) -> None:
    """Drop what `make_database` made, whoever is still in it."""
    import psycopg

    with psycopg.connect(_beside(url, "postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {urlsplit(url).path.strip('/')} WITH (FORCE)")


def _beside(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def own_database(template: str = "") -> Iterator[str]:
    """Make a database for one test, and drop it."""
    url = make_database(template)
    try:
        yield url
    finally:
        if url:
            drop_database(url)
