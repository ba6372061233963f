"""Writing the log and proving it."""

from vonggac.apps.audit.services.anchors import Anchor, BadAnchor, make_anchor, read_anchor, record_anchor
from vonggac.apps.audit.services.exporting import export_lines
from vonggac.apps.audit.services.recording import SYSTEM, link_digest, name_of, record, touched_digest
from vonggac.apps.audit.services.verifying import BLIND_SPOTS, Fault, Verdict, verify
from vonggac.apps.audit.services.wording import facts_of, is_said, said

__all__ = [
    "BLIND_SPOTS",
    "SYSTEM",
    "Anchor",
    "BadAnchor",
    "Fault",
    "Verdict",
    "export_lines",
    "facts_of",
    "is_said",
    "link_digest",
    "make_anchor",
    "name_of",
    "read_anchor",
    "record",
    "record_anchor",
    "said",
    "touched_digest",
    "verify",
]
