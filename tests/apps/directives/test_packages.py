"""An outgoing paper leaves as an edXML package once its number, date and signed file are back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils import timezone
from province import Province, given_letter

from cast import NOW, TODAY
from guard import assert_guarded
from standing import standing
from vonggac.apps.audit.models import Entry
from vonggac.apps.directives.models import Directive, OutgoingPaper
from vonggac.apps.directives.services import packaging, papers
from vonggac.cli import main
from vonggac.sources.documents import edxml, read_document

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_letter(standing_province: Province, files_of_letters: Path, django_db_blocker: Any) -> Iterator[Directive]:
    """Every test of this file is about the letter."""
    with given_letter(standing_province, files_of_letters, django_db_blocker) as letter:
        yield letter


def draft(letter: Directive, by: Province) -> OutgoingPaper:
    drawn = papers.report_paper(letter, user=by.coordinator, today=TODAY)
    return papers.draft_paper(letter, what="report", paper=drawn, today=TODAY, by=by.coordinator, at=NOW)


@pytest.fixture(scope="class")
def standing_paper(
    standing_letter: Directive, standing_province: Province, files_of_letters: Path, django_db_blocker: Any
) -> Iterator[tuple[OutgoingPaper, bytes]]:
    """The report of the letter, issued and back with its signed file: once for a class of tests, because it is set and drawn."""
    with standing(django_db_blocker), override_settings(EVIDENCE_FOLDER=files_of_letters):
        by = standing_province.coordinator
        signed = papers.pdf_of(papers.report_paper(standing_letter, user=by, today=TODAY), today=TODAY, at=NOW)
        facts = {"number": "125/BC-CAT-ANM", "dated_on": TODAY, "signed": signed}
        yield papers.move_paper(draft(standing_letter, standing_province), "issued", by=by, at=NOW, **facts), signed


@pytest.fixture
def paper(standing_paper: tuple[OutgoingPaper, bytes], letter: Directive) -> OutgoingPaper:
    """The paper, for this test to change as it likes; its file lies with the letter's."""
    return OutgoingPaper.objects.get(pk=standing_paper[0].pk)


@pytest.fixture
def signed(standing_paper: tuple[OutgoingPaper, bytes]) -> bytes:
    return standing_paper[1]


def url_of(paper: OutgoingPaper) -> str:
    return f"/van-ban/{paper.directive_id}/van-ban-di/{paper.pk}/goi-edxml/"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_before_number_day_and_signed_file_are_back_there_is_no_package(letter: Directive, province: Province) -> None:
    drafted = draft(letter, province)
    answer = client_of(province.coordinator).get(url_of(drafted))
    assert answer.status_code == 409
    assert "Nhập số, ký hiệu, ngày và tệp đã ký" in answer.content.decode()
    listed = client_of(province.coordinator).get(f"/van-ban/{drafted.directive_id}/van-ban-di/").content.decode()
    assert "Tải gói edXML" not in listed


class TestAPaperThatIsBack:
    """Number, day and signed file are there."""

    def test_read_back_a_package_gives_the_same_values_and_the_same_file(
        self, paper: OutgoingPaper, signed: bytes, province: Province
    ) -> None:
        wanted = packaging.package_of(paper).envelope
        made, name = packaging.take_package(paper, by=province.coordinator, at=NOW)
        back = edxml.read(made, name)
        for field in ("addressees", "document_id", "number", "symbol", "place", "issued_on", "kind", "subject", "signer", "signer_title"):
            assert getattr(back, field) == getattr(wanted, field), field
        assert (back.sender.organ_id, back.sender.name) == (wanted.sender.organ_id, wanted.sender.name)
        assert [(one.name, one.data) for one in back.files] == [(wanted.files[0].name, signed)]
        assert (back.number, back.symbol, back.issued_on, back.kind) == ("125", "BC-CAT-ANM", TODAY, "Báo cáo")
        assert (back.place, back.sender.name) == ("Quảng Ngãi", "Công an tỉnh Quảng Ngãi")
        assert [(one.organ_id, one.name) for one in back.addressees] == [("000.00.00.H48", "Ủy ban nhân dân tỉnh Quảng Ngãi")]
        assert "BÁO CÁO" in read_document(made, name, at=timezone.now(), recognise=False).text

    def test_a_package_leaves_a_line_with_its_digest_and_a_plain_name(self, paper: OutgoingPaper, province: Province) -> None:
        _made, name = packaging.take_package(paper, by=province.coordinator, at=NOW)
        assert name == f"125-bc-cat-anm-{TODAY:%Y%m%d}.edxml"
        line = Entry.objects.get(act="directives.paper.packed")
        assert (line.by, line.count, len(line.detail["sha256"])) == (province.coordinator, 1, 64)

    def test_a_handling_mark_stands_in_the_name_and_the_strictest_do_not_travel(self, paper: OutgoingPaper) -> None:
        paper.directive.handling = "internal"
        assert packaging.package_of(paper).file_name.endswith("-luu-hanh-noi-bo.edxml")
        paper.directive.handling = "tlp:red"
        with pytest.raises(ValidationError, match="TLP:RED"):
            packaging.package_of(paper)

    def test_nothing_is_guessed(self, paper: OutgoingPaper) -> None:
        package = packaging.package_of(paper)
        assert package.envelope.signer == ""
        assert package.without_identifier() == ["Công an tỉnh Quảng Ngãi"]
        paper.content = {**paper.content, "to": ["Sở Không Có Thật"]}
        [party] = packaging.package_of(paper).envelope.addressees
        assert (party.organ_id, party.name) == ("", "Sở Không Có Thật")

    def test_the_page_shows_exactly_what_leaves_and_then_hands_it_over(self, paper: OutgoingPaper, province: Province) -> None:
        url = url_of(paper)
        assert_guarded(Client(), url, works=province.coordinator, read_only=province.leader, stranger=province.officer, stranger_gets=403)
        client = client_of(province.coordinator)
        assert url in client.get(f"/van-ban/{paper.directive_id}/van-ban-di/").content.decode()
        shown = client.get(url).content.decode()
        for words in ("125/BC-CAT-ANM", "000.00.00.H48", "Chưa có mã định danh", "SHA-256", "Văn thư phát hành"):
            assert words in shown
        assert not Entry.objects.filter(act="directives.paper.packed").exists()
        found = re.search(r'name="agreed_to" value="([^"]+)"', shown)
        assert found
        answer = client.post(url, {"agreed_to": found[1]})
        assert answer["Content-Disposition"] == f'attachment; filename="125-bc-cat-anm-{TODAY:%Y%m%d}.edxml"'
        assert edxml.read(answer.content, "goi.edxml").number == "125"
        assert Entry.objects.filter(act="directives.paper.packed").count() == 1


class TestFromTheCommandLine:
    """The verb is the page's own service; nobody is asked, so nobody is named in the log."""

    @pytest.fixture
    def wanted(self, paper: OutgoingPaper, tmp_path: Path) -> Iterator[Path]:
        kept = os.umask(0o022)
        os.umask(kept)
        yield tmp_path / "goi.edxml"
        os.umask(kept)

    def told(self, *words: object) -> Result:
        return CliRunner().invoke(main, ["letter", "package", *map(str, words)])

    def test_the_package_is_a_file_and_a_line_in_the_log(self, wanted: Path, signed: bytes) -> None:
        result = self.told("125/bc-cat-anm", "--out", wanted)
        assert result.exit_code == 0, result.output
        back = edxml.read(wanted.read_bytes(), wanted.name)
        assert (f"{back.number}/{back.symbol}", back.files[0].data) == ("125/BC-CAT-ANM", signed)
        line = Entry.objects.get(act="directives.paper.packed")
        assert (line.by, line.count) == (None, 1)
        assert back.files[0].sha256 in result.stdout
        assert "Chưa có mã định danh" in result.stderr

    def test_a_file_that_is_there_is_not_written_over(self, wanted: Path) -> None:
        wanted.write_text("của tôi")
        result = self.told("125/BC-CAT-ANM", "--out", wanted)
        assert (result.exit_code, wanted.read_text()) == (2, "của tôi")
        assert "đặt tên khác" in result.stderr
        assert not Entry.objects.filter(act="directives.paper.packed").exists()

    def test_what_nobody_numbered_so_is_said(self, wanted: Path) -> None:
        for words in (("126/BC-CAT-ANM",), ("125/BC-CAT-ANM", "--dated", "01/01/2020")):
            result = self.told(*words, "--out", wanted)
            assert (result.exit_code, wanted.exists()) == (2, False)
            assert "Không có văn bản đi nào" in result.stderr

    def test_two_papers_of_one_number_are_told_apart_by_their_day(self, wanted: Path, paper: OutgoingPaper) -> None:
        twin = OutgoingPaper.objects.get(pk=paper.pk)
        twin.pk, twin.dated_on = None, TODAY.replace(year=TODAY.year - 1)
        twin.save()
        result = self.told("125/BC-CAT-ANM", "--out", wanted)
        assert (result.exit_code, wanted.exists()) == (2, False)
        assert f"{twin.dated_on:%d/%m/%Y}" in result.stderr
        assert self.told("125/BC-CAT-ANM", "--dated", f"{TODAY:%Y-%m-%d}", "--out", wanted).exit_code == 0

    def test_what_may_not_travel_leaves_no_file(self, wanted: Path, paper: OutgoingPaper) -> None:
        paper.directive.handling = "tlp:red"
        paper.directive.save(update_fields=["handling"])
        result = self.told("125/BC-CAT-ANM", "--out", wanted)
        assert (result.exit_code, wanted.exists()) == (2, False)
        assert "TLP:RED" in result.stderr
