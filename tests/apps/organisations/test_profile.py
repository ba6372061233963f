from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW
from standing import standing
from vonggac.apps.organisations import services
from vonggac.apps.organisations.models import Organisation, Succession
from vonggac.apps.organisations.queries import TERRITORIAL, heirs_on, matching, valid_on
from vonggac.law import load as law

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LETTER = date(2024, 12, 31)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[services.profile.Loaded]:
    with standing(django_db_blocker):
        yield services.load_profile(law.province("quang-ngai"), by=None, at=NOW)


def test_the_whole_directory_goes_in_and_a_second_loading_changes_nothing(loaded: services.profile.Loaded) -> None:
    assert loaded.added == len(law.province("quang-ngai").organisations)
    assert services.load_profile(law.province("quang-ngai"), by=None, at=NOW) == services.profile.Loaded(0, 0, 0)


def test_the_province_has_96_units_of_the_lowest_level_today_and_had_173_communes_and_13_districts_at_the_letters_date(
    loaded: services.profile.Loaded,
) -> None:
    units = Organisation.objects.filter(kind__in=TERRITORIAL)
    assert valid_on(TODAY, units).count() == 96
    assert valid_on(LETTER, units).filter(province_code="51").count() == 173
    assert valid_on(LETTER, Organisation.objects.filter(kind="district", province_code="51")).count() == 13


def test_old_communes_have_heirs_today_but_nobody_guesses_one_for_a_district_or_a_commune_whose_merger_was_not_read(
    loaded: services.profile.Loaded,
) -> None:
    old = valid_on(LETTER, Organisation.objects.filter(kind__in=TERRITORIAL))
    stand_for = heirs_on(old.values_list("id", flat=True), TODAY)
    assert [Organisation.objects.get(pk=body).name for body, heirs in stand_for.items() if not heirs] == ["Xã Nghĩa Mỹ"]
    districts = valid_on(LETTER, Organisation.objects.filter(kind="district")).values_list("id", flat=True)
    with_heir = [body for body, heirs in heirs_on(districts, TODAY).items() if heirs]
    # Lý Sơn had no communes: the island district as a whole became the special zone.
    assert [Organisation.objects.get(pk=body).name for body in with_heir] == ["Huyện Lý Sơn"]


def test_the_departments_functions_went_to_different_heirs(loaded: services.profile.Loaded) -> None:
    former = Organisation.objects.get(code="so-tttt")
    heirs = heirs_on([former.pk], TODAY)[former.pk]
    assert {Organisation.objects.get(pk=pk).code for bodies in heirs.values() for pk in bodies} == {"so-khcn", "cong-an-tinh"}


def test_what_a_person_changed_stays(loaded: services.profile.Loaded) -> None:
    from cast import person

    body = valid_on(TODAY).get(code="so-khcn")
    services.change_body(body, by=person("a", "A", "coordinator", body), at=NOW, domain="khac.example.vn")
    services.load_profile(law.province("quang-ngai"), by=None, at=NOW)
    body.refresh_from_db()
    assert body.domain == "khac.example.vn"


@pytest.mark.parametrize("typed", ["duc pho", "Đức Phổ", "ĐỨC PHỔ"])
def test_search_finds_a_ward_however_it_is_typed(loaded: services.profile.Loaded, typed: str) -> None:
    assert "Phường Đức Phổ" in [row.name for row in matching(valid_on(TODAY), typed)]


def test_every_body_is_written_once_with_its_place_in_the_tree(loaded: services.profile.Loaded) -> None:
    Succession.objects.all().delete()
    Organisation.objects.update(parent=None)
    Organisation.objects.all().delete()
    with CaptureQueriesContext(connection) as seen:
        assert services.load_profile(law.province("quang-ngai"), by=None, at=NOW) == loaded
    assert not [query["sql"] for query in seen if query["sql"].startswith('UPDATE "organisations_organisation"')]
    below = {fact.code for fact in law.province("quang-ngai").organisations if law.province("quang-ngai").parent_of(fact)}
    assert set(Organisation.objects.exclude(parent=None).values_list("code", flat=True)) == below
