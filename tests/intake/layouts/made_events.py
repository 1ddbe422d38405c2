"""Event entries as logs hold them, made up: known and unknown events, with texts that can be told from prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from string import ascii_letters
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from app.domain.case import ReportedEvent
from app.intake.layouts.row_cells import stated
from tests.intake.reports import WORDINGS, vocabulary

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

MTA = "MSExchangeMTA"
TYPES = st.sampled_from(["Error", "Warning", "Information"])
CATEGORIES = st.sampled_from(["Interface", "Operating System", "X.400 Service", "Field Engineering", "(14)"])
"""No "None": whether that is a category as written or none at all is for each reader to say."""
HOSTS = st.from_regex(r"[A-Z]{2}[A-Z0-9]{0,6}(-[A-Z]{1,3}[0-9]?)?(\.example\.com)?", fullmatch=True).filter(stated)
"""Whatever a host may be called but NONE or NULL: a cell that holds nothing else states nothing."""
ONE_WORD_SOURCES = st.sampled_from([MTA, "MSExchangeIS", "DCOM", "Netlogon", "DhcpServer", "MSExchangeMSMI"])
SOURCES = ONE_WORD_SOURCES | st.sampled_from(["Service Control Manager", "Microsoft-Windows-Winlogon"])
LOW_IDS = st.sampled_from([9318, 9322, 9301]) | st.integers(0, 0xFFFF)
WHOLE_IDS = st.builds(lambda high, low: high << 16 | low, st.sampled_from([0, 0x4000, 0x8000, 0xC000]), LOW_IDS)

_DATES = ("{0.month}/{0.day}/{0.year}", "{0:%d/%m/%y}", "{0:%d.%m.%Y}", "{0:%d-%m-%Y}", "{0:%Y-%m-%d}")
_CLOCKS = ("{0:%H:%M:%S}", "{1}:{0:%M:%S} {0:%p}")
_MOMENTS = st.datetimes(datetime(1996, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001 - logs name no time zone
LOCAL_TIMES = st.builds(
    lambda moment, date, clock: f"{date.format(moment)} {clock.format(moment, moment.hour % 12 or 12)}",
    _MOMENTS,
    st.sampled_from(_DATES),
    st.sampled_from(_CLOCKS),
)
"""As the clipboard has them: a date, a space, and a time to the second."""


def times_as(form: str) -> SearchStrategy[str]:
    """Times in a form of `strftime`, where `%f` stands for milliseconds."""
    return _MOMENTS.map(lambda moment: moment.strftime(form.replace("%f", f"{moment.microsecond // 1000:03}")))


_CANCELLED = (
    "The MTA has issued an RPC Cancel call for thread {ltab_index}, Locality Table Index: {ltab_index}, Time (ms): "
    "{nt_error}, Cancel result: {bind_error} [{remote_server} RPC inactive {protocol_string} BASE IL] (14)"
)
_SOCKETS = (
    "A sockets error {nt_error} on a connect() call was detected. The MTA will attempt to recover the sockets "
    "connection. Control block index: {ltab_index}. [BASE IL TCP/IP DRVR 8 274] (12)"
)
_NO_DATA = (
    "An RPC communications error occurred. No data was sent over the RPC connection. Locality table (LTAB) index: "
    "{ltab_index}. Windows NT error: {nt_error}. The MTA will attempt to recover the RPC connection. "
    "[BASE IL PIPE RAS 36 500] (12)"
)
_KNOWN = [*WORDINGS, (9277, _CANCELLED), (9215, _SOCKETS), (9316, _NO_DATA)]
CODES = st.sampled_from([0, 5, 14, 1722, 1723, 1753, 9260, 10061])
VALUES = st.fixed_dictionaries(
    {
        "ltab_index": st.integers(0, 999),
        "nt_error": CODES,
        "comms_error": CODES,
        "bind_error": CODES,
        "remote_server": HOSTS,
        "protocol_string": st.sampled_from(["ncacn_ip_tcp:10.1.2.3[1092]", "ncacn_spx:~0000A[5]"]),
        "location": st.sampled_from(["BASE IL INCOMING RPC 39 507", "BASE IL MAIN BASE 1 500"]),
    }
)
KNOWN_TEXTS = st.builds(lambda known, values: (known[0], known[1].format(**values)), st.sampled_from(_KNOWN), VALUES)
"""An MTA event's id and its text, with values put in."""


@cache
def _taken() -> frozenset[str]:
    """Words that label, name or open an entry in some language: what holds them could be read as one."""
    labels = {word for label in vocabulary().labels for word in label.split()}
    return frozenset(labels | {"event", "events", "eventid", "message", "error", "warning", "information", "an", "a"})


_NAMES = st.text(ascii_letters + "äöüéèß", min_size=1, max_size=8).filter(
    lambda word: stated(word) and word.casefold() not in _taken()
)
_WORDS = _NAMES | st.sampled_from(
    ["code", "1722", "(12)", "x400,", "server.", "[BASE IL 39]", "10.1.2.3", "50%", "c:\\temp"]
)
FREE_LINES = st.lists(_WORDS, min_size=1, max_size=9).map(lambda words: "The " + " ".join(words) + " ended.")
"""One line that no known event says."""
FREE_TEXTS = st.lists(FREE_LINES, min_size=1, max_size=3).map("\n".join)
"""Some lines, none of them blank: in layouts that are not closed by a mark, a blank line may end the description."""
_ANYTHING = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
_GAPS = st.sampled_from([" ", "  ", ", ", "\n", "\n\n", '"', '""', " \n "])
CELLS = (
    st.lists(st.tuples(_ANYTHING, _GAPS), min_size=1, max_size=5)
    .map(lambda parts: "The " + "".join(gap + word for word, gap in parts))
    # A line that begins like a quotation in a mail loses its mark wherever it stands.
    .filter(lambda text: not re.search(r"(?m)^\s*[>|]", text))
)
"""Anything at all, for layouts that mark where a value ends; two words at least, since "none" alone states nothing."""
_TOKENS = st.sampled_from(["151", "1722", "%5", "BASE", "RPC(39)", "ncacn_ip_tcp:10.1.2.3[1092]"]) | HOSTS | _NAMES
TOKENS = st.lists(_TOKENS, min_size=1, max_size=7).map(tuple)
"""Insertion strings without white space, for layouts that part them by it."""
STRINGS = st.lists(_TOKENS | st.sampled_from(["BASE IL", "INCOMING RPC"]), min_size=1, max_size=7).map(tuple)
"""No comma: layouts that part strings by commas cannot tell one that belongs to a string."""


@dataclass(frozen=True)
class Kinds:
    """What the parts of the events are drawn from that a layout can carry."""

    ids: SearchStrategy[int] = LOW_IDS
    sources: SearchStrategy[str] = SOURCES
    times: SearchStrategy[str] = LOCAL_TIMES
    types: SearchStrategy[str] = TYPES
    categories: SearchStrategy[str] = CATEGORIES
    texts: SearchStrategy[str] | None = FREE_TEXTS
    strings: SearchStrategy[tuple[str, ...]] = STRINGS

    def but(self, **others: object) -> Kinds:
        return replace(self, **others)  # type: ignore[arg-type]  # the names are those above

    def events(self) -> SearchStrategy[ReportedEvent]:
        """Known events with their texts, and others with free ones; only known ones where `texts` is None."""
        return _events(self)


@st.composite
def _events(draw: DrawFn, kinds: Kinds) -> ReportedEvent:
    (event_id, text), source = draw(KNOWN_TEXTS), MTA
    known = kinds.texts is None or draw(st.booleans())
    if kinds.texts is not None and not known:
        event_id, source, text = draw(kinds.ids), draw(kinds.sources), draw(kinds.texts)
    return ReportedEvent(
        event_id,
        source,
        draw(HOSTS),
        draw(kinds.types),
        draw(kinds.categories),
        draw(kinds.times),
        description=text,
        strings=draw(kinds.strings),
    )


_SENTENCES = [
    *(
        "Hello,",
        "Since Monday mail to the branch office is slow.",
        "Regards, Emily",
        "Why? Nobody knows!",
        "see below:",
    ),
    *("- a list item", "* another", "C:\\exchsrvr\\mtadata", "one, two, three", '"quoted', "{not json", "<b>bold</b>"),
    *("[in brackets", "=====", "-----", "", "\t", "a\tb\tc", "We use two servers; a third one is planned.", "'tis"),
]
_CHARACTERS = st.characters(categories=("L", "P", "S"), include_characters=" ")
PROSE = (
    st.lists(st.sampled_from(_SENTENCES) | st.text(_CHARACTERS, max_size=30), max_size=4)
    .map("\n".join)
    .filter(lambda text: not _taken() - {"a", "an"} & set(re.findall(r"\w+", text.casefold())))
)
"""Text that holds no entry: no label, no word for an event, and no digit."""


def words_of(text: str | None) -> str:
    return " ".join((text or "").split())
