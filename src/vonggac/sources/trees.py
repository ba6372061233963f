"""XML from outside: no document types, no entities, no network, bounded size. Loads lxml only when called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vonggac.sources.limits import DEFAULT, Limits, megabytes
from vonggac.sources.refusal import refuse

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_xml(data: bytes, source: str, limits: Limits = DEFAULT) -> _Element:
    """Return the root of an XML part; a document type or an entity in it is refused, never resolved (XXE, entity bombs)."""
    from lxml import etree

    if len(data) > limits.part:
        refuse(source, f"Phần XML lớn hơn {megabytes(limits.part)} MB. Tách tệp rồi gửi lại.", "too-large")
    if declares_entities(data):
        refuse(source, "Tệp khai báo thực thể XML bên ngoài, có thể dùng để tấn công. Lưu lại từ phần mềm soạn thảo rồi gửi.", "xml-entity")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        refuse(source, "Tệp bị hỏng hoặc chưa tải xong. Mở tệp trên máy để kiểm tra, lưu lại rồi gửi lại.", "damaged", cause=error)
    if root.getroottree().docinfo.internalDTD is not None:
        refuse(source, "Tệp khai báo kiểu tài liệu XML. Lưu lại từ phần mềm soạn thảo rồi gửi.", "xml-entity")
    if sum(1 for _ in root.iter()) > limits.elements:
        refuse(source, f"Tệp có hơn {limits.elements} phần tử. Tách tệp rồi gửi lại.", "too-many-elements")
    return root


def local(element: _Element) -> str:
    """Return the tag without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def declares_entities(data: bytes) -> bool:
    """Say whether XML bytes declare a document type or an entity, in UTF-8 or UTF-16."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:64]:
        data = data.replace(b"\0", b"")
    return bool(_DOCTYPE.search(data))
