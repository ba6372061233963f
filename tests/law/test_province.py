"""The counts come from the unit data of the General Statistics Office and from the profile's notes."""

from collections import Counter
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from vonggac.law import load
from vonggac.law.model import Confidence, LawError, OrganisationFact, OrganisationKind, ProvinceProfile

LETTER = date(2024, 12, 30)
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
TODAY = date(2026, 11, 22)
QUANG_NGAI, KON_TUM = "51", "62"


@pytest.fixture(scope="module")
def profile() -> ProvinceProfile:
    return load.province("quang-ngai")


def communes(profile: ProvinceProfile, day: date, province: str) -> list[OrganisationFact]:
    return [fact for fact in profile.valid_on(day, province=province) if fact.is_commune_level]


def count(profile: ProvinceProfile, day: date, province: str, kind: OrganisationKind) -> int:
    return sum(fact.kind is kind for fact in profile.valid_on(day, province=province))


def test_today_there_are_96_units_and_no_districts(profile: ProvinceProfile) -> None:
    kinds = Counter(fact.kind.value for fact in communes(profile, TODAY, QUANG_NGAI))
    assert kinds == {"commune": 86, "ward": 9, "special_zone": 1}
    assert count(profile, TODAY, QUANG_NGAI, OrganisationKind.DISTRICT) == 0
    assert communes(profile, TODAY, KON_TUM) == []


def test_on_the_letters_day_quang_ngai_had_173_communes_and_13_districts(profile: ProvinceProfile) -> None:
    assert len(communes(profile, LETTER, QUANG_NGAI)) == 173
    assert count(profile, LETTER, QUANG_NGAI, OrganisationKind.DISTRICT) == 13


def test_kon_tum_keeps_its_own_communes_and_districts_until_the_merger(profile: ProvinceProfile) -> None:
    assert len(communes(profile, LETTER, KON_TUM)) == 102
    assert count(profile, LETTER, KON_TUM, OrganisationKind.DISTRICT) == 10


def test_three_communes_ended_before_march_2025_on_a_day_that_is_only_inferred(profile: ProvinceProfile) -> None:
    assert len(communes(profile, date(2025, 3, 31), QUANG_NGAI)) == 170
    ended = [profile.periods_of(code)[0] for code in ("21253", "21286", "21403")]
    assert {fact.precision for fact in ended} == {Confidence.INFERRED}
    assert all(fact.valid_to is not None and date(2024, 11, 1) <= fact.valid_to <= date(2025, 3, 31) for fact in ended)


def test_names_are_not_keys(profile: ProvinceProfile) -> None:
    today = {fact.name: fact.code for fact in communes(profile, TODAY, QUANG_NGAI)}
    former = {fact.name: fact.code for province in (KON_TUM, QUANG_NGAI) for fact in communes(profile, LAST_DAY_OF_DISTRICTS, province)}
    shared = {name for name, code in today.items() if name in former and former[name] != code}
    assert "Xã An Phú" in shared
    assert len(shared) >= 11


def test_no_code_is_carried_twice_on_one_day(profile: ProvinceProfile) -> None:
    for day in (LETTER, LAST_DAY_OF_DISTRICTS, date(2025, 7, 1), TODAY):
        codes = Counter(fact.code for fact in profile.valid_on(day))
        assert codes.most_common(1)[0][1] == 1


def test_every_old_commune_has_its_heirs_but_one_that_nobody_named(profile: ProvinceProfile) -> None:
    old = [fact for fact in profile.organisations if fact.is_commune_level and fact.valid_to is not None]
    assert [fact.name for fact in old if not fact.successors] == ["Xã Nghĩa Mỹ"]
    assert all(profile.organisation(heir.to, heir.on) for fact in old for heir in fact.successors)


def test_every_unit_of_today_but_the_island_has_former_communes(profile: ProvinceProfile) -> None:
    heirs = {heir.to for fact in profile.valid_on(LAST_DAY_OF_DISTRICTS) if fact.is_commune_level for heir in fact.successors}
    assert {fact.name for fact in communes(profile, TODAY, QUANG_NGAI) if fact.code not in heirs} == {"Đặc khu Lý Sơn"}


def test_a_divided_commune_names_what_went_where(profile: ProvinceProfile) -> None:
    divided = [fact for fact in profile.organisations if fact.is_commune_level and len(fact.successors) > 1]
    assert [fact.name for fact in divided] == ["Xã Trà Bùi"]
    assert all(heir.function for heir in divided[0].successors)


def test_abolished_districts_have_no_heir_except_the_island(profile: ProvinceProfile) -> None:
    districts = [fact for fact in profile.organisations if fact.kind is OrganisationKind.DISTRICT]
    assert len(districts) == 23
    assert {fact.name for fact in districts if fact.successors} == {"Huyện Lý Sơn"}


def test_a_merged_department_has_its_clean_legal_name_in_both_periods(profile: ProvinceProfile) -> None:
    before, after = profile.periods_of("so-xay-dung")
    assert before.name == after.name == "Sở Xây dựng tỉnh Quảng Ngãi"
    assert (before.valid_to, after.valid_from) == (date(2025, 2, 28), date(2025, 3, 1))
    assert not any("sáp nhập" in fact.name for fact in profile.organisations)


def test_the_departments_are_fourteen_today(profile: ProvinceProfile) -> None:
    assert count(profile, TODAY, QUANG_NGAI, OrganisationKind.DEPARTMENT) == 14


def test_the_functions_of_the_old_department_went_to_two_heirs(profile: ProvinceProfile) -> None:
    (department,) = profile.periods_of("so-tttt")
    assert {heir.function: heir.to for heir in department.successors} == {
        "chuyển đổi số": "so-khcn",
        "an toàn thông tin mạng": "cong-an-tinh",
    }


def test_the_specialised_unit_is_a_setting_that_changed_hands_in_march_2025(profile: ProvinceProfile) -> None:
    before, after = (profile.role_on("specialised-unit", day) for day in (date(2025, 2, 28), date(2025, 3, 1)))
    assert before is not None
    assert after is not None
    assert (before.organisation, after.organisation) == ("so-tttt", "pa05")


def test_letters_address_the_committee_of_a_territory(profile: ProvinceProfile) -> None:
    names = {fact.addressee_name for fact in communes(profile, TODAY, QUANG_NGAI)}
    assert {"UBND xã An Phú", "UBND phường Cẩm Thành", "UBND đặc khu Lý Sơn", "UBND xã Sơn Thủy"} <= names


def test_a_centre_stood_under_the_department_of_its_time(profile: ProvinceProfile) -> None:
    parents = [profile.parent_of(fact) for fact in profile.periods_of("cds")]
    assert [parent.code for parent in parents if parent] == ["so-tttt", "so-khcn"]


def test_as_of_a_day_only_what_holds_is_left() -> None:
    then = load.as_of(LETTER)
    assert all(fact.holds_on(LETTER) for fact in (*then.organisations, *then.roles, *then.aliases))
    assert then.organisation("pa05", LETTER) is not None
    assert then.periods_of("so-dttg") == ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(load.PROVINCES / "quang-ngai", tmp_path / "another"))


def replace_in(file: Path, old: str, new: str) -> int:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


PA05 = 'kind: police, province: "51", parent: cong-an-tinh'


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (PA05.replace("cong-an-tinh", "cong-an-huyen"), "sửa “parent”: không có cơ quan cong-an-huyen"),
        (PA05.replace("police", "polizei"), "sửa “kind”: “polizei” không phải một trong province"),
        (PA05.replace("kind", "kidn"), "thêm “kind”"),
        (PA05 + ", colour: red", "bỏ hoặc sửa tên trường “colour”"),
        (PA05.replace('"51"', "51"), "đặt giá trị của “province” trong dấu nháy"),
        (PA05 + ", from: 2025-07-01, to: 2025-06-30", "sửa “to”"),
        (PA05 + ", to: 2025-06-30, successors: [{to: nobody}]", "sửa “successors”: ngày 2025-07-01 không có cơ quan nobody"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(folder: Path, new: str, why: str) -> None:
    line = replace_in(folder / "organisations.yaml", PA05, new)
    with pytest.raises(LawError) as refused:
        load.read_province(folder)
    assert f"organisations.yaml, dòng {line}: {why}" in str(refused.value)


def test_two_periods_of_one_code_may_not_overlap(folder: Path) -> None:
    replace_in(folder / "organisations.yaml", "parent: so-tttt, to: 2025-02-28", "parent: so-tttt, to: 2025-03-28")
    with pytest.raises(LawError, match="cds có hai thời kỳ chồng nhau"):
        load.read_province(folder)


def test_an_alias_of_nobody_and_a_missing_file_are_refused(folder: Path) -> None:
    replace_in(folder / "profile.yaml", 'name: "Phòng PA05", code: pa05', 'name: "Phòng PA05", code: pa06')
    with pytest.raises(LawError, match=r"profile.yaml, dòng \d+: sửa mã: không có cơ quan pa06"):
        load.read_province(folder)
    (folder / "systems.yaml").unlink()
    with pytest.raises(LawError, match="systems.yaml: thêm tệp này"):
        load.read_province(folder)


def test_a_system_of_an_unknown_provider_and_an_unknown_relation_are_refused(folder: Path) -> None:
    replace_in(folder / "addressee-classes.yaml", "kinds: [provider]", "kinds: [provider]\n  relation: order")
    with pytest.raises(LawError, match=r"addressee-classes.yaml, dòng \d+: sửa “relation”: “order” không phải một trong chi-dao"):
        load.read_province(folder)
    replace_in(folder / "addressee-classes.yaml", "relation: order", "relation: de-nghi")
    replace_in(folder / "systems.yaml", "provider: viettel-qngai", "provider: nobody")
    with pytest.raises(LawError, match=r"systems.yaml, dòng \d+: sửa mã: không có cơ quan nobody"):
        load.read_province(folder)


def test_another_province_is_another_folder(folder: Path) -> None:
    replace_in(folder / "profile.yaml", "key: quang-ngai", "key: another")
    assert load.read_province(folder).key == "another"
    assert load.provinces() == ("quang-ngai",)
