"""Where the house stands, for tests that read its files."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "vonggac"


@cache
def tracked() -> list[Path]:
    """Return the files git knows, or all files of a copy without git."""
    try:
        said = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        return [ROOT / name for name in said.split("\0") if name and (ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and ".git" not in path.parts and "node_modules" not in path.parts]


@cache
def python_files() -> list[Path]:
    """Return our own Python source, without migrations."""
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return every node of one file's syntax; many rules look through the same files."""
    return list(ast.walk(parsed(path)))


def templates() -> list[Path]:
    """Return every template."""
    return sorted(path for path in SOURCE.rglob("*.html") if "templates" in path.parts)


def shown(path: Path) -> str:
    """Return a path as a person reads it."""
    return str(path.relative_to(ROOT))
