"""Lists that an agency puts in place of %names% in rules: its administrators, its servers, its own address ranges.

One YAML or JSON file: a map of name → value or list of values (`may_chu_quan_tri: [SV-QT-01, SV-QT-02]`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vonggac.sources.sigma.model import DEFAULT, Fault, SigmaLimits


def read_placeholders(path: Path, limits: SigmaLimits = DEFAULT) -> Mapping[str, tuple[str, ...]]:
    """Read a file of lists; raise `Fault` when it is none."""
    from vonggac.sources.sigma.documents import read_documents

    with path.open("rb") as stream:
        documents = read_documents(stream.read(limits.file + 1), limits)
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise Fault("tệp danh sách thay thế phải là một nhóm “tên: [giá trị, …]”", "placeholders")
    return {name: _values(name, values) for name, values in documents[0].items()}


def _values(name: str, values: object) -> tuple[str, ...]:
    listed = values if isinstance(values, list) else [values]
    if not listed or any(isinstance(one, (dict, list, bool, type(None))) for one in listed):
        raise Fault(f"danh sách “{name}” phải gồm chữ hoặc số", "placeholders", name)
    return tuple(str(one) for one in listed)
