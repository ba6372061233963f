"""What the law asks of each information system: its level, its dossier, the measures of its level, and the yearly report on them."""

from vonggac.apps.compliance.models.assessments import Answer, Assessment, Coverage, Inheritance
from vonggac.apps.compliance.models.determinations import Determination, LevelCorrection
from vonggac.apps.compliance.models.dossiers import Dossier, DossierPart, DossierStep, SecurityRegulation
from vonggac.apps.compliance.models.proofs import Proof, ProofUse
from vonggac.apps.compliance.models.reports import AnnualReport, ReportReminder

__all__ = [
    "AnnualReport",
    "Answer",
    "Assessment",
    "Coverage",
    "Determination",
    "Dossier",
    "DossierPart",
    "DossierStep",
    "Inheritance",
    "LevelCorrection",
    "Proof",
    "ProofUse",
    "ReportReminder",
    "SecurityRegulation",
]
