"""CISO Assistant libraries: one YAML file with a framework of requirement nodes, implementation groups and translations.

Shape measured on the libraries published with that product (August 2026). Only the framework of a library is read; risk matrices, threats,
mappings and questions are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import fold, nfc
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
from vonggac.sources.catalogues.parsing import fields_of, items_of, parse_yaml, text_of
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import refuse, shortened

PACKAGER = "vonggac"
_NOT_IN_URN = re.compile(r"[^0-9a-z\[\]()._-]+")
_FACT = re.compile(r"([a-z_]+): (.+)")


# --- writing ----------------------------------------------------------------------------------------------------------------------


def write_library(framework: Framework) -> bytes:
    """Return the framework as a library that CISO Assistant loads; the same framework gives the same bytes."""
    code = _urn_part(framework.code)
    content = _about(framework, f"urn:{PACKAGER}:risk:library:{code}") | {
        "version": int(framework.version) if framework.version.isdecimal() and len(framework.version) < 10 else 1,
        "publication_date": framework.published,
        "provider": framework.provider or None,
        "packager": PACKAGER,
        "copyright": framework.copyright or None,
        "objects": {"framework": _framework(framework, code)},
    }
    plain = {name: value for name, value in content.items() if value is not None}
    text = yaml.dump(plain, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=140)
    return text.encode()


class _Plain(yaml.CSafeDumper):
    """Never writes anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _urn_part(code: str) -> str:
    return _NOT_IN_URN.sub("-", fold(code)).strip("-") or "x"


def _about(framework: Framework, urn: str) -> dict[str, Any]:
    return {
        "urn": urn,
        "locale": framework.locale,
        "ref_id": framework.code,
        "name": framework.title(),
        **_words(framework.titles, framework.texts, framework.locale),
    }


def _words(titles: Words, texts: Words, locale: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": titles.get(locale), "description": texts.get(locale)}
    others = {
        language: {name: words[language] for name, words in (("name", titles), ("description", texts)) if language in words}
        for language in sorted({*titles, *texts} - {locale})
    }
    if others:
        found["translations"] = others
    return {name: value for name, value in found.items() if value is not None}


def _framework(framework: Framework, code: str) -> dict[str, Any]:
    base = f"urn:{PACKAGER}:risk:req_node:{code}"
    urns = _urns(framework, base)
    found = _about(framework, f"urn:{PACKAGER}:risk:framework:{code}")
    found.pop("locale")
    if framework.selections:
        found["implementation_groups_definition"] = [
            {"ref_id": selection.code, "description": None, **_words(selection.titles, {}, framework.locale)}
            for selection in framework.selections
        ]
    found["requirement_nodes"] = list(_nodes(framework, urns))
    return found


def _urns(framework: Framework, base: str) -> dict[tuple[str, str], str]:
    """Give every node its identifier; a heading and a requirement may share a code."""
    urns: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for kind, code in [("group", group.code) for group in framework.groups] + [("node", node.code) for node in framework.requirements]:
        urn = f"{base}:{_urn_part(code)}"
        while urn in taken:
            urn += "_"
        taken.add(urn)
        urns[kind, code] = urn
    return urns


def _nodes(framework: Framework, urns: Mapping[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    """A heading, then what stands directly under it: requirements, then the headings below."""
    below: dict[str, list[FrameworkGroup]] = {}
    within: dict[str, list[Requirement]] = {}
    for group in framework.groups:
        below.setdefault(group.parent, []).append(group)
    for requirement in framework.requirements:
        within.setdefault(requirement.group, []).append(requirement)

    def walk(parent: str, depth: int) -> Iterator[dict[str, Any]]:
        place = {"depth": depth} | ({"parent_urn": urns["group", parent]} if parent else {})
        for requirement in within.get(parent, ()):
            yield {"urn": urns["node", requirement.code], "assessable": True, **place, **_node(requirement, framework.locale)}
        for group in below.get(parent, ()):
            words = _words(group.titles, group.texts, framework.locale)
            yield {"urn": urns["group", group.code], "assessable": False, **place, "ref_id": group.code, **words}
            yield from walk(group.code, depth + 1)

    return walk("", 1)


def _node(requirement: Requirement, locale: str) -> dict[str, Any]:
    lines = [f"{name}: {fact_text(requirement.facts[name])}" for name in FACTS if name in requirement.facts]
    annotation = "\n".join([requirement.remark, *lines] if requirement.remark else lines)
    words = _words(requirement.titles, requirement.texts, locale)
    translations = words.pop("translations", None)
    found = {
        "ref_id": requirement.code,
        **words,
        "annotation": annotation or None,
        "typical_evidence": requirement.evidence or None,
        "implementation_groups": list(requirement.selections) or None,
        "translations": translations,
    }
    return {name: value for name, value in found.items() if value is not None}


# --- reading ----------------------------------------------------------------------------------------------------------------------


def read_library(data: bytes, name: str) -> FrameworkRead:
    """Return the framework of a library, or raise `Refused` when it holds none; a node that cannot be read is located and left out."""
    source = safe_name(name)
    library = parse_yaml(data, source)
    objects = fields_of(library.get("objects"))
    found = objects.get("framework") or next(iter(items_of(objects.get("frameworks"))), None)
    framework = fields_of(found[0] if isinstance(found, list) and found else found)
    if not items_of(framework.get("requirement_nodes")):
        refuse(source, "Thư viện không có khung yêu cầu (framework). Chọn tệp thư viện chứa khung yêu cầu.", "not-catalogue")
    locale = text_of(library.get("locale")) or "en"
    reading = _Reading(source, locale)
    groups, requirements = reading.nodes(items_of(framework["requirement_nodes"]))
    published = library.get("publication_date")
    whole = Framework(
        code=nfc(text_of(framework.get("ref_id")) or text_of(library.get("ref_id"))) or source,
        locale=locale,
        titles=_read_words(framework, "name", locale),
        texts=_read_words(framework, "description", locale),
        version=text_of(library.get("version")) or "1",
        published=published if type(published) is date else _date(text_of(published)),
        provider=nfc(text_of(library.get("provider"))),
        copyright=nfc(text_of(library.get("copyright"))),
        selections=tuple(_selections(framework, locale)),
        groups=groups,
        requirements=requirements,
    )
    return FrameworkRead(whole, tuple(reading.bad))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _read_words(fields: Mapping[str, Any], name: str, locale: str) -> Words:
    words = {locale: nfc(text_of(fields.get(name)))}
    for language, translation in fields_of(fields.get("translations")).items():
        words.setdefault(str(language), nfc(text_of(fields_of(translation).get(name))))
    return {language: text for language, text in words.items() if text}


def _selections(framework: Mapping[str, Any], locale: str) -> Iterator[Selection]:
    for entry in map(fields_of, items_of(framework.get("implementation_groups_definition"))):
        if code := text_of(entry.get("ref_id")):
            yield Selection(nfc(code), _read_words(entry, "name", locale))


class _Reading:
    """Nodes while they are sorted into headings and requirements."""

    def __init__(self, source: str, locale: str) -> None:
        self.source = source
        self.locale = locale
        self.bad: list[BadRow] = []
        self.codes: dict[str, str] = {}
        """Identifier of a node → code of the heading under which its children stand."""
        self.taken: set[str] = set()
        self.used: set[tuple[bool, str]] = set()

    def nodes(self, entries: list[Any]) -> tuple[tuple[FrameworkGroup, ...], tuple[Requirement, ...]]:
        groups: list[FrameworkGroup] = []
        requirements: list[Requirement] = []
        for index, entry in enumerate(entries):
            node = fields_of(entry)
            urn = text_of(node.get("urn")).lower()
            assessable = node.get("assessable") is True
            code = self._code(node, urn, assessable=assessable)
            parent = text_of(node.get("parent_urn")).lower()
            if why := self._wrong(urn, parent, code):
                self._refuse(index, why, urn or code)
                continue
            self.taken.add(urn)
            self.used.add((assessable, code))
            heading = self.codes.get(parent, "")
            titles, texts = _read_words(node, "name", self.locale), _read_words(node, "description", self.locale)
            if assessable:
                requirements.append(_read_requirement(node, code, heading, titles, texts))
                self.codes[urn] = heading
            else:
                groups.append(FrameworkGroup(code, titles, texts, heading))
                self.codes[urn] = code
        return tuple(groups), tuple(requirements)

    def _code(self, node: Mapping[str, Any], urn: str, *, assessable: bool) -> str:
        """Its own code; where two nodes share one, the later is named by its identifier, which no other has."""
        tail = urn.rpartition(":")[2]
        wanted = nfc(text_of(node.get("ref_id"))) or tail
        return next((code for code in (wanted, tail, urn) if (assessable, code) not in self.used), "")

    def _wrong(self, urn: str, parent: str, code: str) -> str:
        if not urn or not code:
            return "Nút yêu cầu thiếu “urn” hoặc “ref_id”. Bổ sung rồi gửi lại."
        if urn in self.taken:
            return "Hai nút cùng một “urn”. Sửa cho khác nhau."
        if parent and parent not in self.codes:
            return "Nút cha chưa có ở phía trên. Xếp nút cha trước nút con."
        return ""

    def _refuse(self, index: int, why: str, seen: str) -> None:
        place = Place(self.source, column=f"objects.framework.requirement_nodes[{index}]")
        self.bad.append(BadRow(place, why, shortened(seen), "bad-node"))


def _read_requirement(node: Mapping[str, Any], code: str, heading: str, titles: Words, texts: Words) -> Requirement:
    facts: dict[str, Any] = {}
    remark: list[str] = []
    for line in nfc(text_of(node.get("annotation"))).splitlines():
        found = _FACT.fullmatch(line)
        value = fact_of(found[1], found[2]) if found else None
        if found and value is not None:
            facts[found[1]] = value
        else:
            remark.append(line)
    return Requirement(
        code=code,
        group=heading,
        titles=titles,
        texts=texts,
        selections=tuple(nfc(text_of(each)) for each in items_of(node.get("implementation_groups")) if text_of(each)),
        evidence=nfc(text_of(node.get("typical_evidence"))),
        remark="\n".join(remark),
        facts=facts,
    )
