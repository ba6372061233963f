from datetime import timedelta

import pytest

from cast import NOW, TODAY, Cast
from vonggac.apps.work.at_a_body import work_at_a_body
from vonggac.apps.work.services import AssignmentSpec, TaskRow, open_assignments

pytestmark = pytest.mark.django_db


def test_the_page_of_a_body_counts_its_work_only_for_those_who_may_see_it(cast: Cast) -> None:
    row = TaskRow(organisation_id=cast.commune.pk, asked_by_id=cast.office.pk, due_on=TODAY + timedelta(days=900), due_origin="text")
    open_assignments([AssignmentSpec(origin_room="directives", title="Rà soát máy trạm", rows=[row])], by=cast.coordinator, at=NOW)
    seen = work_at_a_body(cast.coordinator, cast.commune)
    assert seen is not None
    assert [(fact.label, fact.words) for fact in seen.facts][:2] == [("Còn phải làm", "1"), ("Quá hạn", "0")]
    hidden = work_at_a_body(cast.stranger, cast.commune)
    assert hidden is not None
    assert not hidden.facts
    assert work_at_a_body(cast.administrator, cast.commune) is None
