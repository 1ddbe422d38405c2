"""Event entries in XML: where they stand, what they hold, and what of XML is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.domain.vocabulary import Vocabulary
from app.intake.allowance import Allowance
from app.intake.layouts.windows_xml import read_windows_xml
from tests.intake.reports import MODERATE

if TYPE_CHECKING:
    from app.intake.layouts.found import Reading

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
PROLOG = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
WEVTUTIL = (
    f"<Event xmlns='{NAMESPACE}'><System><Provider Name='MSExchangeMTA'/><EventID Qualifiers='49156'>9318</EventID>"
    "<Level>2</Level><Task>5</Task><Keywords>0x80000000000000</Keywords>"
    "<TimeCreated SystemTime='2003-05-01T08:10:31.000000000Z'/><EventRecordID>3229</EventRecordID>"
    "<Channel>Application</Channel><Computer>EXCH-B</Computer><Security/></System>"
    "<EventData><Data>151</Data><Data></Data><Data>EXCH-A</Data><Binary>00FF</Binary></EventData></Event>"
)
EXPECTED = ReportedEvent(
    0xC0042466,
    "MSExchangeMTA",
    "EXCH-B",
    "Error",
    "5",
    "2003-05-01T08:10:31.000000000Z",
    strings=("151", "", "EXCH-A"),
)
BILLION_LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">'
    '<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>'
)
QUADRATIC = f'<!DOCTYPE bomb [<!ENTITY a "{"a" * 900}">]>'
EXTERNAL = '<!DOCTYPE foo [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE foo [<!ENTITY % dtd SYSTEM "http://example.com/evil.dtd"> %dtd;]>'
OTHER_FILE = '<!DOCTYPE foo SYSTEM "http://example.com/evil.dtd">'
NAMES = {BILLION_LAUGHS: "lol3", QUADRATIC: "a", EXTERNAL: "xxe", PARAMETER: "all", OTHER_FILE: "all"}


def read(text: str) -> Reading:
    return read_windows_xml(text, Vocabulary(), Allowance())


def events(text: str) -> list[ReportedEvent]:
    reading = read(text)
    assert reading.warnings == []
    return [one.event for one in reading.entries]


def test_an_element_gives_every_part_of_the_entry() -> None:
    (found,) = read(f"we see this:\n{WEVTUTIL}\nand mail waits").entries
    assert found.event == EXPECTED
    assert found.span == (13, 13 + len(WEVTUTIL))


def test_a_run_without_root_element_is_read_whole() -> None:
    assert events(WEVTUTIL * 3) == [EXPECTED] * 3
    assert events(f"{WEVTUTIL}\n\n{WEVTUTIL}") == [EXPECTED] * 2


def test_a_root_element_does_not_matter() -> None:
    assert events(f"{PROLOG}\n<Events>{WEVTUTIL}{WEVTUTIL}</Events>") == [EXPECTED] * 2


def test_either_quotation_mark_serves() -> None:
    assert events(WEVTUTIL.replace("'", '"')) == [EXPECTED]


def test_the_marks_by_which_browsers_fold_elements_do_not_matter() -> None:
    lines = (
        WEVTUTIL.replace("><", ">\n  <")
        .replace("\n  <System", "\n- <System")
        .replace("\n  <EventData", "\n- <EventData")
    )
    assert events("- " + lines.replace("<Data>\n  </Data>", "<Data></Data>")) == [EXPECTED]


def test_an_empty_string_stays_empty_where_the_xml_was_indented() -> None:
    assert events(WEVTUTIL.replace("><", ">\n      <")) == [EXPECTED]


def test_what_windows_rendered_goes_before_numbers() -> None:
    shown = (
        "<RenderingInfo Culture='de-DE'><Message>An RPC error &amp; more.</Message><Level>Fehler</Level>"
        "<Task>Schnittstelle</Task></RenderingInfo></Event>"
    )
    (event,) = events(WEVTUTIL.replace("</Event>", shown))
    assert (event.description, event.type, event.category) == ("An RPC error & more.", "Fehler", "Schnittstelle")


def test_the_name_of_a_classic_source_goes_before_that_of_the_provider() -> None:
    classic = "<Provider Name='Microsoft-Exchange' EventSourceName='MSExchangeMTA'/>"
    assert events(WEVTUTIL.replace("<Provider Name='MSExchangeMTA'/>", classic)) == [EXPECTED]


@pytest.mark.parametrize("qualifiers", ["", " Qualifiers=''", " Qualifiers='0'"])
def test_an_id_without_qualifiers_stands_alone(qualifiers: str) -> None:
    (event,) = events(WEVTUTIL.replace(" Qualifiers='49156'", qualifiers))
    assert event.event_id == 9318


@pytest.mark.parametrize(
    ("level", "word"), [("0", "Information"), ("1", "Critical"), ("2", "Error"), ("3", "Warning"), ("4", "Information")]
)
def test_a_level_is_a_word(level: str, word: str) -> None:
    (event,) = events(WEVTUTIL.replace("<Level>2<", f"<Level>{level}<"))
    assert event.type == word


def test_an_element_without_end_is_told_and_does_not_hide_the_next() -> None:
    cut = WEVTUTIL[:300]
    reading = read(f"{cut} {WEVTUTIL} {cut}")
    assert [one.event for one in reading.entries] == [EXPECTED]
    assert [one.code for one in reading.warnings] == ["unread_entry"] * 2
    assert all(one.span is not None and one.span[1] - one.span[0] <= 300 for one in reading.warnings)


@pytest.mark.parametrize(
    "spoilt",
    [
        WEVTUTIL.replace("</System>", ""),
        WEVTUTIL.replace("<EventID Qualifiers='49156'>9318</EventID>", ""),
        WEVTUTIL.replace(">9318<", ">many<"),
        WEVTUTIL.replace(">9318<", ">4294967296<"),
        WEVTUTIL.replace("<System>", "<x:System>"),
        WEVTUTIL.replace("EXCH-B", "A & B"),
    ],
)
def test_an_element_that_cannot_be_read_is_a_warning_with_its_span(spoilt: str) -> None:
    reading = read(f"see {spoilt}")
    assert reading.entries == []
    ((code, span),) = [(one.code, one.span) for one in reading.warnings]
    assert (code, span) == ("unread_entry", (4, 4 + len(spoilt)))


@pytest.mark.parametrize("declared", NAMES)
def test_entities_of_ones_own_are_refused_and_never_expanded(declared: str) -> None:
    element = WEVTUTIL.replace("EXCH-A", f"&{NAMES[declared]};")
    reading = read(f"{PROLOG}{declared}{element}")
    assert reading.entries == []
    assert {one.code for one in reading.warnings} == {"unread_entry"}
    assert len([one for one in reading.warnings if "refused" in one.detail]) == 2


@pytest.mark.parametrize("declared", NAMES)
def test_a_document_type_inside_an_element_is_refused(declared: str) -> None:
    reading = read(WEVTUTIL.replace("<System>", f"{declared}<System>"))
    assert reading.entries == []
    assert any("refused" in one.detail for one in reading.warnings)


def test_an_element_does_not_come_out_of_a_declaration() -> None:
    reading = read('<!DOCTYPE x [<!ENTITY e "<Event ><System><EventID>1</EventID></System></Event>">]><x>&e;</x>')
    assert reading.entries == []
    assert len(reading.warnings) == 1


@pytest.mark.parametrize(
    "prose",
    [
        "the <Event> element",
        "<EventID>9318</EventID>",
        "</Event> and <Events>",
        "&lt;Event&gt;&lt;System&gt;",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd"><p>hello',
        "",
    ],
)
def test_prose_about_xml_is_no_entry_and_no_warning(prose: str) -> None:
    assert events(prose) == []


def test_reading_stops_when_the_time_is_over_and_says_so() -> None:
    allowance = Allowance(most_seconds=0, clock=lambda: 0.0)
    reading = read_windows_xml(WEVTUTIL, Vocabulary(), allowance)
    assert [one.code for one in reading.warnings] == ["reading_stopped"]


XML_TEXT = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40
)


@MODERATE
@given(
    name=XML_TEXT,
    strings=st.lists(XML_TEXT, max_size=5),
    event_id=st.integers(0, 0xFFFF),
    above=st.integers(1, 0xFFFF),
    around=XML_TEXT,
)
def test_what_is_written_as_xml_is_read_back_the_same(
    name: str, strings: list[str], event_id: int, above: int, around: str
) -> None:
    data = "".join(f"<Data>{escape(one)}</Data>" for one in strings)
    xml = (
        f"<Event xmlns='{NAMESPACE}'><System><Provider Name={quoteattr(name)}/>"
        f"<EventID Qualifiers='{above}'>{event_id}</EventID></System><EventData>{data}</EventData></Event>"
    )
    (found,) = read(f"{around.replace('<', '')}\n{xml}\n{around.replace('<', '')}").entries
    assert found.event == ReportedEvent(above << 16 | event_id, name.strip() or None, strings=tuple(strings))


@MODERATE
@given(
    st.lists(st.sampled_from([*NAMES, WEVTUTIL, "<Event ", "</Event>", "<System>", "&lol;", "<!ENTITY ", "]>", "x\n"]))
)
def test_no_mixture_of_pieces_is_an_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    reading = read(text)
    spans = [one.span for one in reading.entries] + [one.span for one in reading.warnings if one.span]
    assert all(0 <= start < end <= len(text) for start, end in spans)
