"""One of our editions as a file for others: which formats there are, and how each file is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vonggac.kernel.levels import Level
from vonggac.kernel.vietnamese import slug
from vonggac.law.catalogue import Catalogue
from vonggac.sources.catalogues.ciso import write_library
from vonggac.sources.catalogues.model import framework_of
from vonggac.sources.catalogues.oscal import write_catalog, write_profile

CISO, CATALOG, PROFILE = "ciso", "oscal-catalog", "oscal-profile"
FORMATS = (CISO, CATALOG, PROFILE)


@dataclass(frozen=True, slots=True)
class EditionFile:
    """A file that is ready to be handed over."""

    name: str
    media_type: str
    content: bytes


def edition_file(edition: Catalogue, form: str, level: Level | None = None, *, at: datetime) -> EditionFile:
    """Return the whole edition, every row with its levels, or the profile that picks the rows of one level; only a profile has a level."""
    if form not in FORMATS or (form == PROFILE) != (level is not None):
        raise ValueError("a profile, and only a profile, is of one level")
    framework, name = framework_of(edition), slug(edition.code)
    if form == CISO:
        return EditionFile(f"{name}-ciso-assistant.yaml", "application/yaml", write_library(framework))
    if level is not None:
        selection = f"CD{int(level)}"
        return EditionFile(f"{name}-oscal-profile-cap-do-{int(level)}.json", "application/json", write_profile(framework, selection, at=at))
    return EditionFile(f"{name}-oscal-catalog.json", "application/json", write_catalog(framework, at=at))
