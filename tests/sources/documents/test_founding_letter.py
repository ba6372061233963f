"""The founding letter and its twin say the same in every form they arrive in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sources import samples
from vonggac.sources.documents import Document, read_document

TWIN = Path(__file__).parents[2] / "samples" / "letters" / "founding_twin.txt"


def words(text: str) -> str:
    return " ".join(text.split())


def as_docx(text: str) -> bytes:
    lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.split("\n") if line.strip())
    return samples.docx("".join(samples.paragraph(line) for line in lines))


def as_pdf(text: str) -> bytes:
    page = '#set page(margin: (left: 3cm, rest: 2cm), numbering: "1", number-align: center + top)\n'
    page += "#set text(size: 14pt)\n#set par(justify: true)\n"
    return samples.pdf(page + "\n\n".join(f"#text({json.dumps(line, ensure_ascii=False)})" for line in text.split("\n") if line.strip()))


def as_html(text: str) -> bytes:
    lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.split("\n") if line.strip())
    return ("<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>").encode()


@pytest.mark.parametrize(("make", "name"), [(as_docx, "thu.docx"), (as_pdf, "thu.pdf"), (as_html, "thu.html")])
@pytest.mark.parametrize("which", ["twin", "real"])
def test_every_form_gives_the_words_of_the_text(which: str, make: object, name: str, request: pytest.FixtureRequest) -> None:
    path = TWIN if which == "twin" else request.getfixturevalue("reference") / "letter" / "letter-2024-12.txt"
    text = path.read_text(encoding="utf-8")
    assert callable(make)
    found: Document = read_document(make(text), name)
    assert words(found.text) == words(read_document(text.encode(), "thu.txt").text)
    assert found.secrecy == ()


def test_a_paragraph_of_a_pdf_is_one_line_as_in_the_text() -> None:
    text = TWIN.read_text(encoding="utf-8")
    lines = [words(line) for line in text.split("\n") if len(line) > 200]
    read = {words(line) for line in read_document(as_pdf(text), "thu.pdf").text.split("\n")}
    assert sum(line in read for line in lines) >= len(lines) - 1
