"""Catalogues of requirements and results of assessments in the formats others use: CISO Assistant libraries (YAML) and OSCAL 1.1 (JSON)."""

from vonggac.sources.catalogues.assessments import (
    Assessed,
    Finding,
    Milestone,
    PlanItem,
    Remedy,
    write_assessment_results,
    write_plan_of_action,
)
from vonggac.sources.catalogues.ciso import read_library, write_library
from vonggac.sources.catalogues.comparing import Comparison, Difference, Pair, PairedBy, compare_framework, nearest_edition, read_framework
from vonggac.sources.catalogues.editions import EditionFile, edition_file
from vonggac.sources.catalogues.model import Framework, FrameworkGroup, FrameworkRead, Requirement, Selection, controls_of, framework_of
from vonggac.sources.catalogues.oscal import read_catalog, write_catalog, write_profile

__all__ = [
    "Assessed",
    "Comparison",
    "Difference",
    "EditionFile",
    "Finding",
    "Framework",
    "FrameworkGroup",
    "FrameworkRead",
    "Milestone",
    "Pair",
    "PairedBy",
    "PlanItem",
    "Remedy",
    "Requirement",
    "Selection",
    "compare_framework",
    "controls_of",
    "edition_file",
    "framework_of",
    "nearest_edition",
    "read_catalog",
    "read_framework",
    "read_library",
    "write_assessment_results",
    "write_catalog",
    "write_library",
    "write_plan_of_action",
    "write_profile",
]
