"""Vietnamese is the source; English is the translation; nothing says "không hợp lệ" or "vui lòng"."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils import translation

from house.tree import SOURCE, nodes, python_files

LOCALE = SOURCE / "web" / "locale"
ENTRY = re.compile(r'((?:#.*\n)*)(?:msgctxt .*\n)?msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?((?:msgstr(?:\[\d\])? (?:".*"\n?)+)+)')


def _joined(quoted: str) -> str:
    return "".join(part[1:-1] for part in re.findall(r'".*"', quoted)).replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def entries(language: str) -> dict[str, str]:
    """Return source → first translation, as written in the catalogue; fuzzy ones count as missing."""
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    found = {}
    for notes, source, target in ENTRY.findall(text):
        words = _joined(re.split(r"msgstr\[1\]", target)[0])
        found[_joined(source)] = "" if "fuzzy" in notes else words
    found.pop("", None)
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = {source: target for source, target in entries(language).items() if target}
    assert len(written) > 50
    stale = [s for s, t in written.items() if compiled.gettext(s) != t and compiled.ngettext(s, s, 1) != t]
    assert stale == [], "run script/messages"


def test_every_message_has_its_english() -> None:
    assert [source for source, target in entries("en").items() if not target] == [], "write their English, then run script/messages"


IN_TEMPLATE = re.compile(r"""(?:translate |_\()(["'])(.*?)\1""")
CALLED = {"_", "_lazy", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def _said_in_code(path: Path) -> set[str]:
    calls = (node for node in nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args)
    firsts = (node.args[0] for node in calls if node.func.id in CALLED)  # type: ignore[attr-defined]
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_message_of_the_code_and_the_pages_is_collected() -> None:
    collected = set(entries("en"))
    apps = [path for path in python_files() if SOURCE / "apps" in path.parents]
    said = {words for path in apps for words in _said_in_code(path)}
    for page in (SOURCE / "apps").rglob("templates/**/*.html"):
        tags = re.findall(r"\{[%{].*?[%}]\}", page.read_text(encoding="utf-8"), re.DOTALL)
        said |= {words for tag in tags for _quote, words in IN_TEMPLATE.findall(tag)}
    vietnamese = {words for words in said if re.search(r"[^\x00-\x7f“”…–]", words)}
    assert len(vietnamese) > 1000
    assert sorted(vietnamese - collected) == [], "run script/messages and write their English"


REFUSED = re.compile(r"vui lòng|không hợp lệ|\btoken\b|dashboard|\bticket\b", re.IGNORECASE)


def test_no_message_of_ours_refuses_without_saying_what_to_do() -> None:
    said = [*entries("en"), *entries("vi").values()]
    assert [words for words in said if REFUSED.search(words)] == []


def test_what_django_says_in_forms_is_said_in_our_register() -> None:
    with translation.override("vi"):
        assert translation.gettext("This field is required.") == "Nhập hoặc chọn giá trị cho ô này"
        assert translation.gettext("Enter a valid date.") == "Nhập ngày, ví dụ 31/12/2026"


def test_english_is_shown_in_english() -> None:
    with translation.override("en"):
        assert translation.gettext("Hết hôm nay") == "Ends today"
        assert translation.ngettext("Còn %(n)s ngày", "Còn %(n)s ngày", 2) % {"n": 2} == "2 days left"


COUNTS = re.compile(r"%\((?:n|count)\)s")
NO_NOUN_AFTER_THE_COUNT = frozenset(
    {
        # An ordinal or a level, or a count without a noun whose form it decides.
        "Cấp độ %(n)s",
        "Số liệu %(n)s",
        "Đơn vị tính của số liệu %(n)s",
        "Dòng nhận %(n)s",
        "Hạn riêng %(n)s",
        "Nguồn của hạn riêng %(n)s",
        "Câu chữ của hạn riêng %(n)s trong văn bản",
        "Ghi ai giữ lớp %(n)s",
        "Thêm minh chứng lớp %(n)s",
        "Thông báo: %(n)s chưa đọc",
        "%(n)s theo văn bản",
        "%(n)s không có hạn",
        "(%(n)s) %(late)s việc quá hạn – Tình hình",
        "(%(n)s) Nếu %(name)s ngừng hoạt động",
        # "… of all": the form goes with the whole, which is more than one wherever the sentence is said.
        "%(count)s trên %(all)s cơ quan không có một nơi kế thừa. Ví dụ: %(first)s",
        "Hiện %(n)s trong %(all)s dòng sửa.",
        "Hiện %(n)s trong %(all)s dòng mới.",
        "Hiện %(n)s trong %(all)s chỗ. Tải tệp để xem hết.",
        # Said only of two or more.
        "Có %(n)s dòng đã ghi trùng với dòng này. Ghi thêm mã hoặc ngày bắt đầu để chỉ đúng một dòng.",
    }
)


def _plural_sources() -> set[str]:
    text = (LOCALE / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    return {_joined(found) for found in re.findall(r'msgid ((?:".*"\n)+)msgid_plural', text)}


def test_a_number_before_a_noun_has_a_form_for_one_and_a_form_for_many() -> None:
    counted = {source for source in entries("en") if COUNTS.search(source)}
    assert counted - _plural_sources() - NO_NOUN_AFTER_THE_COUNT == set(), "say it with ngettext, or {% blocktranslate count %}"
    assert counted >= NO_NOUN_AFTER_THE_COUNT, "take what is no longer said out of the exceptions"


def test_english_says_one_task_and_two_tasks() -> None:
    with translation.override("en"):
        said = [translation.ngettext("%(n)s việc quá hạn", "%(n)s việc quá hạn", n) % {"n": n} for n in (1, 2)]
    assert said == ["1 task overdue", "2 tasks overdue"]
