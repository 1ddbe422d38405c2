"""An event entry, written in any layout and put into any text, is read back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.allowance import Allowance
from app.intake.layouts.reading import read_text
from tests.intake.layouts.made_events import PROSE
from tests.intake.layouts.pasted import PASTED
from tests.intake.layouts.records import RECORDS
from tests.intake.layouts.rendering import LINE_ENDS, prefixed, with_line_ends
from tests.intake.reports import vocabulary

if TYPE_CHECKING:
    from app.domain.case import ReportedEvent
    from app.intake.layouts.found import Found
    from tests.intake.layouts.rendering import Layout

LAYOUTS = [*PASTED, *RECORDS]
SOME = settings(max_examples=40, deadline=None)
FEW = settings(max_examples=8, deadline=None)


def _found(text: str) -> list[Found]:
    return list(read_text(text, vocabulary(), Allowance()).entries)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
@SOME
@given(data=st.data())
def test_an_entry_in_any_layout_and_any_prose_is_read_back_the_same(layout: Layout, data: st.DataObject) -> None:
    event = data.draw(layout.kinds.events(), "event")
    prefix, ends = data.draw(st.sampled_from(layout.prefixes), "prefix"), data.draw(st.sampled_from(LINE_ENDS), "ends")
    before = data.draw(PROSE, "before") + data.draw(st.sampled_from(["\n", "\n\n"]), "gap")
    after = data.draw(PROSE, "after")
    entry = layout.render(event)
    text = with_line_ends(prefixed(f"{before}{entry}\n\n{after}", prefix), ends)
    (found,) = _found(text)
    assert layout.read(found.event) == layout.stated(event)
    start = len(with_line_ends(prefixed(before, prefix), ends)) - len(prefix)
    end = len(with_line_ends(prefixed(f"{before}{entry}\n", prefix), ends))
    assert start <= found.span[0] < found.span[1] <= end


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
@FEW
@given(data=st.data())
def test_two_entries_in_one_layout_are_two_whatever_stands_between(layout: Layout, data: st.DataObject) -> None:
    events = [data.draw(layout.kinds.events(), name) for name in ("first", "second")]
    found = _found(f"\n\n{data.draw(PROSE, 'between')}\n\n".join(map(layout.render, events)))
    assert [layout.read(one.event) for one in found] == _stated([layout, layout], events)


@SOME
@given(data=st.data())
def test_entries_in_different_layouts_are_all_read_in_their_order(data: st.DataObject) -> None:
    layouts = data.draw(st.lists(st.sampled_from(LAYOUTS), min_size=2, max_size=3, unique_by=id), "layouts")
    events = [data.draw(layout.kinds.events(), layout.name) for layout in layouts]
    written = [layout.render(event) for layout, event in zip(layouts, events, strict=True)]
    found = _found(f"\n\n{data.draw(PROSE, 'between')}\n\n".join(written))
    assert [one.event.event_id for one in found] == [event.event_id for event in events]
    assert [layout.read(one.event) for layout, one in zip(layouts, found, strict=True)] == _stated(layouts, events)


def _stated(layouts: list[Layout], events: list[ReportedEvent]) -> list[object]:
    return [layout.stated(event) for layout, event in zip(layouts, events, strict=True)]


@SOME
@given(before=PROSE, after=PROSE, ends=st.sampled_from(LINE_ENDS))
def test_prose_alone_holds_no_entry(before: str, after: str, ends: tuple[str, ...]) -> None:
    assert _found(with_line_ends(f"{before}\n\n{after}", ends)) == []


@SOME
@given(text=PROSE, ends=st.sampled_from(LINE_ENDS))
def test_a_text_has_the_same_lines_with_any_line_ends(text: str, ends: tuple[str, ...]) -> None:
    changed = with_line_ends(text, ends)
    assert changed.replace("\r\n", "\n").replace("\r", "\n") == text
