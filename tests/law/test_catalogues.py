from datetime import date
from pathlib import Path

import pytest

from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.law.catalogue import Catalogue, Closeness, Provenance
from vonggac.law.catalogues import (
    FOLDER,
    catalogue,
    catalogues,
    controls_for,
    edition_on,
    mapping,
    read_catalogue,
    read_mapping,
    usable_on,
)
from vonggac.law.model import Confidence, LawError

NEW, OLD = "TCVN 14423:2026", "TCVN 11930:2017"


def test_the_catalogues_hold_every_row_that_was_read() -> None:
    assert [(edition.code, len(edition.controls)) for edition in catalogues()] == [(OLD, 72), (NEW, 299)]


@pytest.mark.parametrize(("code", "rows"), [(NEW, [111, 129, 195, 273, 288]), (OLD, [34, 46, 66, 68, 70])])
def test_every_level_demands_the_number_of_rows_that_was_counted(code: str, rows: list[int]) -> None:
    assert [len(controls_for(catalogue(code), level)) for level in Level] == rows


def test_the_old_edition_cites_as_many_clauses_as_the_annexes_of_the_circular() -> None:
    cited = [
        sum(1 for control in controls_for(catalogue(OLD), level) if level in control.clauses and not control.clause_inferred)
        for level in Level
    ]
    assert cited == [26, 33, 41, 41, 41]


def test_the_radar_has_the_eight_arms_of_level_three_and_loses_no_row() -> None:
    edition = catalogue(NEW)
    demanded = controls_for(edition, Level.THREE)
    arms = {display.title_vi: sum(1 for control in demanded if edition.display_of(control) is display) for display in edition.displays}
    assert arms == {
        "Rủi ro và tài sản": 51,
        "Cấu hình và tài khoản": 28,
        "Lỗ hổng, mã độc, thư điện tử": 20,
        "Nhật ký và giám sát": 17,
        "Sao lưu và ứng phó": 19,
        "Hạ tầng mạng": 34,
        "Nhân sự và nhà cung cấp": 12,
        "Phát triển và kiểm thử": 14,
    }
    assert sum(arms.values()) == 195


def test_each_group_demands_its_number_at_level_three() -> None:
    edition = catalogue(NEW)
    counts = {group.code: sum(control.group == group.code for control in controls_for(edition, Level.THREE)) for group in edition.groups}
    assert counts == {
        "RR": 11, "HW": 11, "SW": 11, "TT": 18, "CH": 8, "TK": 20, "LH": 7, "NK": 10, "WE": 5,
        "MD": 8, "SL": 8, "HT": 34, "GS": 7, "NS": 7, "NCC": 5, "SC": 11, "PT": 9, "KT": 5,
    }  # fmt: skip


@pytest.mark.parametrize("edition", catalogues(), ids=lambda edition: edition.code)
def test_every_row_has_two_titles_and_a_clause_for_each_level_it_claims(edition: Catalogue) -> None:
    without = [control.code for control in edition.controls if not control.clauses]
    assert without == ([] if edition.code == NEW else ["M6", "M7"])
    for control in edition.controls:
        assert control.title_vi
        assert control.title_en
        assert control.title_vi != control.title_en
        assert set(control.clauses) in ({*control.levels}, set())
        assert control.group in {group.code for group in edition.groups}


def test_a_clause_of_the_new_edition_lies_in_the_section_of_its_group() -> None:
    edition = catalogue(NEW)
    sections = {group.code: group.sections for group in edition.groups}
    outside = [
        (control.code, int(level), clause)
        for control in edition.controls
        for level, clause in control.clauses.items()
        if not clause.startswith((f"{sections[control.group][level]}.", f"{sections[control.group][level]} "))
        and clause != sections[control.group][level]
    ]
    assert outside == []


def test_the_forty_six_cadences_are_here_and_say_how_often_by_level() -> None:
    edition = catalogue(NEW)
    assert sum(1 for control in edition.controls if control.cadence) == 46
    scan = edition.control("LH-04").cadence
    assert [scan[level] for level in Level] == [
        Recurrence.YEARLY,
        Recurrence.YEARLY,
        Recurrence.HALF_YEARLY,
        Recurrence.HALF_YEARLY,
        Recurrence.QUARTERLY,
    ]
    assert edition.control("NK-10").params["months"] == {2: 1, 3: 3, 4: 6, 5: 12}


def test_what_is_second_hand_or_inferred_is_said_beside_the_row() -> None:
    new, old = catalogue(NEW), catalogue(OLD)
    assert new.provenance is Provenance.SECOND_HAND_PARAPHRASE
    assert all("Tóm lược gián tiếp" in new.marks(control) for control in new.controls)
    assert "Giá trị gợi ý theo đánh giá rủi ro" in new.marks(new.control("TK-10"))
    assert old.marks(old.control("T1.Z1")) == ("Số điều suy ra",)
    assert old.marks(old.control("M6")) == ("Không có số điều trong tiêu chuẩn",)
    assert old.marks(old.control("T5.3")) == ()
    assert sum(control.clause_inferred for control in old.controls) == 29


def test_a_group_names_the_parts_of_the_decree_it_feeds() -> None:
    groups = {group.code: group for group in catalogue(NEW).groups}
    assert groups["NK"].plan == "điểm đ khoản 2 Điều 29"
    assert groups["TK"].requirements == ("điểm b khoản 4 Điều 30", "điểm c khoản 4 Điều 30")
    assert all(group.plan and group.requirements for group in groups.values())
    assert all(group.requirements for group in catalogue(OLD).groups)


def test_the_day_decides_which_edition_binds() -> None:
    assert edition_on(date(2026, 8, 18)).code == OLD
    assert edition_on(date(2026, 8, 19)).code == NEW
    with pytest.raises(LawError, match="01/10/2022"):
        edition_on(date(2021, 1, 1))


def test_the_former_edition_stays_usable_until_the_transition_ends() -> None:
    assert [edition.code for edition in usable_on(date(2027, 6, 30))] == [NEW, OLD]
    assert [edition.code for edition in usable_on(date(2027, 7, 1))] == [NEW]
    assert [edition.code for edition in usable_on(date(2025, 1, 1))] == [OLD]


def test_an_unknown_edition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LawError, match="TCVN 14423:2026"):
        catalogue("TCVN 1")


def test_every_old_control_goes_on_in_the_new_edition_and_nothing_is_official() -> None:
    table = mapping(OLD, NEW)
    new = catalogue(NEW)
    assert [row.old for row in table.rows] == [control.code for control in catalogue(OLD).controls]
    assert table.confidence is Confidence.INFERRED
    assert [row.old for row in table.rows if not row.candidates] == ["M1.2"]
    assert all(candidate.code in new for row in table.rows for candidate in row.candidates)
    backup = table.row("T5.3")
    assert backup is not None
    assert backup.closest == ("SL-01", "SL-04", "SL-05", "SL-06")
    assert {candidate.code for candidate in backup.candidates} == {control.code for control in new.controls if control.group == "SL"}
    assert sum(candidate.closeness is Closeness.SAME_GROUP for candidate in backup.candidates) == 8


def test_a_correction_of_a_row_changes_the_digest(tmp_path: Path) -> None:
    _copy(tmp_path, "tcvn11930-2017.yaml", "Sao lưu dự phòng", "Sao lưu, dự phòng")
    corrected = read_catalogue(tmp_path / "tcvn11930-2017.yaml")
    assert corrected.digest != catalogue(OLD).digest
    assert read_catalogue(FOLDER / "tcvn11930-2017.yaml").digest == catalogue(OLD).digest
    assert len(corrected.digest) == 64


def _copy(folder: Path, name: str, before: str, after: str) -> Path:
    (folder / "kinds.yaml").write_bytes((FOLDER / "kinds.yaml").read_bytes())
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('clauses: {1: "5.1.1.1"', 'clauses: {6: "5.1.1.1"', "cấp độ từ 1 đến 5"),
        ("kind: document", "kind: paper", "kinds.yaml"),
        ("group: policy", "group: politics", "không có nhóm"),
        ('code: "M1.2"', 'code: "M1.1"', "M1.1"),
        ("  letter: [1]", "  leter: [1]", "leter"),
        ('groups: ["data"]', "groups: []", "đúng một nhóm hiển thị"),
        ("from: 2022-10-01", "from: 2029-10-01", "đứng trước"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, before: str, after: str, why: str) -> None:
    with pytest.raises(LawError, match=r"tcvn11930-2017\.yaml, dòng \d+") as refused:
        read_catalogue(_copy(tmp_path, "tcvn11930-2017.yaml", before, after))
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('from: "T5.3"', 'from: "T5.9"', "T5.9"),
        ("closest: [SL-01, SL-04", "closest: [HT-01, SL-04", "HT-01"),
        ('from: "T5.3"', 'from: "T5.2"', "đúng một lần"),
    ],
)
def test_a_wrong_mapping_is_named_with_its_line(tmp_path: Path, before: str, after: str, why: str) -> None:
    with pytest.raises(LawError, match=r"map-tcvn11930-tcvn14423\.yaml, dòng \d+") as refused:
        read_mapping(_copy(tmp_path, "map-tcvn11930-tcvn14423.yaml", before, after))
    assert why in str(refused.value)
