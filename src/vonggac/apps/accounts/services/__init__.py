"""The acts of this room; each is one transaction with one line in the log."""

from vonggac.apps.accounts.services.keys import make_key, revoke_key
from vonggac.apps.accounts.services.links import (
    LinkClosed,
    LinkUnknown,
    enter,
    invite,
    make_recovery_link,
    make_setup_link,
    withdraw_invitation,
)
from vonggac.apps.accounts.services.people import change_profile, end_sessions, put_out_of_service, put_to_service
from vonggac.apps.accounts.services.posts import Refused, assign_post, close_post, end_holding, open_post
from vonggac.apps.accounts.services.sign_in import (
    note_device_change,
    note_failed_sign_in,
    note_password_change,
    note_sign_in,
    note_sign_out,
)
from vonggac.apps.accounts.services.transfers import give_post, propose_transfer, take_post, withdraw_transfer

__all__ = [
    "LinkClosed",
    "LinkUnknown",
    "Refused",
    "assign_post",
    "change_profile",
    "close_post",
    "end_holding",
    "end_sessions",
    "enter",
    "give_post",
    "invite",
    "make_key",
    "make_recovery_link",
    "make_setup_link",
    "note_device_change",
    "note_failed_sign_in",
    "note_password_change",
    "note_sign_in",
    "note_sign_out",
    "open_post",
    "propose_transfer",
    "put_out_of_service",
    "put_to_service",
    "revoke_key",
    "take_post",
    "withdraw_invitation",
    "withdraw_transfer",
]
