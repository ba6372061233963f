"""A catalogue from outside beside ours: paired by code, clause or title, and every difference is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from vonggac.law.catalogues import catalogue, catalogues
from vonggac.sources.catalogues import (
    Framework,
    PairedBy,
    Requirement,
    compare_framework,
    framework_of,
    nearest_edition,
    read_framework,
    write_catalog,
    write_library,
)

EDITION = catalogue("TCVN 14423:2026")
OURS = framework_of(EDITION)
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("data", [write_library(OURS), b"\xef\xbb\xbf \n" + write_catalog(OURS, at=AT)], ids=["ciso", "oscal"])
def test_either_format_is_told_by_its_content_and_ours_comes_back_identical(data: bytes) -> None:
    found = read_framework(data, "ten-gi-cung-duoc.txt")
    compared = compare_framework(found.framework, EDITION)
    assert (found.bad, compared.is_identical, compared.names_it, len(compared.pairs)) == ((), True, True, 299)


def _changed(**facts: object) -> Framework:
    first, *rest = OURS.requirements
    return replace(OURS, requirements=(replace(first, **facts), *rest))


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"titles": {**OURS.requirements[0].titles, "vi": "Tên khác"}}, "title.vi"),
        ({"selections": ("CD5",)}, "levels"),
        ({"facts": {**OURS.requirements[0].facts, "clauses": {"1": "9.9"}}}, "clauses"),
        ({"facts": {**OURS.requirements[0].facts, "kind": "khac"}}, "kind"),
        ({"evidence": "một bằng chứng khác"}, "evidence"),
    ],
)
def test_one_changed_fact_is_one_difference_and_no_longer_identical(facts: dict[str, object], what: str) -> None:
    compared = compare_framework(_changed(**facts), EDITION)
    (pair,) = compared.differing
    assert [one.what for one in pair.differences] == [what]
    assert pair.differences[0].ours != pair.differences[0].theirs
    assert not compared.is_identical


def test_rows_that_one_side_lacks_are_named() -> None:
    extra = Requirement("ZZ-01", "", {"vi": "Không ai có"})
    compared = compare_framework(replace(OURS, requirements=(*OURS.requirements[1:], extra)), EDITION)
    assert (compared.only_ours, compared.only_theirs) == ((OURS.requirements[0].code,), ("ZZ-01",))


def test_a_file_that_only_lists_codes_is_paired_but_not_called_identical() -> None:
    bare = replace(OURS, requirements=tuple(Requirement(row.code, "", row.titles) for row in OURS.requirements))
    compared = compare_framework(bare, EDITION)
    assert (compared.differing, compared.only_ours, compared.is_identical) == ((), (), False)


def test_clauses_of_several_levels_lead_to_the_same_row_and_a_shared_name_to_none() -> None:
    control = EDITION.control("RR-01")
    clauses = [Requirement(clause, "", {"vi": f"Điều {clause}"}) for clause in control.clauses.values()]
    theirs = Framework("khac", "vi", {}, requirements=(*clauses, Requirement("X", "", {"en": control.title_en})))
    compared = compare_framework(theirs, EDITION)
    assert [(pair.ours, pair.by) for pair in compared.pairs] == [("RR-01", PairedBy.CLAUSE)] * 5 + [("RR-01", PairedBy.TITLE)]
    assert not compared.names_it
    twice = replace(EDITION, digest="x", controls=(control, replace(control, code="RR-99")), _by_code={})
    assert compare_framework(theirs, twice).pairs == ()


def test_the_nearest_edition_is_the_named_one_then_the_most_alike_then_none() -> None:
    former = catalogue("TCVN 11930:2017")
    assert nearest_edition(replace(framework_of(former), code="tcvn  11930:2017"), catalogues()) is former
    assert nearest_edition(replace(framework_of(former), code="bản chép"), catalogues()) is former
    assert nearest_edition(Framework("iso", "en", {}, requirements=(Requirement("A.5.1", "", {"en": "Policies"}),)), catalogues()) is None
