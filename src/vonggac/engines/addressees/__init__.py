"""Whom a letter addresses: every line becomes bodies of its day, their heirs today, and how the issuer stands to each.

What cannot be read is listed with suggestions; nothing is dropped and nothing is guessed.
"""

from vonggac.engines.addressees.directory import Directory
from vonggac.engines.addressees.heirs import Heirs, heirs_of
from vonggac.engines.addressees.relations import Issuer, relation_to
from vonggac.engines.addressees.resolving import resolve, resolve_one
from vonggac.engines.addressees.values import Resolution, Suggestion, Target, targets_of

__all__ = [
    "Directory",
    "Heirs",
    "Issuer",
    "Resolution",
    "Suggestion",
    "Target",
    "heirs_of",
    "relation_to",
    "resolve",
    "resolve_one",
    "targets_of",
]
