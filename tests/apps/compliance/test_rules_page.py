"""Each row of the law has a worked example on a page of the documentation; the page is what the data says, and the examples hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from vonggac.apps.compliance.rules_page import Example, examples, rules_page
from vonggac.engines.levels import Facts, decide
from vonggac.law.levels.load import regimes

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "level-rules.md"
WORKED = [(rules, one) for rules in regimes() for one in examples(rules)]


def test_the_page_of_the_rules_is_the_data() -> None:
    written = "python -m vonggac.apps.compliance.rules_page docs/reference/level-rules.md"
    assert PAGE.read_text(encoding="utf-8") == rules_page(), f"run: {written}"


def test_every_row_has_an_example_with_its_article_and_words() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [row for rules in regimes() for row in rules.rows]
    assert len(WORKED) == len(rows)
    assert [row.id for row in rows if f"| {row.article} | {row.text} |" not in page or f"`{row.id}`" not in page] == []


@pytest.mark.parametrize(("rules", "one"), WORKED, ids=[one.row.id for _rules, one in WORKED])
def test_an_example_is_decided_by_its_own_row_and_misses_it_after_the_change(rules: object, one: Example) -> None:
    assert (one.level, one.row.id in one.decided_by) == (one.row.level, True)
    decision = decide(Facts("", {**one.answers, one.changed: one.change}), rules)  # type: ignore[arg-type]
    met = {row.row for row in (*decision.decided_by, *decision.also_met)}
    assert one.row.id not in met
