import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from province import Province

from cast import NOW, TODAY
from vonggac.apps.directives.services import slips

pytestmark = pytest.mark.django_db


def test_the_forms_of_bodies_without_an_account_leave_one_by_one_and_make_a_whole_archive(province: Province) -> None:
    directive = province.give_out(province.receive())
    bodies = [one.organisation for one in slips.without_account(directive)][:3]
    pieces = slips.answer_forms_zip(directive, bodies, today=TODAY, at=NOW)
    first = next(pieces)
    assert first.startswith(b"PK")
    archive = zipfile.ZipFile(io.BytesIO(first + b"".join(pieces)))
    assert archive.testzip() is None
    assert archive.namelist() == [f"phieu-{body.code}.docx" for body in bodies]
    texts = [paragraph.text for paragraph in Document(io.BytesIO(archive.read(archive.namelist()[0]))).paragraphs]
    assert any("chưa?" in text for text in texts)


def test_no_form_is_printed_before_the_work_is_given_out(province: Province) -> None:
    with pytest.raises(ValidationError, match="Giao việc trước"):
        slips.answer_forms_zip(province.receive(), [], today=TODAY, at=NOW)
