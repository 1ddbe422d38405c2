from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InputError, InvalidInput, MalformedInput
from app.intake.strict_json import DEEPEST, MOST_FAULTS, decode_utf8, pointer_to, read_json
from tests.intake.reports import MODERATE

FREE = re.compile("#/text")


def _refused(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_json(data, free_text=FREE)
    return caught.value


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "line 1, column 1"),
        (b"  ", "not JSON"),
        (b'{"a": 1', "line 1, column 8"),
        (b'{"a": 1,\n "b": }', "line 2, column 7"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": 1} x', "not JSON"),
        (b'{"a": 01}', "not JSON"),
        (b'{"a": .5}', "not JSON"),
        (b'{"a": "\n"}', "not JSON"),
        (b'{"a": "\x00"}', "not JSON"),
        (b'{"a": 1,}', "not JSON"),
        (b'{"a": "\\x"}', "not JSON"),
        (b'{"a": nan}', "not JSON"),
        (b"\xff", "not valid UTF-8 at byte 0"),
        (b'{"a": "\xc3\x28"}', "not valid UTF-8 at byte 7"),
        (b'{"a": "\xed\xa0\x80"}', "not valid UTF-8 at byte 7"),
        (b'{"a": "\xc0\x80"}', "not valid UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not valid UTF-8"),
        (b"\xef\xbb\xbf\xef\xbb\xbf1", "not JSON"),
        (b"[" * 100_000, "nested deeper than 32"),
        (b'{"a":' * 100_000, "nested deeper than 32"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(data: bytes, says: str) -> None:
    error = _refused(data)
    assert isinstance(error, MalformedInput)
    assert says in str(error)
    assert [fault.pointer for fault in error.faults] == ["#"]


@pytest.mark.parametrize(
    ("data", "pointers"),
    [
        (b'{"a": 1, "a": 1}', ["#/a"]),
        (b'{"a": {"b": 1, "c": 2, "b": 3, "c": 4}}', ["#/a/b", "#/a/c"]),
        (b'{"a~b/c": 1, "a~b/c": 2}', ["#/a~0b~1c"]),
        (b'{"\\u0061": 1, "a": 2}', ["#/a"]),
        (b'{"a": NaN}', ["#/a"]),
        (b'{"a": [1, Infinity, -Infinity]}', ["#/a/1", "#/a/2"]),
        (b"NaN", ["#"]),
        (b'{"a": 1e999}', ["#/a"]),
        (b'{"a": -1e999}', ["#/a"]),
        (b'{"a": ' + b"9" * 21 + b"}", ["#/a"]),
        (b'{"a": -' + b"9" * 5000 + b"}", ["#/a"]),
        (b'{"a": "\\ud800"}', ["#/a"]),
        (b'{"a": "\\udc00\\ud800"}', ["#/a"]),
        (b'{"text": "\\ud800"}', ["#/text"]),
        (b'{"\\ud800": 1}', ["#"]),
        (b'{"\\ud800": NaN}', ["#", "#/\ufffd"]),
        (b'{"\\ud800": 1, "\\ud800": 1}', ["#/\ufffd", "#"]),
        (b'{"a\\u0000": 1}', ["#"]),
        (b'{"a": "\\u0000"}', ["#/a"]),
        (b'{"a": ["x", "\\u0007", "\\u001b", "\\u007f"]}', ["#/a/1", "#/a/2", "#/a/3"]),
        (b'{"texts": "\\u0000", "b": {"text": "\\u0000"}}', ["#/texts", "#/b/text"]),
        (b'"\\u0000"', ["#"]),
    ],
)
def test_what_parsers_disagree_on_is_refused_with_its_place(data: bytes, pointers: list[str]) -> None:
    error = _refused(data)
    assert isinstance(error, InvalidInput)
    assert [fault.pointer for fault in error.faults] == pointers
    assert all(fault.detail for fault in error.faults)


def test_control_characters_are_left_alone_in_free_text() -> None:
    assert read_json(b'{"text": "a\\u0000b\\u0007"}', free_text=FREE) == {"text": "a\x00b\x07"}


@pytest.mark.parametrize("character", ["\\t", "\\n", "\\r", "\\u0085", "\\u007f"])
def test_tabs_and_line_breaks_are_control_characters_outside_free_text(character: str) -> None:
    (fault,) = _refused(f'{{"a": "{character}"}}'.encode()).faults
    assert fault.pointer == "#/a"


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"', free_text=FREE) == "\U0001f600"


def test_a_byte_order_mark_is_left_out() -> None:
    assert read_json(b"\xef\xbb\xbf1", free_text=FREE) == 1
    assert decode_utf8(b"\xef\xbb\xbfa") == "a"


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_nesting_is_accepted_to_the_limit_and_refused_beyond_it_with_its_place() -> None:
    assert read_json(_nested(DEEPEST), free_text=FREE) is not None
    for depth in (DEEPEST + 1, 1000):
        (fault,) = _refused(_nested(depth)).faults
        assert fault.pointer in {"#" + "/0" * DEEPEST, "#"}


@pytest.mark.parametrize("data", [_nested(1000), b'{"a":' * 1000 + b"1" + b"}" * 1000])
def test_nesting_a_thousand_deep_is_refused(data: bytes) -> None:
    assert "nested deeper than 32" in _refused(data).faults[0].detail


def test_only_the_first_faults_are_listed() -> None:
    faults = _refused(b"[" + b",".join([b"NaN"] * 1000) + b"]").faults
    assert [fault.pointer for fault in faults] == [f"#/{index}" for index in range(MOST_FAULTS)]


def test_a_pointer_escapes_what_pointers_are_made_of() -> None:
    assert pointer_to("#/a", "b/~c") == "#/a/b~1~0c"
    assert pointer_to("#", 0) == "#/0"


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(c) for c in [*range(32), *range(127, 160)]])
)
NUMBERS = st.integers(1 - 10**19, 10**20 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=4),
    max_leaves=15,
)


@MODERATE
@given(VALUES, st.booleans())
def test_what_holds_nothing_forbidden_is_read_as_it_is(value: object, ascii_only: bool) -> None:  # noqa: FBT001 - made up
    read = read_json(json.dumps(value, ensure_ascii=ascii_only).encode(), free_text=FREE)
    assert read == value
    assert json.dumps(read) == json.dumps(value)


JSONISH = st.lists(
    st.sampled_from(
        [*'{}[]:, "\\01-.eE\n\x00é', '"a"', "NaN", "1e999", "true", "null", "\\ud800", "\\u0000", '"text":']
    ),
    max_size=30,
).map("".join)


@MODERATE
@given(st.binary(max_size=60) | JSONISH.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused_with_faults_that_can_be_shown(data: bytes) -> None:
    try:
        json.dumps(read_json(data, free_text=FREE), allow_nan=False)
    except InputError as error:
        shown = [f"{fault.pointer} {fault.detail}".encode() for fault in error.faults]
    else:
        return
    assert 0 < len(shown) <= MOST_FAULTS


def test_half_a_surrogate_pair_is_mended_where_that_is_wanted_and_nothing_else_is() -> None:
    data = b'{"a": ["cut \\ud83d", "\\\\ud83d", "\\ud83d\\ude00", 5]}'
    assert read_json(data, free_text=FREE, mending=True) == {"a": ["cut \ufffd", "\\ud83d", "\U0001f600", 5]}
    for refused in (b'{"a": "\\ud83d", "a": 1}', b'{"\\ud83d": 1}', b"[" * 50 + b'"\\ud83d"' + b"]" * 50):
        with pytest.raises(InputError):
            read_json(refused, free_text=FREE, mending=True)
