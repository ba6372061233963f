"""Acts on bodies, contacts and the tree."""

from vonggac.apps.organisations.services.bodies import add_body, change_body, set_contact, set_mandate
from vonggac.apps.organisations.services.drafting import drop_reorganisation, plan_reorganisation, start_reorganisation
from vonggac.apps.organisations.services.profile import load_profile
from vonggac.apps.organisations.services.reorganise import carry_due, confirm_reorganisation, draft_reorganisation, preview_reorganisation
from vonggac.apps.organisations.services.tree import rebuild_ancestry

__all__ = [
    "add_body",
    "carry_due",
    "change_body",
    "confirm_reorganisation",
    "draft_reorganisation",
    "drop_reorganisation",
    "load_profile",
    "plan_reorganisation",
    "preview_reorganisation",
    "rebuild_ancestry",
    "set_contact",
    "set_mandate",
    "start_reorganisation",
]
