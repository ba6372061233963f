"""How far a system has the measures of its level: answers and rules in; coverage, gaps, changes and due days out.

Many systems at once are columns (`gaps.columns`, `gaps.inheritance`, `gaps.missing`); these bring NumPy along, so they are imported by
the work that needs them. The rest is here.
"""

from vonggac.engines.gaps.carrying import Carried, Proposal, carry_over
from vonggac.engines.gaps.comparing import Change, ChangeKind, Comparison, Snapshot, compare
from vonggac.engines.gaps.freshness import CadenceDue, Evidence, Freshness, Verdict, cadence_dues, freshness
from vonggac.engines.gaps.values import Answer, Standing, State, Tally, counted_state

__all__ = [
    "Answer",
    "CadenceDue",
    "Carried",
    "Change",
    "ChangeKind",
    "Comparison",
    "Evidence",
    "Freshness",
    "Proposal",
    "Snapshot",
    "Standing",
    "State",
    "Tally",
    "Verdict",
    "cadence_dues",
    "carry_over",
    "compare",
    "counted_state",
    "freshness",
]
