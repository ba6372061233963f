"""The directory as lists and forms name bodies: by code, by code and day, or by name with or without marks, on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.organisations.models import Organisation, Succession
from vonggac.kernel.reading import format_date, parse_date
from vonggac.kernel.vietnamese import fold


class NotInDirectory(ValueError):  # noqa: N818  says what it is
    """No single body is meant; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is needed of one body in one of its periods."""

    pk: int
    code: str
    name: str
    first: date | None
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Say whether it existed on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Directory:
    """All bodies on one day, loaded once; `find` and `written` undo each other."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.bodies: dict[int, Body] = {}
        self._codes: dict[str, list[Body]] = {}
        self._names: dict[str, dict[int, Body]] = {}
        self._heirs: dict[int, list[int]] = {}
        columns = ("pk", "code", "name", "valid_from", "valid_to", "short_name", "addressee_name")
        for pk, code, name, first, last, *others in Organisation.objects.order_by("pk").values_list(*columns):
            body = Body(pk, code, name, first, last)
            self.bodies[pk] = body
            self._codes.setdefault(fold(code), []).append(body)
            for each in (name, *others):
                if each:
                    self._names.setdefault(fold(each), {})[pk] = body
        for before, after in Succession.objects.values_list("before_id", "after_id"):
            self._heirs.setdefault(before, []).append(after)

    def find(self, written: str) -> int:
        """Return the body that is meant, or raise `NotInDirectory` with what to write."""
        seen = fold(written)
        found = self._by_code_and_day(written) or self._alone(self._codes.get(seen, ())) or self._alone(self._names.get(seen, {}).values())
        if found is None:
            raise NotInDirectory(self._why_not(written, seen))
        return found.pk

    def knows(self, written: str) -> bool:
        """Say whether any body of any time goes by this code or name; what nobody here knows may be a new one, or a slip."""
        return "@" in written or bool(self._codes.get(fold(written)) or self._names.get(fold(written)))

    def _alone(self, bodies: object) -> Body | None:
        living = [body for body in bodies if body.holds_on(self.on)]  # type: ignore[attr-defined]
        return living[0] if len(living) == 1 else None

    def _by_code_and_day(self, written: str) -> Body | None:
        """Read "x-binh-son@30/06/2025": the body of that code on that day, also one that has ended since."""
        code, at, day_text = written.rpartition("@")
        day = parse_date(day_text) if at else None
        if day is None:
            return None
        return next((body for body in self._codes.get(fold(code), ()) if body.holds_on(day)), None)

    def _why_not(self, written: str, seen: str) -> str:
        if ";" in written or "\n" in written:
            return _("Ghi đúng một cơ quan ở đây; “%(name)s” là nhiều cơ quan.") % {"name": " ".join(written.split())}
        known = [*self._codes.get(seen, ()), *self._names.get(seen, {}).values()]
        living = sorted({body.code for body in known if body.holds_on(self.on)})
        if living:
            return ngettext(
                "Có %(n)s cơ quan tên “%(name)s”. Ghi mã cơ quan: %(codes)s.",
                "Có %(n)s cơ quan tên “%(name)s”. Ghi mã cơ quan: %(codes)s.",
                len(living),
            ) % {
                "n": len(living),
                "name": written,
                "codes": ", ".join(living),
            }
        heirs = sorted({name for body in known for name in self._living_heirs(body.pk)})
        if heirs:
            return _("“%(name)s” không còn hoạt động. Ghi cơ quan kế thừa: %(heirs)s.") % {"name": written, "heirs": "; ".join(heirs)}
        if known:
            return _("“%(name)s” không còn hoạt động và chưa có cơ quan kế thừa. Ghi cơ quan đang quản lý.") % {"name": written}
        return _("Không có cơ quan “%(name)s” trong danh bạ. Ghi mã hoặc tên đầy đủ như trong danh bạ cơ quan.") % {"name": written}

    def _living_heirs(self, body: int) -> set[str]:
        living, waiting, seen = set(), [body], {body}
        while waiting:
            for heir in self._heirs.get(waiting.pop(), []):
                if heir not in seen and heir in self.bodies:
                    seen.add(heir)
                    waiting.append(heir)
                    if self.bodies[heir].holds_on(self.on):
                        living.add(f"{self.bodies[heir].name} ({self.bodies[heir].code})")
        return living

    def written(self, pk: int | None) -> str | None:
        """Return the code that `find` leads back to this body; one that has ended carries a day of its life."""
        if pk is None:
            return None
        body = self.bodies[pk]
        if self._alone(self._codes[fold(body.code)]) is body:
            return body.code
        day = body.last or body.first or self.on
        return f"{body.code}@{format_date(day)}"

    def name(self, pk: int) -> str:
        """Return a body's name."""
        return self.bodies[pk].name

    def names(self) -> list[str]:
        """Return the names of the bodies that exist on the day, for a list to pick from."""
        return [body.name for body in self.bodies.values() if body.holds_on(self.on)]
