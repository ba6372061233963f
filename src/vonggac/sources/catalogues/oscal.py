"""OSCAL 1.1 catalogues and profiles in JSON (NIST): a catalogue holds every requirement, a profile picks those of one level.

Codes are written twice: as an identifier that is a token, and as the property "label" exactly as it reads. Words in a second language and
what only our own catalogues know are properties in a namespace of our own; what does not fit the one line of a value stands in its remarks.
Identifiers are made from content (UUID version 5), so the same catalogue gives the same bytes.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.catalogues.model import (
    FACTS,
    Framework,
    FrameworkGroup,
    FrameworkRead,
    Requirement,
    Selection,
    Words,
    fact_of,
    fact_text,
)
from vonggac.sources.catalogues.parsing import fields_of, items_of, parse_json, text_of
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import refuse, shortened

OSCAL_VERSION = "1.1.3"
NAMESPACE = "urn:vonggac:oscal"
_ROOT = uuid.uuid5(uuid.NAMESPACE_DNS, "vonggac")
_NOT_IN_TOKEN = re.compile(r"[^\w.\-]|_(?=_)")
_BLANKS = re.compile(r"\s+")


def identifier(*parts: str) -> str:
    """Return the identifier that belongs to these words, the same whenever they are."""
    return str(uuid.uuid5(_ROOT, "\x1f".join(parts)))


def token(code: str) -> str:
    """Return a code as an OSCAL token: letters, digits, dot, hyphen, underscore; never beginning with a digit."""
    plain = _NOT_IN_TOKEN.sub("_", nfc(code))
    return plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"


def moment(at: datetime) -> str:
    """Return a moment as OSCAL writes it; without a zone nobody knows when it was."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.isoformat(timespec="seconds")


def metadata(title: str, version: str, at: datetime, **more: Any) -> dict[str, Any]:
    """Return the head that every OSCAL document carries."""
    return {"title": title, "last-modified": moment(at), "version": version, "oscal-version": OSCAL_VERSION} | {
        name: value for name, value in more.items() if value
    }


def prop(name: str, value: str, *, kind: str = "", own: bool = True) -> dict[str, str]:
    """Return a property, in our own namespace unless OSCAL has the name; a value is one line, so others go whole into the remarks."""
    line = _BLANKS.sub(" ", value).strip() or "-"
    found = {"name": name} | ({"ns": NAMESPACE} if own else {}) | {"value": line}
    if kind:
        found["class"] = kind
    if line != value:
        found["remarks"] = value
    return found


def label(code: str) -> dict[str, str]:
    """Return the property that says how a code reads."""
    return prop("label", code, own=False)


def write_json(document: Mapping[str, Any]) -> bytes:
    """Return a document as it is sent."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def tokens(codes: Iterable[str]) -> dict[str, str]:
    """Give each code a token of its own."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for code in codes:
        one = token(code)
        while one in taken:
            one += "_"
        taken.add(one)
        found[code] = one
    return found


# --- writing ----------------------------------------------------------------------------------------------------------------------


def write_catalog(framework: Framework, *, at: datetime) -> bytes:
    """Return the framework as an OSCAL catalogue."""
    writing = _Writing(framework)
    props = [label(framework.code), prop("locale", framework.locale), *_titles(framework.titles)]
    props += [prop("description", text, kind=language) for language, text in framework.texts.items()]
    props += [prop("provider", framework.provider)] if framework.provider else []
    props += [prop("copyright", framework.copyright)] if framework.copyright else []
    props += [prop("published-on", framework.published.isoformat())] if framework.published else []
    for selection in framework.selections:
        props += [prop("selection", selection.code), *(prop("selection-title", text, kind=f"{language}.{token(selection.code)}")
                                                      for language, text in selection.titles.items())]  # fmt: skip
    catalog: dict[str, Any] = {
        "uuid": identifier("catalog", framework.code, framework.version),
        "metadata": metadata(framework.title(), framework.version, at, props=props),
    }
    if controls := [writing.control(requirement) for requirement in framework.requirements if not requirement.group]:
        catalog["controls"] = controls
    if groups := list(writing.groups("")):
        catalog["groups"] = groups
    return write_json({"catalog": catalog})


class _Writing:
    """A framework on its way into a catalogue."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.control_ids = tokens(requirement.code for requirement in framework.requirements)
        self.group_ids = tokens(group.code for group in framework.groups)

    def groups(self, parent: str) -> Iterator[dict[str, Any]]:
        for group in self.framework.groups:
            if group.parent == parent:
                yield self._group(group)

    def _group(self, group: FrameworkGroup) -> dict[str, Any]:
        locale = self.framework.locale
        found: dict[str, Any] = {
            "id": f"group-{self.group_ids[group.code]}",
            "title": group.titles.get(locale) or group.code,
            "props": [label(group.code), *_titles(group.titles)],
        }
        if group.texts:
            found["parts"] = list(_parts("overview", group.texts))
        if inner := list(self.groups(group.code)):
            found["groups"] = inner
        if controls := [self.control(one) for one in self.framework.requirements if one.group == group.code]:
            found["controls"] = controls
        return found

    def control(self, requirement: Requirement) -> dict[str, Any]:
        locale = self.framework.locale
        props = [label(requirement.code), *_titles(requirement.titles)]
        props += [prop("selection", code) for code in requirement.selections]
        props += [prop(name, fact_text(requirement.facts[name])) for name in FACTS if name in requirement.facts]
        props += [prop("evidence", requirement.evidence)] if requirement.evidence else []
        props += [prop("remark", requirement.remark)] if requirement.remark else []
        found = {"id": self.control_ids[requirement.code], "title": requirement.titles.get(locale) or requirement.code, "props": props}
        return found | ({"parts": list(_parts("statement", requirement.texts))} if requirement.texts else {})


def _titles(titles: Words) -> list[dict[str, str]]:
    """Every title, that of the own language too; that there is none is said, because OSCAL demands a title."""
    return [prop("title", text, kind=language) for language, text in titles.items()] or [prop("untitled", "true")]


def _parts(name: str, texts: Words) -> Iterator[dict[str, Any]]:
    for language, text in texts.items():
        yield {"name": name, "class": language, "prose": text}


def write_profile(framework: Framework, selection: str, *, at: datetime, catalog: str = "") -> bytes:
    """Return the profile that picks the requirements of one selection; `catalog` is where the catalogue lies, by default its identifier."""
    ids = tokens(requirement.code for requirement in framework.requirements)
    chosen = [ids[requirement.code] for requirement in framework.requirements if selection in requirement.selections]
    if not chosen:
        raise ValueError(f"Khung {framework.code} không có yêu cầu nào thuộc “{selection}”.")
    title = next((one.titles.get(framework.locale, one.code) for one in framework.selections if one.code == selection), selection)
    profile = {
        "uuid": identifier("profile", framework.code, framework.version, selection),
        "metadata": metadata(f"{framework.title()}: {title}", framework.version, at, props=[prop("selection", selection)]),
        "imports": [
            {
                "href": catalog or f"urn:uuid:{identifier('catalog', framework.code, framework.version)}",
                "include-controls": [{"with-ids": chosen}],
            }
        ],
        "merge": {"as-is": True},
    }
    return write_json({"profile": profile})


# --- reading ----------------------------------------------------------------------------------------------------------------------


def read_catalog(data: bytes, name: str) -> FrameworkRead:
    """Return the framework of an OSCAL catalogue, ours or another's; what has no identifier or title is located and left out."""
    source = safe_name(name)
    catalog = fields_of(parse_json(data, source).get("catalog"))
    if not items_of(catalog.get("groups")) and not items_of(catalog.get("controls")):
        refuse(source, "Tệp không phải danh mục OSCAL (catalog). Chọn tệp danh mục, không phải hồ sơ (profile).", "not-catalogue")
    head = fields_of(catalog.get("metadata"))
    props = _Props(head)
    locale = props.one("locale") or "en"
    reading = _Reading(source, locale)
    reading.controls(items_of(catalog.get("controls")), "", "catalog.controls")
    reading.walk(items_of(catalog.get("groups")), "", "catalog.groups")
    framework = Framework(
        code=props.label or nfc(text_of(head.get("title"))) or source,
        locale=locale,
        titles=props.titles(locale, head.get("title")),
        texts=props.by_class("description"),
        version=text_of(head.get("version")) or "1",
        published=_date(props.one("published-on") or text_of(head.get("published"))),
        provider=props.one("provider"),
        copyright=props.one("copyright"),
        selections=tuple(_selection(code, props) for code in props.all("selection")),
        groups=tuple(reading.groups),
        requirements=tuple(reading.requirements),
    )
    return FrameworkRead(framework, tuple(reading.bad))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _selection(code: str, props: _Props) -> Selection:
    end = f".{token(code)}"
    return Selection(code, {kind.removesuffix(end): text for kind, text in props.by_class("selection-title").items() if kind.endswith(end)})


class _Props:
    """The properties of an entry that are in our namespace, and its label."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        found = [fields_of(each) for each in items_of(entry.get("props"))]
        self.ours = [each for each in found if each.get("ns") == NAMESPACE]
        self.label = next((_said(each) for each in found if each.get("name") == "label"), "")

    def all(self, name: str) -> list[str]:
        return [_said(each) for each in self.ours if each.get("name") == name]

    def one(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def by_class(self, name: str) -> Words:
        return {text_of(each.get("class")): _said(each) for each in self.ours if each.get("name") == name}

    def titles(self, locale: str, title: object) -> Words:
        """Return the titles: ours by language, or the one that another's catalogue has."""
        text = nfc(text_of(title))
        return self.by_class("title") or ({locale: text} if text and not self.all("untitled") else {})

    def facts(self) -> dict[str, Any]:
        found = {name: fact_of(name, line) for name in FACTS for line in self.all(name)}
        return {name: value for name, value in found.items() if value is not None}


def _said(entry: Mapping[str, Any]) -> str:
    return nfc(text_of(entry.get("remarks")) or text_of(entry.get("value")))


class _Reading:
    """Groups and controls while they are flattened; a control below a control stands in the same group."""

    def __init__(self, source: str, locale: str) -> None:
        self.source = source
        self.locale = locale
        self.groups: list[FrameworkGroup] = []
        self.requirements: list[Requirement] = []
        self.bad: list[BadRow] = []
        self.taken: set[str] = set()
        self.headings: set[str] = set()

    def walk(self, entries: list[Any], parent: str, path: str) -> None:
        for index, entry in enumerate(entries):
            group, here = fields_of(entry), f"{path}[{index}]"
            props = _Props(group)
            code = next(code for code in (props.label, nfc(text_of(group.get("id"))), here) if code and code not in self.headings)
            self.headings.add(code)
            titles = props.titles(self.locale, group.get("title"))
            self.groups.append(FrameworkGroup(code, titles, _prose(group, "overview", self.locale), parent))
            self.controls(items_of(group.get("controls")), code, f"{here}.controls")
            self.walk(items_of(group.get("groups")), code, f"{here}.groups")

    def controls(self, entries: list[Any], group: str, path: str) -> None:
        for index, entry in enumerate(entries):
            control, here = fields_of(entry), f"{path}[{index}]"
            props = _Props(control)
            code = props.label or nfc(text_of(control.get("id")))
            if not code or not text_of(control.get("title")) or code in self.taken:
                why = (
                    "Hai yêu cầu cùng một mã. Sửa cho khác nhau."
                    if code in self.taken
                    else "Yêu cầu thiếu “id” hoặc “title”. Bổ sung rồi gửi lại."
                )
                self.bad.append(BadRow(Place(self.source, column=here), why, shortened(code), "bad-node"))
                continue
            self.taken.add(code)
            self.requirements.append(self._requirement(control, props, code, group))
            self.controls(items_of(control.get("controls")), group, f"{here}.controls")

    def _requirement(self, control: Mapping[str, Any], props: _Props, code: str, group: str) -> Requirement:
        return Requirement(
            code=code,
            group=group,
            titles=props.titles(self.locale, control.get("title")),
            texts=_prose(control, "statement", self.locale),
            selections=tuple(props.all("selection")),
            evidence=props.one("evidence"),
            remark=props.one("remark"),
            facts=props.facts(),
        )


def _prose(entry: Mapping[str, Any], name: str, locale: str) -> Words:
    """The prose of the parts of that name, with the items inside them line by line."""
    found: dict[str, list[str]] = {}
    for part in map(fields_of, items_of(entry.get("parts"))):
        if part.get("name") == name:
            found.setdefault(text_of(part.get("class")) or locale, []).extend(_lines(part))
    return {language: "\n".join(lines) for language, lines in found.items() if lines}


def _lines(part: Mapping[str, Any]) -> Iterator[str]:
    if prose := nfc(text_of(part.get("prose"))):
        yield prose
    for inner in map(fields_of, items_of(part.get("parts"))):
        yield from _lines(inner)
