"""The sign-in library's forms, in our words."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class AddPasskey(AddWebAuthnForm):
    """A new key always signs in on its own (a passkey): one touch in place of name, password and code."""

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.CheckboxInput(attrs={"hidden": True}))
    """Ticked, out of sight: the library's script looks whether it is ticked, and asks for a key that knows its person only then."""
