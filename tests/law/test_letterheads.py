from datetime import date

from vonggac.law.letterheads import letterhead_of


def test_the_police_issue_what_their_cyber_unit_drafts_since_march_2025() -> None:
    head = letterhead_of("pa05", date(2026, 11, 23), "quang-ngai")
    assert head is not None
    assert (head.parent, head.issuer, f"{head.short}-{head.unit}") == ("BỘ CÔNG AN", "CÔNG AN TỈNH QUẢNG NGÃI", "CAT-PA05")
    assert letterhead_of("pa05", date(2024, 12, 30), "quang-ngai") is None


def test_an_office_nobody_wrote_down_has_no_letterhead() -> None:
    assert letterhead_of("thue", date(2026, 11, 23), "quang-ngai") is None
