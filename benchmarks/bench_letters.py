"""How many letters of text are read in a second on one core. Baseline: the same texts brought to NFC and cut into words."""

from __future__ import annotations

import re
import unicodedata

from harness import ROOT, say, seconds

from vonggac.engines.letters import read

WORD = re.compile(r"\w+")


def main() -> None:
    """Measure on all sample letters: the long twin of the founding letter and twenty of one page."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "samples" / "letters").rglob("*.txt"))]
    took = seconds(lambda: [read(text) for text in texts])
    plain = seconds(lambda: [WORD.findall(unicodedata.normalize("NFC", text)) for text in texts])
    say(
        "đọc văn bản (chữ), một lõi",
        len(texts) / took,
        "văn bản/giây",
        baseline="chuẩn hóa NFC và tách từ",
        base=len(texts) / plain,
        least=50,
        letters=len(texts),
    )


if __name__ == "__main__":
    main()
