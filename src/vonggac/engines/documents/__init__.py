"""Outgoing official documents in the layout of Decree 30/2020/NĐ-CP: values in, bytes out.

`write_docx` and `write_pdf` load their libraries when they are called: importing this room costs no memory.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from vonggac.engines.documents.acceptance import (
    AcceptanceFacts,
    PromiseLine,
    ProofLine,
    ScopeLine,
    WorkLine,
    acceptance_minutes,
)
from vonggac.engines.documents.facts import (
    BackupLeft,
    Body,
    Draft,
    Erased,
    Evidence,
    FigureSum,
    HandedOver,
    ObligationResult,
    Origin,
    Overdue,
    Person,
    Question,
)
from vonggac.engines.documents.forms import answer_form
from vonggac.engines.documents.levels import Answered, Concluded, LevelReasoning, MetRow, UnderRegime, level_reasoning
from vonggac.engines.documents.minutes import handover_minutes, spill_minutes
from vonggac.engines.documents.model import (
    Annex,
    Blank,
    Block,
    Column,
    Dash,
    Item,
    Kind,
    Letterhead,
    Paper,
    PaperDate,
    Paragraph,
    Rank,
    Signer,
    Table,
    Urgency,
)
from vonggac.engines.documents.reminders import reminder_letter
from vonggac.engines.documents.report_reminders import Asked, Silent, report_reminder
from vonggac.engines.documents.results import directive_report
from vonggac.engines.documents.season import SeasonFacts, season_report
from vonggac.engines.documents.urging import NothingToRemindError

if TYPE_CHECKING:
    from pathlib import Path

    from vonggac.engines.documents.check import Finding
    from vonggac.law.layout import Layout

__all__ = [
    "AcceptanceFacts",
    "Annex",
    "Answered",
    "Asked",
    "BackupLeft",
    "Blank",
    "Block",
    "Body",
    "Column",
    "Concluded",
    "Dash",
    "Draft",
    "Erased",
    "Evidence",
    "FigureSum",
    "HandedOver",
    "Item",
    "Kind",
    "Letterhead",
    "LevelReasoning",
    "MetRow",
    "NothingToRemindError",
    "ObligationResult",
    "Origin",
    "Overdue",
    "Paper",
    "PaperDate",
    "Paragraph",
    "Person",
    "PromiseLine",
    "ProofLine",
    "Question",
    "Rank",
    "ScopeLine",
    "SeasonFacts",
    "Signer",
    "Silent",
    "Table",
    "UnderRegime",
    "Urgency",
    "WorkLine",
    "acceptance_minutes",
    "answer_form",
    "check_docx",
    "check_pdf",
    "directive_report",
    "handover_minutes",
    "level_reasoning",
    "reminder_letter",
    "report_reminder",
    "season_report",
    "spill_minutes",
    "write_docx",
    "write_pdf",
]


def write_docx(paper: Paper, layout: Layout, *, made_at: datetime) -> bytes:
    """Return the document as a Word file; `made_at` is the moment its properties name."""
    from vonggac.engines.documents import docx

    return docx.write(paper, layout, made_at=made_at)


def write_pdf(paper: Paper, layout: Layout, *, made_at: datetime, fonts: Path | None = None) -> bytes:
    """Return the document as PDF/A-2b with its fonts inside."""
    from vonggac.engines.documents import pdf

    return pdf.write(paper, layout, made_at=made_at, fonts=fonts)


def check_docx(data: bytes, layout: Layout) -> list[Finding]:
    """Re-open a Word document and return every departure from the layout."""
    from vonggac.engines.documents import check

    return check.check_docx(data, layout)


def check_pdf(data: bytes, layout: Layout) -> list[Finding]:
    """Re-open a PDF document and return every departure from the layout."""
    from vonggac.engines.documents import pdfcheck

    return pdfcheck.check_pdf(data, layout)
