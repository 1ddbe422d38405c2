"""Events as Windows writes them in XML, with and without a root element, wherever they stand in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.domain.case import ReportedEvent, Warned
from app.intake.layouts.found import Found, Reading
from app.intake.layouts.record_values import event_id_of, level_word, qualified, text_of, written
from app.intake.layouts.xml_blocks import Kind, xml_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from app.domain.vocabulary import Vocabulary
    from app.intake.allowance import Allowance
    from app.intake.layouts.xml_blocks import XmlBlock

LAYOUT = "windows_xml"
_OWN_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)[\w:.-]{1,100};")
_DECLARED = (
    "declares XML entities or a document type of its own, which is refused: nothing of it is expanded or fetched"
)
_USES_ENTITIES = "an event entry in XML uses entities that are declared elsewhere, which is refused: none is expanded"
_UNENDED = "an event entry in XML has no end"
_NO_XML = "an event entry in XML is not well formed"
_NO_ID = "an event entry in XML has no event id that can be read"
_NEAR = 200


def read_windows_xml(text: str, vocabulary: Vocabulary, allowance: Allowance) -> Reading:
    """See LayoutReader. Each element is parsed alone, so that nothing around it can lend it a meaning."""
    del vocabulary
    reading = Reading()
    declarations: list[XmlBlock] = []
    for block in xml_blocks(text):
        if allowance.spent:
            reading.stop(text, block.start)
            break
        if block.kind is Kind.DECLARATION:
            declarations.append(block)
            continue
        read = _UNENDED if block.kind is Kind.UNENDED else _read(text[block.start : block.end])
        if isinstance(read, ReportedEvent):
            reading.entries.append(Found(read, (block.start, block.end), LAYOUT))
        else:
            reading.warnings.append(Warned("unread_entry", read, span=(block.start, block.end)))
    reading.warnings += [Warned("unread_entry", f"the text {_DECLARED}", span=span) for span in _runs_of(declarations)]
    return reading


def _runs_of(declarations: list[XmlBlock]) -> Iterator[tuple[int, int]]:
    """Declarations that stand close together, as those of one document do."""
    start = end = -_NEAR - 1
    for one in declarations:
        if one.start - end > _NEAR:
            if end > start:
                yield start, end
            start = one.start
        end = one.end
    if end > start:
        yield start, end


def _read(xml: str) -> ReportedEvent | str:
    """The event of one element, or why there is none."""
    if _OWN_ENTITY.search(xml):
        return _USES_ENTITIES
    try:
        root = fromstring(xml, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        return _USES_ENTITIES
    except (ParseError, ValueError):
        return _NO_XML
    return _event(root) or _NO_ID


def _event(root: Element) -> ReportedEvent | None:
    number = _part(root, "System", "EventID")
    event_id = event_id_of(_text(number))
    if number is None or event_id is None:
        return None
    provider, created = _part(root, "System", "Provider"), _part(root, "System", "TimeCreated")
    return ReportedEvent(
        qualified(event_id, number.get("Qualifiers")),
        text_of(_attribute(provider, "EventSourceName")) or text_of(_attribute(provider, "Name")),
        text_of(_text(_part(root, "System", "Computer"))),
        text_of(_text(_part(root, "RenderingInfo", "Level"))) or level_word(_text(_part(root, "System", "Level"))),
        _category(root),
        text_of(_attribute(created, "SystemTime")),
        description=text_of(_text(_part(root, "RenderingInfo", "Message")) or _text(_part(root, "RenderedText"))),
        strings=tuple(_string(one) for one in _parts(_part(root, "EventData"), "Data")),
    )


def _string(data: Element) -> str:
    """An insertion string; a line break and nothing else is what a program put there that indents XML."""
    text = written(data.text)
    return "" if "\n" in text and not text.strip() else text


def _category(root: Element) -> str | None:
    """Its name, or its number where the file does not give the name; none where the number is 0."""
    number = text_of(_text(_part(root, "System", "Task")))
    return text_of(_text(_part(root, "RenderingInfo", "Task"))) or (None if number == "0" else number)


def _part(root: Element | None, *path: str) -> Element | None:
    """The first element on this path of names, whatever their namespaces."""
    for name in path:
        root = next(_parts(root, name), None)
    return root


def _parts(root: Element | None, name: str) -> Iterator[Element]:
    return (one for one in (() if root is None else root) if one.tag.rpartition("}")[2] == name)


def _text(element: Element | None) -> str | None:
    return None if element is None else element.text


def _attribute(element: Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)
