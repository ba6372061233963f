"""A small assessment for the tests of measures: one commune's system, the data centre it stands in, and who answers for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cast import NOW, TODAY, Cast, person
from registry_cast import system
from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import User
from vonggac.apps.compliance.models import Answer, Assessment, Coverage
from vonggac.apps.compliance.services.assessing import Said, answer_controls, confirm_answers, open_assessment
from vonggac.apps.compliance.services.counting import COUNTS
from vonggac.apps.registry.models import InformationSystem
from vonggac.law.catalogues import catalogue

EDITION = catalogue("TCVN 14423:2026")
FORMER = catalogue("TCVN 11930:2017")


@dataclass
class Bench:
    """Who and what the tests of measures need beside the cast."""

    cast: Cast
    portal: InformationSystem
    centre: InformationSystem
    colleague: User
    """Another officer of the commune: confirms what the first one answered."""
    keeper: User
    """Another officer of the department that runs the data centre."""

    @classmethod
    def set_up(cls) -> Bench:
        """Make two systems and a second person on each side."""
        cast = Cast.assemble()
        portal = system("Một cửa xã Đức Hòa", cast.commune, level=3)
        centre = system("Trung tâm dữ liệu", cast.department, level=3)
        colleague = person("canbo.xa2", "Cao Thị Đồng Nghiệp", Role.OFFICER, cast.commune, "Cán bộ thứ hai")
        keeper = person("canbo.so2", "Mai Văn Giữ", Role.OFFICER, cast.department, "Cán bộ thứ hai của Sở")
        return cls(cast, portal, centre, colleague, keeper)

    def open(self, of: InformationSystem | None = None, *, by: User | None = None, level: int = 1, day: date = TODAY) -> Assessment:
        """Open a self-assessment."""
        of = of or self.portal
        by = by or (self.cast.commune_officer if of == self.portal else self.cast.officer)
        return open_assessment(of, EDITION, level=level, kind="self", as_of=day, by=by, at=NOW)

    def answered(self, assessment: Assessment, states: dict[str, str], *, confirm: bool = True) -> None:
        """Answer by the system's first person, and confirm by the second."""
        mine = assessment.system_id == self.portal.pk
        first, second = (self.cast.commune_officer, self.colleague) if mine else (self.cast.officer, self.keeper)
        said = [Said(control=code, state=state, note="lý do") for code, state in states.items()]
        answer_controls(assessment.pk, said, by=first, at=NOW)
        if confirm:
            confirm_answers(assessment.pk, versions(assessment, states), by=second, at=NOW)


def versions(assessment: Assessment, controls: object) -> dict[str, int]:
    """Return the versions of answers as a page would show them."""
    return dict(Answer.objects.filter(assessment=assessment, control__in=controls).values_list("control", "version"))  # type: ignore[misc]


def assert_coverage_is_true() -> None:
    """Every row of coverage equals a recount of the answers, and none is missing."""
    counted = Answer.objects.order_by().values("assessment_id", "group").annotate(**COUNTS)
    expected = {(row["assessment_id"], row["group"]): {name: row[name] for name in COUNTS} for row in counted}
    kept = {(row.assessment_id, row.group): {name: getattr(row, name) for name in COUNTS} for row in Coverage.objects.all()}
    assert kept == expected
