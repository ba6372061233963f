"""The yearly report of a body or of the province: facts of systems in, rows and counters of the form out, with what is missing named.

The form itself, its columns, its choices and when a cell must be filled, is law (`law.report.ReportRegime`; Decree 331/2026/NĐ-CP,
Article 36 and form 08). This engine knows how a fact becomes a cell; a column that it does not know is refused, so that a new form is
never half filled in silence.
"""

from vonggac.engines.annual.counting import count
from vonggac.engines.annual.facts import Act, Implementation, Status, SystemFacts
from vonggac.engines.annual.filling import Cell, FormRow, Missing, UnknownColumnError, fill, lacking

__all__ = ["Act", "Cell", "FormRow", "Implementation", "Missing", "Status", "SystemFacts", "UnknownColumnError", "count", "fill", "lacking"]
