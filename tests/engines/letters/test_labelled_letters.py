"""Real letters with the publisher's own record beside them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from vonggac.engines.letters import Letter, read

KINDS = {"Công văn": "cong-van", "Quyết định": "quyet-dinh", "Công điện": "cong-dien", "Thông báo": "thong-bao"}
ONE_RECORD_DIFFERS_FROM_ITS_TEXT = 50


def _rows(reference: Path) -> list[dict[str, Any]]:
    with gzip.open(reference / "data" / "letters" / "letters-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _said(letter: Letter) -> dict[str, str | None]:
    return {
        "number": letter.number,
        "date": letter.date,
        "kind": letter.kind.value,
        "signer": letter.signer.name if letter.signer else None,
    }


def test_number_date_kind_and_signer_agree_with_the_publishers_record(reference: Path) -> None:
    rows = _rows(reference)
    right = dict.fromkeys(("number", "date", "kind", "signer"), 0)
    for row in rows:
        truth = {**row["truth"], "kind": KINDS[row["truth"]["kind"]]}
        said = _said(read(row["text"]))
        for name in right:
            right[name] += said[name] == truth[name]
    print(f"right of {len(rows)}: {right}")
    assert all(count >= ONE_RECORD_DIFFERS_FROM_ITS_TEXT for count in right.values()), right
