"""The eight lines are institutional phrases of the founding letter; the counts are those of the province's registers on its day."""

import os
import sys
from datetime import date
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation import bare
from vonggac.engines.addressees import Directory, Issuer, Resolution, heirs_of, relation_to, resolve, resolve_one, targets_of
from vonggac.law import load
from vonggac.law.model import OrganisationFact, OrganisationKind, Relation, SuccessionFact, Vocabulary

LETTER = date(2024, 12, 30)
TODAY = date(2026, 11, 22)
SECURITY = "an toàn thông tin mạng"
LINES = [
    "- Văn phòng: Tỉnh ủy, Đoàn ĐBQH&HĐND, UBND tỉnh;",
    "- Các sở, ban ngành; Hội, đoàn thể tỉnh;",
    "- Các cơ quan Trung ương trên địa bàn tỉnh;",
    "- Các đơn vị sự nghiệp trực thuộc UBND tỉnh;",
    "- UBND các huyện, thị xã, thành phố;",
    "- Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao - Công an tỉnh;",
    "- UBND các xã, phường, thị trấn;",
    "- Viettel Quảng Ngãi; Viễn thông Quảng Ngãi.",
]


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.of(load.province("quang-ngai"))


def body(directory: Directory, code: str, on: date) -> OrganisationFact:
    found = directory.body(code, on)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def department(directory: Directory) -> Issuer:
    return Issuer.of(body(directory, "so-tttt", LETTER))


@pytest.fixture(scope="module")
def police(directory: Directory) -> Issuer:
    return Issuer.of(body(directory, "cong-an-tinh", TODAY), on_behalf=True)


@pytest.fixture(scope="module")
def letter(directory: Directory, department: Issuer) -> list[Resolution]:
    return resolve(LINES, directory=directory, issuer=department, on=LETTER, on_today=TODAY, function=SECURITY)


def codes(resolutions: list[Resolution]) -> list[str]:
    return [target.organisation.code for target in targets_of(resolutions)]


def expect_founding_letter(parts: list[Resolution]) -> None:
    """Eight lines, twelve bodies or classes, nothing unread."""
    assert [part.line for part in parts] == [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 7]
    assert [part.class_code for part in parts if part.class_code] == [
        "departments",
        "mass-organisations",
        "central-agencies",
        "public-service-units",
        "districts",
        "communes",
    ]
    single = [part.targets[0].organisation.code for part in parts if part.class_code is None]
    assert single == ["tinh-uy-vp", "vp-dbqh-hdnd", "vp-ubnd", "pa05", "viettel-qngai", "vnpt-qngai"]
    assert not any(part.unresolved for part in parts)


def test_the_eight_lines_of_the_founding_letter_are_twelve_addressees(letter: list[Resolution]) -> None:
    expect_founding_letter(letter)


def test_the_lines_of_the_real_letter_read_the_same(directory: Directory, department: Issuer) -> None:
    reference = os.environ.get("VONGGAC_REFERENCE")
    if not reference:
        pytest.skip("VONGGAC_REFERENCE is not set: the real letter is not here")
    text = (Path(reference) / "letter" / "letter-2024-12.txt").read_text(encoding="utf-8")
    between = text.split("Kính gửi:")[1].split("Thực hiện Chỉ thị")[0]
    lines = [line for line in between.splitlines() if line.strip()]
    assert len(lines) == 8
    expect_founding_letter(resolve(lines, directory=directory, issuer=department, on=LETTER))


def test_classes_expand_within_the_issuers_province_on_the_letters_day(letter: list[Resolution]) -> None:
    sizes = {part.class_code: len(part.targets) for part in letter if part.class_code}
    assert sizes["communes"] == 173
    assert sizes["districts"] == 13
    assert {target.organisation.province for target in targets_of(letter)} == {"51"}


def test_an_issuer_does_not_address_itself(letter: list[Resolution]) -> None:
    assert "so-tttt" not in codes(letter)
    assert next(part.note for part in letter if part.class_code == "departments") == "Không gồm cơ quan ban hành"


def test_today_the_communes_class_is_the_96_units(directory: Directory, police: Issuer) -> None:
    for line in ("UBND các xã, phường, đặc khu", "UBND các xã, phường, đặc khu Lý Sơn", "Chủ tịch UBND các xã, phường, đặc khu thuộc tỉnh"):
        (part,) = resolve([line], directory=directory, issuer=police, on=TODAY)
        assert (part.class_code, len(part.targets)) == ("communes", 96)


def test_heirs_today_follow_the_successions(letter: list[Resolution]) -> None:
    heirs = {target.organisation.name: target.today and target.today.code for target in targets_of(letter)}
    assert heirs["Sở Kế hoạch và Đầu tư tỉnh Quảng Ngãi"] == "so-tai-chinh"
    assert heirs["Xã Nghĩa Phú"] == "21034"
    assert heirs["Huyện Lý Sơn"] == "21548"


def test_what_has_no_single_heir_waits_for_a_person(letter: list[Resolution]) -> None:
    waiting = {target.organisation.name: target.heirs for target in targets_of(letter) if target.today is None}
    assert len(waiting) == 14
    assert {"Huyện Ba Tơ", "Xã Trà Bùi", "Xã Nghĩa Mỹ"} <= set(waiting)
    ba_to = waiting["Huyện Ba Tơ"]
    assert ba_to is not None
    assert {heir.name for heir in ba_to.candidates} >= {"Xã Ba Tơ", "Xã Ba Vinh", "Xã Đặng Thùy Trâm"}


def test_functions_of_one_department_go_to_different_heirs(directory: Directory) -> None:
    old = body(directory, "so-tttt", LETTER)
    by_function = {
        name: heirs_of(old, directory=directory, on=TODAY, function=name).body for name in ("an toàn thông tin mạng", "Chuyển đổi số")
    }
    assert [heir and heir.code for heir in by_function.values()] == ["cong-an-tinh", "so-khcn"]
    undecided = heirs_of(old, directory=directory, on=TODAY)
    assert undecided.body is None
    assert {heir.code for heir in undecided.candidates} == {"cong-an-tinh", "so-khcn"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sở Giáo dục và Đào tạo, Sở Văn hóa, Thể thao và Du lịch và Công an tỉnh", ["so-gddt", "so-vhttdl", "cong-an-tinh"]),
        ("Các Sở: Y tế, Tư pháp", ["so-y-te", "so-tu-phap"]),
        ("Sở Y tế, Tư pháp", ["so-y-te", "so-tu-phap"]),
        ("UBND các huyện Ba Tơ, Sơn Hà, Minh Long và thành phố Quảng Ngãi", ["535", "529", "531", "522"]),
        ("Ủy ban nhân dân xã Đức Hoà, huyện Mộ Đức", ["21424"]),
        ("Sở TT&TT; sở kh&cn", ["so-tttt", "so-khcn"]),
        ("PA05 - Công an tỉnh", ["pa05"]),
        ("VNPT Quảng Ngãi (SOC)", ["vnpt-qngai"]),
        ("UBMTTQ Việt Nam tỉnh; Tỉnh đoàn", ["mttq", "tinh-doan"]),
    ],
)
def test_compound_lines_are_read_name_by_name(directory: Directory, line: str, expected: list[str]) -> None:
    issuer = Issuer("none", OrganisationKind.NATIONAL, "51")
    parts = resolve([line], directory=directory, issuer=issuer, on=LETTER)
    assert [part.unresolved for part in parts] == [""] * len(parts)
    assert codes(parts) == expected


def test_two_classes_in_one_sentence_are_two_addressees(directory: Directory, department: Issuer) -> None:
    line = "Các sở, ban, ngành, hội, đoàn thể tỉnh và UBND các huyện, thị xã, thành phố"
    parts = resolve([line], directory=directory, issuer=department, on=LETTER)
    assert [part.class_code for part in parts] == ["departments-and-mass-organisations", "districts"]


def test_two_wards_of_one_name_are_a_choice_and_the_town_decides(directory: Directory, department: Issuer) -> None:
    (unclear,) = resolve(["UBND phường Nguyễn Nghiêm"], directory=directory, issuer=department, on=LETTER)
    assert "2 cơ quan cùng tên" in unclear.unresolved
    assert [suggestion.name for suggestion in unclear.suggestions] == [
        "UBND phường Nguyễn Nghiêm, Thành phố Quảng Ngãi",
        "UBND phường Nguyễn Nghiêm, Thị xã Đức Phổ",
    ]
    (clear,) = resolve(["UBND phường Nguyễn Nghiêm, thị xã Đức Phổ"], directory=directory, issuer=department, on=LETTER)
    assert directory.parent_of(clear.targets[0].organisation) == body(directory, "534", LETTER)


@pytest.mark.parametrize(
    ("line", "code"), [("UBND xã Sơn Hà", "21289"), ("UBND xã Sơn Hạ", "21292"), ("Xã Ba Tơ", "21484"), ("XÃ BA TÔ", "21523")]
)
def test_communes_that_differ_in_marks_only_are_not_confused(directory: Directory, police: Issuer, line: str, code: str) -> None:
    assert codes(resolve([line], directory=directory, issuer=police, on=TODAY)) == [code]


def test_a_commune_written_with_other_marks_is_a_suggestion_and_one_without_marks_is_read(directory: Directory, police: Issuer) -> None:
    wrong, unclear, plain = resolve(["Xã Ba Đinh", "UBND xa Son Ha", "UBND xa Ba Dinh"], directory=directory, issuer=police, on=TODAY)
    assert wrong.targets == ()
    assert wrong.suggestions[0].name == "UBND xã Ba Dinh"
    assert {suggestion.code for suggestion in unclear.suggestions} == {"21289", "21292"}
    assert codes([plain]) == ["21499"]


def test_a_body_that_has_ended_is_listed_with_those_who_took_over(directory: Directory, police: Issuer) -> None:
    (part,) = resolve(["UBND huyện Ba Tơ"], directory=directory, issuer=police, on=TODAY)
    assert part.targets == ()
    assert part.unresolved.startswith("Huyện Ba Tơ kết thúc ngày 30/06/2025")
    assert len(part.suggestions) == 8


def test_a_body_that_did_not_exist_yet_is_listed_with_the_one_before_it(directory: Directory, department: Issuer) -> None:
    (part,) = resolve(["Sở Dân tộc và Tôn giáo"], directory=directory, issuer=department, on=LETTER)
    assert "chưa có vào ngày 30/12/2024" in part.unresolved
    assert [suggestion.code for suggestion in part.suggestions] == ["ban-dan-toc"]


def test_an_unknown_body_is_listed_and_what_stands_around_it_is_read(directory: Directory, police: Issuer) -> None:
    parts = resolve(["Sở Y tế, Trung tâm Viễn thông khu vực III, Sở Tư pháp"], directory=directory, issuer=police, on=TODAY)
    assert [(part.text, bool(part.unresolved)) for part in parts] == [
        ("Sở Y tế", False),
        ("Trung tâm Viễn thông khu vực III", True),
        ("Sở Tư pháp", False),
    ]


def test_a_misspelt_name_is_suggested_and_not_assumed(directory: Directory, police: Issuer) -> None:
    (part,) = resolve(["Sở Côg Thươngg"], directory=directory, issuer=police, on=TODAY)
    assert part.targets == ()
    assert part.suggestions[0].code == "so-cong-thuong"


def test_a_body_of_another_province_is_not_taken_for_ours(directory: Directory, police: Issuer) -> None:
    (part,) = resolve(["Công an tỉnh Gia Lai"], directory=directory, issuer=police, on=TODAY)
    assert part.unresolved


def test_nothing_of_a_line_is_ever_dropped(directory: Directory, police: Issuer) -> None:
    parts = resolve(["Xyz abc; 123", "   ", ";;"], directory=directory, issuer=police, on=TODAY)
    assert [part.text for part in parts if part.unresolved] == ["Xyz abc", "123"]
    assert [part.text for part in resolve(["(Xyz)"], directory=directory, issuer=police, on=TODAY)] == ["(Xyz)"]


@given(st.text(alphabet=st.sampled_from("UBND xãáàcsởbanngàh ,;:()-\n.tỉnhvà"), max_size=60) | st.text(max_size=40))
def test_any_line_gives_parts_that_are_read_or_say_why_not(directory: Directory, department: Issuer, line: str) -> None:
    for part in resolve([line], directory=directory, issuer=department, on=LETTER):
        assert part.text
        assert bool(part.targets) or bool(part.unresolved)


def test_a_long_list_of_unknown_names_is_one_open_line(directory: Directory, department: Issuer) -> None:
    line = ", ".join(f"Đơn vị {number}" for number in range(200))
    (part,) = resolve([line], directory=directory, issuer=department, on=LETTER)
    assert part.unresolved


def test_successions_that_run_in_a_circle_end_with_a_person(directory: Directory) -> None:
    ended = date(2025, 1, 1)
    circle = [
        OrganisationFact(code=code, name=code, kind=OrganisationKind.CENTRE, valid_to=ended, successors=(SuccessionFact(to=to, on=ended),))
        for code, to in (("a", "b"), ("b", "a"))
    ]
    round_ = Directory(organisations=circle, classes=(), aliases=(), rules=(), vocabulary=Vocabulary())
    assert heirs_of(circle[0], directory=round_, on=TODAY).body is None


def test_a_class_without_members_on_the_day_says_so(directory: Directory, police: Issuer) -> None:
    (part,) = resolve(["UBND các huyện, thị xã, thành phố"], directory=directory, issuer=police, on=TODAY)
    assert part.targets == ()
    assert "không có cơ quan nào thuộc nhóm" in part.unresolved


def test_brackets_leave_bodies_out_or_settle_the_relation(directory: Directory, police: Issuer) -> None:
    without, informed = resolve(["Các sở, ban, ngành (trừ Sở Y tế); Sở Y tế (để báo cáo)"], directory=directory, issuer=police, on=TODAY)
    assert len(without.targets) == 13
    assert "so-y-te" not in codes([without])
    assert informed.targets[0].relation is Relation.INFORM


def test_an_exception_that_cannot_be_read_stops_the_line(directory: Directory, police: Issuer) -> None:
    (part,) = resolve(["Các sở, ban, ngành (trừ Sở Không Có)"], directory=directory, issuer=police, on=TODAY)
    assert part.unresolved.startswith("Chọn cơ quan được trừ ra")


# --- relations --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on_behalf", [False, True])
@pytest.mark.parametrize("issuer_kind", list(OrganisationKind))
def test_party_central_and_military_bodies_are_never_ordered(directory: Directory, issuer_kind: OrganisationKind, on_behalf: bool) -> None:
    issuer = Issuer("any", issuer_kind, "51", on_behalf)
    for code in ("tinh-uy-vp", "vp-dbqh-hdnd", "thue", "bchqs", "tand", "vksnd", "mttq", "viettel-qngai"):
        standing = relation_to(body(directory, code, TODAY), issuer=issuer, rules=directory.rules, on=TODAY)
        assert standing.relation is not Relation.DIRECT
        assert standing.because


def test_an_equal_department_asks_and_a_directive_of_the_committee_orders(directory: Directory) -> None:
    commune, other = body(directory, "21034", TODAY), body(directory, "so-y-te", TODAY)
    asks = Issuer.of(body(directory, "so-khcn", TODAY))
    orders = Issuer.of(body(directory, "so-khcn", TODAY), on_behalf=True)
    committee = Issuer.of(body(directory, "ubnd-tinh", TODAY))
    relations = [
        relation_to(to, issuer=issuer, rules=directory.rules, on=TODAY).relation
        for issuer in (asks, orders, committee)
        for to in (commune, other)
    ]
    assert relations == [Relation.REQUEST] * 2 + [Relation.DIRECT] * 4


def test_a_higher_body_gets_no_work(directory: Directory, police: Issuer) -> None:
    for code in ("ubnd-tinh", "a05", "bca"):
        assert relation_to(body(directory, code, TODAY), issuer=police, rules=directory.rules, on=TODAY).relation is Relation.INFORM


def test_without_a_table_nobody_is_ordered(directory: Directory, police: Issuer) -> None:
    assert relation_to(body(directory, "21034", TODAY), issuer=police, rules=(), on=TODAY).relation is Relation.COORDINATE


# --- phrases of sentences ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "post", "code"),
    [
        ("Giám đốc Trung tâm Chuyển đổi số thuộc Sở Thông tin và Truyền thông có trách nhiệm tăng cường công tác", "Giám đốc", "cds"),
        (
            "Thành viên Đội ứng cứu sự cố an toàn thông tin mạng tỉnh Quảng Ngãi (theo Quyết định số 418/QĐ-UBND)",
            "Thành viên",
            "doi-ucsc-418",
        ),
        ("Viettel Quảng Ngãi đơn vị cung cấp dịch vụ Giám sát an toàn thông tin mạng tập trung", "", "viettel-qngai"),
        ("Viễn thông Quảng Ngãi (VNPT) triển khai các giải pháp kỹ thuật", "", "vnpt-qngai"),
        ("Chánh Văn phòng UBND tỉnh", "Chánh", "vp-ubnd"),
    ],
)
def test_a_sentence_names_a_post_a_team_or_a_body(directory: Directory, department: Issuer, phrase: str, post: str, code: str) -> None:
    (part,) = resolve_one(phrase, directory=directory, issuer=department, on=LETTER)
    assert (part.post, [target.organisation.code for target in part.targets]) == (post, [code])


def test_the_centre_is_the_one_under_the_department_of_its_day(directory: Directory, department: Issuer) -> None:
    (part,) = resolve_one("Giám đốc Trung tâm Chuyển đổi số", directory=directory, issuer=department, on=LETTER, on_today=TODAY)
    (target,) = part.targets
    assert (target.organisation.parent, target.today and target.today.parent) == ("so-tttt", "so-khcn")


@pytest.mark.parametrize("phrase", ["các đơn vị, địa phương", "Các cơ quan, đơn vị, địa phương", "Thủ trưởng các cơ quan, đơn vị"])
def test_words_for_all_mean_everyone_the_letter_addresses(
    directory: Directory, department: Issuer, letter: list[Resolution], phrase: str
) -> None:
    (part,) = resolve_one(phrase, directory=directory, issuer=department, on=LETTER, everyone=letter)
    assert part.targets == targets_of(letter)
    (alone,) = resolve_one(phrase, directory=directory, issuer=department, on=LETTER)
    assert alone.unresolved


def test_an_empty_phrase_asks_for_an_addressee(directory: Directory, department: Issuer) -> None:
    (part,) = resolve_one(" ; ", directory=directory, issuer=department, on=LETTER)
    assert part.unresolved


def test_reading_addressees_needs_neither_django_nor_files() -> None:
    code = "import sys, vonggac.engines.addressees; print([m for m in ('django', 'yaml', 'vonggac.law.load') if m in sys.modules])"
    source = Path(__file__).parents[3] / "src"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, env=bare(PYTHONPATH=str(source)), check=True)
    assert done.stdout.strip() == "[]"
