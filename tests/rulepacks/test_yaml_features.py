from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import RulesInvalid
from app.rulepacks.pack_reader import read_pack
from app.rulepacks.yaml_nodes import DEEPEST, MOST_BYTES, Problems, read_yaml
from tests.rulepacks.small_pack import FILES, encoded, pack_with, places_of, real_files

if TYPE_CHECKING:
    import random

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def _read(data: bytes | str) -> list[tuple[int, str]]:
    problems = Problems("x.yaml")
    root = read_yaml(data.encode() if isinstance(data, str) else data, problems)
    assert (root is None) or not any(error.code == "yaml-syntax" for error in problems.errors)
    return [(error.line, error.code) for error in problems.errors]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a: 1\nb: [1, 2", 2, "yaml-syntax"),
        ("a: 1\n  b: 2\n", 2, "yaml-syntax"),
        ("a: 1\nb: 'open\n", 3, "yaml-syntax"),
        ("a: 1\n\tb: 2\n", 2, "yaml-syntax"),
        ("a: 1\nb: @x\n", 2, "yaml-syntax"),
        ("a: 1\nb: !x!y z\n", 2, "yaml-syntax"),
        ("a: 1\nb: c\x00d\n", 2, "yaml-syntax"),
        ("a: 1\nb: c\x07d\n", 2, "yaml-syntax"),
        ("a: 1\nb: c\ufffed\n", 2, "yaml-syntax"),
        ('a: 1\nb: "\\U00110000"\n', 2, "yaml-syntax"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', 2, "yaml-syntax"),
        (f"%YAML 1.{'9' * 5000}\n---\na: 1\n", 1, "yaml-syntax"),
        ('a: 1\nb: "\\ud800"\n', 2, "yaml-feature"),
        ('a: 1\nb: "\\0"\n', 2, "yaml-feature"),
        ('a: 1\n"\\a": b\n', 2, "yaml-feature"),
        ("a: 1\nb: &c 2\n", 2, "yaml-feature"),
        ("a: 1\n&b c: 2\n", 2, "yaml-feature"),
        ("a: 1\nb: *c\n", 2, "yaml-feature"),
        ("a: 1\nb: !!python/object:os.system {}\n", 2, "yaml-feature"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "yaml-feature"),
        ("a: 1\nb: !!str 2\n", 2, "yaml-feature"),
        ("a: 1\nb: ! 2\n", 2, "yaml-feature"),
        ("a: 1\n<<: {b: 2}\n", 2, "yaml-feature"),
        ("a: 1\n---\nb: 2\n", 2, "yaml-feature"),
        ("---\na: 1\n---\nb: 2\n", 3, "yaml-feature"),
        ("a: 1\n...\nb: 2\n", 3, "yaml-syntax"),
        ("a: 1\nb: 2\na: 3\n", 3, "duplicate-key"),
        ("a: {b: 1,\n b: 2}\n", 2, "duplicate-key"),
        ('a: 1\n"a": 2\n', 2, "duplicate-key"),
        ("a: 1\n? [b]\n: 2\n", 2, "wrong-type"),
        ("", 1, "empty-file"),
        ("# nothing\n\n", 1, "empty-file"),
        (BOMB, 1, "yaml-feature"),
    ],
)
def test_what_rule_files_may_not_hold_is_reported_in_its_line(text: str, line: int, code: str) -> None:
    assert (line, code) in _read(text)


@pytest.mark.parametrize("text", ["---\na: 1\n", "# first\n---\na: 1\n", "%YAML 1.1\n---\na: 1\n...\n", "a: '<<'\n"])
def test_one_document_may_be_marked_as_such(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize("line", [1, 2, 40])
def test_what_is_not_utf_8_is_reported_in_its_line(line: int) -> None:
    assert _read(b"a:\n" * (line - 1) + b"b: \xff\n") == [(line, "not-utf-8")]


def test_utf_16_is_refused() -> None:
    assert [code for _, code in _read("a: 1".encode("utf-16"))] == ["not-utf-8"]


def test_a_file_may_nest_to_the_limit_and_no_deeper() -> None:
    assert _read("[" * DEEPEST + "]" * DEEPEST) == []
    assert _read("a: 1\nb: " + "[" * DEEPEST + "]" * DEEPEST) == [(2, "too-deep")]
    assert _read("[" * 200_000) == [(1, "too-deep")]
    assert _read("".join(f"{' ' * depth}a:\n" for depth in range(500))) == [(DEEPEST + 1, "too-deep")]


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    assert _read("a: 1\n".ljust(MOST_BYTES, "#")) == []
    assert _read("a: 1\n".ljust(MOST_BYTES + 1, "#")) == [(1, "too-large")]


def test_an_alias_bomb_is_refused_with_every_place_it_has() -> None:
    files = encoded(FILES) | {"small/bomb.yaml": BOMB.encode()}
    assert {(file, line) for file, line, _ in places_of(files)} == {("bomb", line) for line in range(1, 10)}


@pytest.mark.parametrize("new", ["&a MSExchangeMTA", "!!str MSExchangeMTA", "*x"])
def test_a_pack_with_a_feature_of_yaml_is_refused_at_the_file_and_line(new: str) -> None:
    files = pack_with("Q303156", "source: MSExchangeMTA, nt_error", f"source: {new} , nt_error")
    assert places_of(files) == [("Q303156", 9, "yaml-feature")]


def test_scalars_stay_as_they_are_written() -> None:
    problems = Problems("x.yaml")
    root = read_yaml(b"a: no\nb: 2651.100\nc: '2651.100'\nd: 0x10\ne: 1_000\nf: 2002-08-06\ng: ~\n", problems)
    texts = [(node.text, node.quoted) for _, node in root.entries]  # type: ignore[union-attr] # it is a mapping
    assert texts == [
        ("no", False), ("2651.100", False), ("2651.100", True), ("0x10", False), ("1_000", False),
        ("2002-08-06", False), ("~", False),
    ]  # fmt: skip


def _check_refused_or_read(files: dict[str, bytes]) -> None:
    try:
        assert read_pack(files).rules is not None
    except RulesInvalid as invalid:
        errors = invalid.errors
    else:
        return
    assert errors
    for error in errors:
        lines = files[error.file].decode("utf-8", "replace").splitlines()
        assert 1 <= error.line <= len(lines) + 1, error
        assert error.code
        assert str(error).encode()


SIGNS = [*"ab:- \n\t{}[],&*!%@`'\"|>?#~.019\\\x00\ufeff\u2028é", "<<", "---\n", "...\n", "!!", "\\U", "  ", ": "]
YAMLISH = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=80) | YAMLISH.map(lambda text: text.encode()), st.sampled_from(sorted(FILES)))
def test_any_bytes_are_a_pack_or_refused(data: bytes, path: str) -> None:
    _check_refused_or_read(encoded(FILES) | {path: data})


@settings(max_examples=40, deadline=None)
@given(YAMLISH, st.sampled_from(sorted(FILES)), st.randoms(use_true_random=False))
def test_anything_put_into_a_small_pack_leaves_a_pack_or_is_refused(
    text: str, path: str, chance: random.Random
) -> None:
    whole = FILES[path]
    at = chance.randrange(len(whole))
    _check_refused_or_read(encoded(FILES | {path: whole[:at] + text[:6] + whole[at + chance.randrange(4) :]}))


def _mutated(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    kind = chance.randrange(5)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[chance.randrange(len(lines))])
    elif kind == 2:
        other = chance.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 3:
        lines[at] = lines[at].replace(chance.choice([b": ", b" ", b"{", b"}", b"[", b",", b'"', b"."]), b"", 1)
    else:
        changed = bytearray(b"\n".join(lines))
        changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    return b"\n".join(lines)


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_real_file_with_a_slip_in_it_is_read_or_refused_with_its_line(chance: random.Random) -> None:
    files = real_files()
    path = chance.choice(sorted(files))
    _check_refused_or_read(files | {path: _mutated(files[path], chance)})


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_small_file_with_two_slips_in_it_is_read_or_refused_with_its_line(chance: random.Random) -> None:
    files = encoded(FILES)
    path = chance.choice(sorted(files))
    _check_refused_or_read(files | {path: _mutated(_mutated(files[path], chance), chance)})
