"""`vonggac letter …`: read official letters without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vonggac.sources.documents import Document

BAD_INPUT = 2


@click.group()
def letter() -> None:
    """Văn bản: đọc số, ngày, nơi nhận, việc phải làm, thời hạn, đầu mối, người ký."""


@letter.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json_lines", is_flag=True, help="In JSON: mỗi tệp một đối tượng, mỗi đối tượng một dòng.")
def read(files: tuple[Path, ...], as_json_lines: bool) -> None:
    """Đọc FILE (.txt, .docx, .pdf, ảnh, .html, .edxml) và in những gì văn bản nêu."""
    failed = False
    for path in files:
        answer = _read_one(path)
        if isinstance(answer, str):
            click.echo(answer, err=True)
            failed = True
        elif as_json_lines:
            _print(json.dumps(answer, ensure_ascii=False))
        else:
            _print(_summary(answer))
    if failed:
        sys.exit(BAD_INPUT)


def _print(line: str) -> None:
    """Write UTF-8 whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _read_one(path: Path) -> dict[str, Any] | str:
    """Return the letter as plain values, or a sentence that says which file cannot be read and what to do."""
    from vonggac.sources.documents import DEFAULT, Refused, read_document

    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT.size + 1)
    except OSError as error:
        return f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc."
    try:
        document = read_document(data, path.name)
    except Refused as refusal:
        return str(refusal)
    if document.secrecy:
        mark = document.secrecy[0]
        return f"{document.name}: có dấu chỉ độ mật “{mark.quote}”; văn bản mật không được đưa vào máy nối mạng, không đọc tiếp."
    return _answer(document, str(path))


def _answer(document: Document, file: str) -> dict[str, Any]:
    from vonggac.engines.letters import as_json
    from vonggac.engines.letters import read as read_letter

    answer = as_json(read_letter(document.text), file=file)
    answer["warnings"] += [{"code": row.rule, "path": "/file", "message": str(row)} for row in document.warnings]
    answer["signatures"] = [
        {
            "signer": one.signer, "organisation": one.organisation, "issuer": one.issuer,
            "signed_at": one.signed_at.isoformat() if one.signed_at else None,
            "intact": one.intact, "covers_whole": one.covers_whole, "trusted": one.trusted, "verdict": one.verdict,
        }
        for one in document.signatures
    ]  # fmt: skip
    return answer


def _summary(answer: dict[str, Any]) -> str:
    """A few lines for a person at a terminal."""
    signer = answer["signer"] or {}
    rows = [
        ("Tệp", answer["file"]),
        ("Số", answer["number"] or (f"(trống)/{answer['symbol']}" if answer["symbol"] else None)),
        ("Ngày", answer["date"] or answer["date_partial"]),
        ("Cơ quan ban hành", answer["issuer"]),
        ("Trích yếu", answer["subject"]),
        ("Kính gửi", "; ".join(one["text"] for one in answer["addressees"])),
        ("Người ký", ", ".join(part for part in (signer.get("title"), signer.get("name")) if part)),
    ]
    lines = [f"{name}: {value or 'không thấy'}" for name, value in rows]
    lines += [f"Việc {at}: {item['text']}" for at, item in enumerate(answer["obligations"], start=1)]
    lines += [f"Chữ ký số: {one['verdict']}" for one in answer["signatures"]]
    lines += [f"Lưu ý: {one['message']}" for one in answer["warnings"]]
    return "\n".join(lines)
