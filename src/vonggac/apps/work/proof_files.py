"""Keeps the files that prove a layer of a system, for the register below: the same checks and the same folder as evidence of work."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase

from vonggac.apps.work import files
from vonggac.apps.work.models import StoredFile
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.evidence import keep_file, refuse_secrets
from vonggac.apps.work.ui.downloads import stored_response
from vonggac.sources.names import safe_name


class KeptFiles:
    """Keeps a file once, hands it out as a download."""

    def keep(self, content: bytes, name: str, *, at: datetime) -> tuple[str, str]:
        """Keep a file that is weighed, of an accepted kind and without a secrecy mark, and return its digest and name."""
        plain = safe_name(name)
        try:
            kind = files.demand_acceptable(content, plain)
            refuse_secrets(content, plain)
            return keep_file(content, media_type=kind, at=at).sha256, plain[:255]
        except Refused as refused:
            raise ValidationError({"file": list(refused.errors.values()) or [refused.message]}) from None

    def hand_out(self, sha256: str, name: str) -> HttpResponseBase:
        """Return the file; 410 when a spill erased it."""
        stored = StoredFile.objects.filter(sha256=sha256).first()
        if stored is None:
            raise Http404
        return stored_response(stored, name)
