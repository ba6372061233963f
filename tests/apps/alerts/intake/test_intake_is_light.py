"""The intake opens no Django, no database and nothing heavy: it must stay small, and stand when the rest does not."""

from __future__ import annotations

import os
import subprocess
import sys

from installation import ROOT
from vonggac.apps.alerts import intake

HEAVY = ["django", "numpy", "lxml", "granian", "yaml", "sqlite3", "pydantic"]


def test_no_module_of_the_intake_loads_django_or_anything_heavy() -> None:
    folder = ROOT / "src" / "vonggac" / "apps" / "alerts" / "intake"
    names = [f"{intake.__name__}.{path.stem}" for path in sorted(folder.glob("*.py")) if path.stem != "__init__"]
    assert len(names) > 12
    code = f"""
import sys
from importlib import import_module
for name in {[*names, "vonggac.cli.intake"]!r}:
    import_module(name)
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
