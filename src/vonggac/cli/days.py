"""A day on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import click


class Day(click.ParamType):
    """A date as the house writes it, or as computers do."""

    name = "ngày"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from vonggac.kernel.reading import parse_date

        found = value if isinstance(value, date) else parse_date(str(value))
        if found is None:
            self.fail(f"“{value}” không phải là ngày; ghi ví dụ 2026-11-22 hoặc 22/11/2026", param, ctx)
        return found
