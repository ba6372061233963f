"""How long files for others take: the largest catalogue in every format, a foreign one compared, an assessment with every answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from harness import say, seconds

from vonggac.kernel.levels import Level
from vonggac.law.catalogues import catalogue
from vonggac.sources.catalogues import (
    Assessed,
    Finding,
    PlanItem,
    Remedy,
    compare_framework,
    edition_file,
    read_framework,
    write_assessment_results,
    write_plan_of_action,
)

AT = datetime(2026, 11, 23, tzinfo=UTC)
EDITION = catalogue("TCVN 14423:2026")


def main() -> None:
    """Measure each file against plainly dumping the same document as JSON."""
    for form, level in (("ciso", None), ("oscal-catalog", None), ("oscal-profile", Level(3))):
        data = edition_file(EDITION, form, level, at=AT).content
        plain = json.loads(edition_file(EDITION, "oscal-catalog", at=AT).content)
        base = seconds(lambda plain=plain: json.dumps(plain, ensure_ascii=False, indent=1))
        took = seconds(lambda form=form, level=level: edition_file(EDITION, form, level, at=AT))
        say(f"danh mục 299 yêu cầu: xuất {form}", took * 1000, "ms", baseline="ghi JSON", base=base * 1000, bytes=len(data))
    for form in ("ciso", "oscal-catalog"):
        data = edition_file(EDITION, form, at=AT).content
        took = seconds(lambda data=data: compare_framework(read_framework(data, "a").framework, EDITION))
        base = seconds(lambda data=data: read_framework(data, "a"))
        say(f"danh mục 299 yêu cầu: đọc và so {form}", took * 1000, "ms", baseline="chỉ đọc", base=base * 1000)
    _assessment()


def _assessment() -> None:
    states = ("met", "partly", "not_met", "unanswered")
    rows = [Finding(one.code, one.title_vi, states[at % 4], "ghi chú", AT, AT + timedelta(365)) for at, one in enumerate(EDITION.controls)]
    assessed = Assessed("HT-1", "Cổng", EDITION.code, "1", "CD5", "Đánh giá", "", AT, AT, tuple(rows))
    items = [PlanItem(one.code, one.title_vi, "", AT, "", remedies=(Remedy("1", "Việc", "Xã", "new", AT),)) for one in EDITION.controls]
    for name, act in (
        ("kết quả", lambda: write_assessment_results(assessed, at=AT)),
        ("kế hoạch", lambda: write_plan_of_action("HT-1", "Cổng", items, at=AT)),
    ):
        plain = json.loads(act())
        base = seconds(lambda plain=plain: json.dumps(plain, ensure_ascii=False, indent=1))
        say(f"đánh giá 299 yêu cầu: xuất OSCAL {name}", seconds(act) * 1000, "ms", baseline="ghi JSON", base=base * 1000)


if __name__ == "__main__":
    main()
