"""Acts on the register: one transaction each, one line in the log. Bulk writing is in `listing` through `lists.services`."""

from vonggac.apps.registry.services.acceptance import DOCX, XLSX, print_acceptance, wanted_words
from vonggac.apps.registry.services.contracts import Measured, remove_item, set_contract, set_figures, set_item
from vonggac.apps.registry.services.held import end_held, set_domain, set_range
from vonggac.apps.registry.services.levels import set_level_by_decision
from vonggac.apps.registry.services.parts import remove_component, remove_part, set_component, set_part, set_proof
from vonggac.apps.registry.services.profile import load_systems
from vonggac.apps.registry.services.systems import add_system, change_system, correct_level

__all__ = [
    "DOCX",
    "XLSX",
    "Measured",
    "add_system",
    "change_system",
    "correct_level",
    "end_held",
    "load_systems",
    "print_acceptance",
    "remove_component",
    "remove_item",
    "remove_part",
    "set_component",
    "set_contract",
    "set_domain",
    "set_figures",
    "set_item",
    "set_level_by_decision",
    "set_part",
    "set_proof",
    "set_range",
    "wanted_words",
]
