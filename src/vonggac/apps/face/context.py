"""What every page's frame needs. Nothing here asks the database before the template reads it: a part of a page pays nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vonggac import __version__
from vonggac.apps.face import registries
from vonggac.apps.face.preferences import theme_of, wants_single_keys
from vonggac.apps.face.registries import HelpLine, Person, RailItem, Watch, first_answer
from vonggac.apps.face.shapes import icon
from vonggac.kernel.reading import format_number

GROUPS: dict[str, Any] = {
    "": "",
    "detect": _("Phát hiện và xử lý"),
    "systems": _("Hệ thống"),
    "people": _("Con người"),
    "reports": _("Báo cáo, kết nối"),
}
THUMBS = 3


@dataclass(frozen=True)
class Line:
    """One line of the rail as this person sees it on this page."""

    item: RailItem
    user: Any
    url: str
    current: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.item, name)

    @cached_property
    def count(self) -> int | None:
        """Asked once, and only when the rail is drawn."""
        return self.item.count(self.user) if self.item.count else None

    @property
    def drawn(self) -> SafeString:
        """Draw the line in the rail: in Python, for every page shows them all."""
        item, counted = self.item, ""
        if self.count:
            tone, number = " hot" if item.urgent else "", format_number(self.count)
            counted = f'<span class="count{tone}">{number}<span class="visually-hidden"> {escape(gettext("mục"))}</span></span>'
        here = ' aria-current="page"' if self.current else ""
        key = f' data-go="{escape(item.key)}"' if item.key else ""
        return SafeString(
            f'<li><a href="{escape(self.url)}"{here}{key}>{icon(item.icon)}<span>{escape(item.label)}</span>{counted}</a></li>'
        )


@dataclass(frozen=True)
class Group:
    """A heading of the rail with its lines."""

    label: Any
    items: list[Line]


def _allowed(user: Any) -> Iterator[RailItem]:
    for _key, item in registries.rail.in_order():
        if item.act == "signed-in" or user.may(item.act):
            yield item


def _is_here(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def lines_for(user: Any, path: str) -> list[Line]:
    """Return the lines the person may see; the one with the longest address that leads here is the current one."""
    if not user.is_authenticated:
        return []
    found = [(item, _addresses(item)) for item in sorted(_allowed(user), key=lambda item: item.position)]
    here = max((url for _item, urls in found for url in urls if _is_here(path, url)), key=len, default=None)
    return [Line(item, user, urls[0], here in urls) for item, urls in found]


def _addresses(item: RailItem) -> tuple[str, ...]:
    """Return where a line leads, then the other addresses under which its pages lie."""
    return _urls((item.url_name, *item.also), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache
def _urls(names: tuple[str, ...], _urlconf: str, _prefix: str) -> tuple[str, ...]:
    """Every page asks for the same ones; they stay as they are while the house runs."""
    return tuple(reverse(name) for name in names)


class Frame:
    """Everything around the page, each part asked for when the template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)

    @cached_property
    def _lines(self) -> list[Line]:
        return lines_for(self.user, self.request.path) if self.user is not None else []

    @property
    def rail(self) -> list[Group]:
        """The rail's groups that are not empty."""
        groups = [Group(label, [line for line in self._lines if line.group == key]) for key, label in GROUPS.items()]
        return [group for group in groups if group.items]

    @property
    def thumbs(self) -> list[Line]:
        """Return the first places of the thumb bar."""
        return sorted((line for line in self._lines if line.thumb), key=lambda line: line.thumb)[:THUMBS]

    @cached_property
    def notices(self) -> dict[str, Any] | None:
        """Where notices stand and how many are unread, over all who registered; None when nobody did."""
        sources = registries.notices.in_order()
        if not sources or self.user is None or not self.user.is_authenticated:
            return None
        return {"url": reverse(sources[0][1].url_name), "unread": sum(source.unread(self.user) for _key, source in sources)}

    @cached_property
    def person(self) -> Person:
        """Role and organisation; the name when no post is held."""
        return first_answer(registries.persons, self.user) or Person(role=str(self.user), organisation="")

    @cached_property
    def help_line(self) -> HelpLine | None:
        """Whom to ask."""
        return first_answer(registries.help_lines, self.user)

    @cached_property
    def watch(self) -> Watch | None:
        """Who is on watch."""
        return first_answer(registries.watch, self.user) if self.user is not None and self.user.is_authenticated else None

    @property
    def here(self) -> str:
        """Where a switch of the frame comes back to: this page, or the one before it when this one only answers a button."""
        came_from = self.request.META.get("HTTP_REFERER", "")
        return self.request.get_full_path() if self.request.method in ("GET", "HEAD") else came_from

    @property
    def theme(self) -> str:
        """auto, light or dark."""
        return theme_of(self.request)

    @property
    def keys(self) -> bool:
        """Whether single keys act."""
        return wants_single_keys(self.request)

    @property
    def province(self) -> str:
        """The province's name under the product's."""
        return str(settings.PROVINCE_NAME)

    @cached_property
    def account_url(self) -> str:
        """The page about oneself, when the room of accounts has one."""
        try:
            return reverse("accounts:me")
        except NoReverseMatch:
            return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the product's name and version, whether this is a demonstration, and the frame."""
    return {"product_name": settings.PRODUCT_NAME or "Vọng Gác", "version": __version__, "demo": settings.DEMO, "face": _frame_of(request)}


def _frame_of(request: HttpRequest) -> Frame:
    """Return the frame of a request: components draw themselves in contexts of their own, and each would ask for everything again."""
    kept: Frame | None = getattr(request, "_face_frame", None)
    if kept is None or kept.user is not getattr(request, "user", None):
        kept = request._face_frame = Frame(request)  # type: ignore[attr-defined]
    return kept
