import pytest

from vonggac.kernel.levels import Level, is_level_three_or_above, level_text, parse_level, queue_rank
from vonggac.kernel.severity import Severity, parse_severity


@pytest.mark.parametrize("text", ["3", "3.0", "Cấp độ 3", "cap do 3", "CĐ 3", "cấp III", "Level 3", " 03 "])
def test_a_level_is_read_from_every_common_spelling(text: str) -> None:
    assert parse_level(text) is Level.THREE


@pytest.mark.parametrize("text", ["", "0", "6", "chưa xác định", "3 và 4", "13"])
def test_what_is_no_level_is_not_known(text: str) -> None:
    assert parse_level(text) is None


def test_level_three_and_above_come_first_and_the_unknown_before_the_low() -> None:
    assert sorted([1, None, 3, 5, 2, 4], key=queue_rank) == [5, 4, 3, None, 2, 1]
    assert is_level_three_or_above(3)
    assert not is_level_three_or_above(None)


def test_an_unknown_level_is_said_in_words() -> None:
    assert (level_text(3), level_text(None)) == ("Cấp độ 3", "Chưa xác định cấp độ")


@pytest.mark.parametrize(
    ("score", "rating"),
    [(0.0, "INFO"), (0.1, "LOW"), (3.9, "LOW"), (4.0, "MEDIUM"), (7.0, "HIGH"), (8.9, "HIGH"), (9.0, "CRITICAL"), (10, "CRITICAL")],
)
def test_cvss_scores_fall_into_their_published_ratings(score: float, rating: str) -> None:
    assert Severity.from_cvss(score) is Severity[rating]


def test_a_score_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        Severity.from_cvss(11)


def test_severities_are_read_in_both_languages_and_the_worst_is_the_maximum() -> None:
    assert parse_severity("nghiêm trọng") is parse_severity("CRITICAL") is Severity.CRITICAL
    assert parse_severity("gì đó") is None
    assert max(Severity.LOW, Severity.HIGH) is Severity.HIGH
    assert [str(severity) for severity in Severity] == ["Thông tin", "Thấp", "Trung bình", "Cao", "Nghiêm trọng"]
