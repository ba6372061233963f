"""How handling marks read on screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from vonggac.kernel.handling import Handling

HANDLING: list[tuple[str, Any]] = [
    (Handling.NONE.value, _("Không hạn chế lưu hành")),
    (Handling.INTERNAL.value, _("Lưu hành nội bộ")),
    (Handling.TLP_CLEAR.value, "TLP:CLEAR"),
    (Handling.TLP_GREEN.value, "TLP:GREEN"),
    (Handling.TLP_AMBER.value, "TLP:AMBER"),
    (Handling.TLP_AMBER_STRICT.value, "TLP:AMBER+STRICT"),
    (Handling.TLP_RED.value, "TLP:RED"),
]


def handling_words(code: str) -> str:
    """Return the words of a handling mark."""
    return str(dict(HANDLING).get(code, code))
