from vonggac.kernel.vietnamese import fold


def test_search_finds_a_name_typed_without_marks_in_capitals_or_with_the_older_tone_placement() -> None:
    assert fold("Đức Hòa") == fold("ĐỨC HOÀ") == fold(" duc  hoa ") == "duc hoa"
