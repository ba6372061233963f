"""How fast files are scanned: the whole way with reading, limits and archives, against the library alone on the same rules and files.

Corpus: 300 files of invented bytes, 20 KB to 2 MB, the same in every run, warm in the file cache. Rules: those of the reference data, or
invented ones where it is absent. Processor time, because the disk is the same for both. Gate: 90 % of the library's own rate.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from harness import say

from vonggac.engines.hunt.indicating import Indicators, Known, Sort
from vonggac.sources.filescan import FileScan, hash_sets, read_yara

FILES, ROUNDS, SEED = 300, 5, 14423
MEGABYTE = 1_000_000


def _corpus(folder: Path) -> int:
    """Write files of half noise, half words; return their bytes."""
    draw = random.Random(SEED)
    words = [bytes(draw.randrange(97, 123) for _ in range(draw.randrange(3, 12))) for _ in range(5_000)]
    whole = 0
    for number in range(FILES):
        size = int(20_000 * 100 ** draw.random())
        text = b" ".join(draw.choices(words, k=size // 14))
        data = draw.randbytes(size - len(text)) + text if len(text) < size else text
        (folder / f"{number}.bin").write_bytes(data)
        whole += len(data)
    return whole


def _rules(folder: Path) -> Path:
    if reference := os.environ.get("VONGGAC_REFERENCE"):
        return Path(reference) / "data" / "hunt" / "yara"
    rule = 'rule R{0} {{ strings: $a = "dau-hieu-{0}" $b = /ma{0}[a-z]+x/ condition: any of them }}'
    text = "\n".join(rule.format(number) for number in range(500))
    (folder / "rules.yar").write_text(text, encoding="utf-8")
    return folder / "rules.yar"


def _worked(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def main() -> None:
    """Measure in turns, so that both ways meet the same machine."""
    import yara_x

    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as beside:
        folder = Path(place)
        whole = _corpus(folder)
        rules = read_yara([_rules(Path(beside))])
        files = sorted(str(path) for path in folder.iterdir())

        def alone() -> None:
            scanner = yara_x.Scanner(rules.compiled)
            scanner.set_timeout(60)
            for path in files:
                list(scanner.scan_file(path).matching_rules)

        def ours() -> None:
            list(FileScan(rules).scan([folder]))

        known = [Known(Sort.HASH, f"{number:064x}", "bench") for number in range(100_000)]
        hashed_first = hash_sets(known=known)

        def hashed() -> None:
            list(FileScan(rules, hashed_first).scan([folder]))

        alone(), ours(), hashed()
        turns = [(_worked(alone), _worked(ours), _worked(hashed)) for _ in range(ROUNDS)]
        base, took, with_hashes = (whole / MEGABYTE / statistics.median(column) for column in zip(*turns, strict=True))
    say("quét tệp bằng YARA-X", took, "MB/giây", baseline="thư viện một mình", base=base, least_ratio=0.9, files=FILES, rules=rules.count)
    say("quét tệp, băm trước với 100.000 chỉ dấu", with_hashes, "MB/giây", baseline="thư viện một mình", base=base)
    _values()


def _values() -> None:
    draw = random.Random(SEED)
    known = [Known(Sort.DOMAIN, f"x{draw.randrange(10**9)}.example", "bench") for _ in range(50_000)]
    known += [Known(Sort.ADDRESS, f"198.{draw.randrange(256)}.{draw.randrange(256)}.{draw.randrange(256)}", "bench") for _ in range(50_000)]
    names = [draw.randrange(10**6) for _ in range(50_000)]
    values = [f"C:\\Users\\u{name}\\a.exe --to m{name}.example 10.0.{name % 256}.9" for name in names]
    indicators = Indicators(known)
    list(indicators.look(values))
    took = statistics.median(_worked(lambda: list(indicators.look(values))) for _ in range(3))
    say("giá trị khác nhau được so với 100.000 chỉ dấu", len(values) / took, "giá trị/giây")


if __name__ == "__main__":
    main()
