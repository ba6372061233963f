"""The real province as a directory, and the people of its coordinating unit with invented names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.test import override_settings

from cast import NOW, TODAY, person
from standing import standing
from vonggac.apps.accounts.models import User
from vonggac.apps.directives import queries
from vonggac.apps.directives.giving import plan_giving
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import giving_out, intake, review
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.organisations.services import load_profile
from vonggac.law import load as law

TWIN = Path(__file__).parents[2] / "samples" / "letters" / "founding_twin.txt"
LETTERS_DAY = date(2024, 12, 31)


@dataclass
class Province:
    """Quảng Ngãi with an office that coordinates and a few officers."""

    unit: Organisation
    coordinator: User
    leader: User
    officer: User
    commune: Organisation
    commune_officer: User

    @classmethod
    def assemble(cls) -> Province:
        load_profile(law.province("quang-ngai"), by=None, at=NOW)
        today = valid_on(TODAY)
        unit, department, commune = (today.get(code=code) for code in ("pa05", "so-khcn", "21172"))
        return cls(
            unit=unit,
            coordinator=person("dieuphoi", "Trần Thị Điều Phối", "coordinator", unit),
            leader=person("lanhdao", "Ngô Thị Lãnh Đạo", "leader", unit, "Lãnh đạo phòng"),
            officer=person("canbo.so", "Lê Văn Cán Bộ", "officer", department),
            commune=commune,
            commune_officer=person("canbo.xa", "Phạm Thị Xã", "officer", commune),
        )

    def receive(self, data: bytes | None = None, name: str = "cong-van.txt") -> Directive:
        """Take the twin of the founding letter in."""
        upload = intake.Upload(data if data is not None else TWIN.read_bytes(), name, declared=True)
        return intake.receive_letter(upload, by=self.coordinator, at=NOW, today=TODAY)

    def settle(self, directive: Directive) -> None:
        """Decide every open line the way a coordinator would."""
        for line in directive.lines.filter(settled="open"):
            review.settle_known(line, reason="Các xã đã nhận qua dòng khác", by=self.coordinator, at=NOW)

    def give_out(self, directive: Directive) -> Directive:
        """Settle what is open and give the work out."""
        self.settle(directive)
        assert queries.open_points(directive) == []
        shown = plan_giving(directive).digest()
        return giving_out.give_out(directive, unit=self.unit, shown=shown, by=self.coordinator, at=NOW)


@contextmanager
def given_letter(province: Province, files: Path, django_db_blocker: Any) -> Iterator[Directive]:
    """Let the twin of the founding letter stand, its work given out, its file in this folder."""
    with standing(django_db_blocker), override_settings(EVIDENCE_FOLDER=files):
        yield province.give_out(province.receive())
