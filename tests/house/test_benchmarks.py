"""A measurement is one JSON line that others can read."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from installation import ROOT


def test_a_measurement_is_one_line_with_its_ratio_to_the_baseline() -> None:
    code = "from harness import say; say('đọc', 200, 'văn bản/giây', baseline='tách từ', base=400, least=50); say('số', 1, 'việc')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "benchmarks")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first == {"name": "đọc", "value": 200, "unit": "văn bản/giây", "ratio": 0.5, "baseline": "tách từ", "least": 50}
    assert second == {"name": "số", "value": 1, "unit": "việc"}
