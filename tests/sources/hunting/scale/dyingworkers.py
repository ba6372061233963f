"""Workers that are killed in the midst of their work; in a module of their own, which travels to the workers whole."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vonggac.sources.hunting.scale.ray_data import RayHunter


class DiesOnce(RayHunter):
    """A worker that is killed in the midst of its third unit, after it has told something of it; the next one lives."""

    always = False

    def __call__(self, table: Any) -> Iterator[Any]:
        (unit,) = table["unit"].to_pylist()
        mark = Path(os.fsdecode(table["files"].to_pylist()[0][0]["path"])).parent.parent / f"died-{unit}"
        for piece in super().__call__(table):
            yield piece
            if unit == 2 and (self.always or not mark.exists()):
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)


class DiesAlways(DiesOnce):
    """A unit that kills every worker that takes it."""

    always = True
