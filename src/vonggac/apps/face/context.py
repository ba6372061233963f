"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the product's name and whether this is a demonstration."""
    return {"product_name": settings.PRODUCT_NAME or "Vọng Gác", "demo": settings.DEMO}
