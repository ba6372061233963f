"""How the lines of the register's lists name bodies and systems."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.lists.kinds import Values, Wrong
from vonggac.apps.organisations.listing import NamesBodies
from vonggac.apps.registry import queries
from vonggac.kernel.vietnamese import fold
from vonggac.sources.tables.model import Value


class Named(NamesBodies):
    """Looks bodies and systems up by what a list calls them."""

    names_systems: ClassVar[bool] = True

    def prepare(self) -> None:
        super().prepare()
        self.codes: dict[str, int] = {}
        self.called: dict[str, set[int]] = {}
        self.code_of: dict[int, str] = {}
        if self.names_systems:
            for pk, code, name in queries.visible_to(self.user).order_by("pk").values_list("pk", "code", "name"):
                self.codes[fold(code)] = pk
                self.code_of[pk] = code
                self.called.setdefault(fold(name), set()).add(pk)

    def owner(self, values: Values) -> str | None:
        """Return the code of the one owner; two of them is the law's question, not a matter of spelling."""
        written = values.get("owner")
        if isinstance(written, str) and (";" in written or "\n" in written):
            said = _("Ghi đúng một chủ quản: một hệ thống chỉ có một chủ quản (khoản 1 Điều 8 Nghị định 331/2026/NĐ-CP).")
            raise Wrong("owner", said, "two-owners")
        return self.body(values, "owner")

    def system_code(self, written: Value, key: str = "system") -> str | None:
        """Return the code of the system a cell names by code or name."""
        if not isinstance(written, str) or not written:
            return None
        pk = self.codes.get(fold(written))
        called = self.called.get(fold(written), set())
        if pk is None and len(called) == 1:
            pk = next(iter(called))
        if pk is not None:
            return self.code_of[pk]
        if called:
            codes = ", ".join(sorted(self.code_of[one] for one in called))
            raise Wrong(
                key,
                ngettext("Có %(n)s hệ thống tên này. Ghi mã: %(codes)s.", "Có %(n)s hệ thống tên này. Ghi mã: %(codes)s.", len(called))
                % {"n": len(called), "codes": codes},
                "ambiguous",
            )
        raise Wrong(key, _("Chưa có hệ thống “%(name)s”. Nhập hệ thống trước, rồi nhập dòng này.") % {"name": written}, "no-such-system")

    def system_id(self, code: Value) -> int | None:
        """Return the system behind a canonical code."""
        return self.codes[fold(str(code))] if code else None
