"""The techniques that were seen, as a layer of the ATT&CK Navigator: how often, by which rules."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from vonggac.engines.hunt.results import Detection
from vonggac.engines.hunt.rules import Heading
from vonggac.sources.hunting.outputs.about import NAMED, About, made_at
from vonggac.sources.hunting.outputs.techniques import techniques_of

NAMED_RULES = 20
"""Rules that a comment names."""


def _credited(heading: Heading) -> str:
    return f"{heading.title} [{heading.author}]" if heading.author else heading.title


def navigator(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give one layer with a score for each technique: the number of its detections."""
    counts: Counter[str] = Counter()
    titles: dict[str, Counter[str]] = defaultdict(Counter)
    for detection in detections:
        for technique in techniques_of(detection.heading.tags):
            counts[technique] += 1
            titles[technique][_credited(detection.heading)] += 1
    layer = {
        "name": f"{NAMED} {made_at(about)[:10]}",
        "versions": {"attack": "19", "navigator": "5.1.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "description": f"Các kỹ thuật có kết quả săn lùng, {about.rules} quy tắc, lập lúc {made_at(about)}.",
        "sorting": 3,
        "techniques": [
            {
                "techniqueID": technique, "score": count, "enabled": True, "showSubtechniques": "." in technique,
                "comment": "; ".join(f"{title} ({times})" for title, times in titles[technique].most_common(NAMED_RULES)),
            }
            for technique, count in sorted(counts.items())
        ],
        "gradient": {"colors": ["#fdeedd", "#8f1322"], "minValue": 0, "maxValue": max(counts.values(), default=1)},
        "legendItems": [],
        "hideDisabled": False,
    }  # fmt: skip
    yield json.dumps(layer, ensure_ascii=False, indent=1).encode() + b"\n"
