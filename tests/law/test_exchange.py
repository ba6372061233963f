from datetime import date

from vonggac.law import load
from vonggac.law.exchange import identifier_of, identifiers

DAY = date(2026, 11, 22)


def test_every_identifier_belongs_to_a_body_of_the_profile_and_is_written_once() -> None:
    for key in load.provinces():
        codes = {body.code for body in load.province(key).organisations}
        found = identifiers(key)
        assert {one.organisation for one in found} <= codes
        assert len({one.organ_id for one in found}) == len(found)
        assert all(one.source for one in found)


def test_what_the_province_has_not_written_down_is_empty() -> None:
    assert identifier_of("so-khong-co", DAY, "quang-ngai") == ""
