import pytest
from django.db import transaction

from cast import NOW, Cast
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services import link_digest, record

pytestmark = pytest.mark.django_db


def test_each_act_is_chained_to_the_one_before_it() -> None:
    cast = Cast.assemble()
    with transaction.atomic():
        first = record("work.tasks.opened", by=cast.coordinator, at=NOW, count=2, touched=[3, 1])
        second = record("work.task.accepted", by=None, at=NOW)
    assert second.previous == first.digest == link_digest(Entry.objects.get(pk=first.pk))
    assert first.actor == "Trần Thị Điều Phối, Cán bộ điều phối, Phòng An ninh mạng Công an tỉnh Thử Nghiệm"


@pytest.mark.django_db(transaction=True)
def test_a_trace_without_the_transaction_of_its_act_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("work.tasks.opened", by=None, at=NOW)
