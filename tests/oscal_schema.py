"""The JSON schema that NIST publishes for OSCAL 1.1.3, for the tests of what we write."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

SCHEMA = Path(__file__).parent / "vendor" / "oscal_complete_schema-1.1.3.json.gz"


@cache
def _validator() -> Any:
    """Its patterns use Unicode classes, which Python's own engine does not know."""
    return jsonschema_rs.validator_for(json.loads(gzip.decompress(SCHEMA.read_bytes())))


def breaches(document: str | bytes) -> list[str]:
    """Return what of a document the schema does not allow."""
    return [str(error.message)[:300] for error in _validator().iter_errors(json.loads(document))]
