"""Values that stand for all others: what a fact or field may be, cut wherever one of some rules compares with it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.domain.build import FILE_VERSIONS, Build
from app.domain.comparison import OneOf
from app.domain.observation import COUNT, EventTest, FactTest
from app.domain.vocabulary import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.antecedent import Group
    from app.domain.comparison import Comparison
    from app.domain.fact import Value
    from app.domain.rule import Derivation
    from app.domain.vocabulary import Vocabulary

_PARTS_OF_A_BUILD = 4
_BARE = (5, 5)
_NAMED_BARE = 3
_OTHERWISE = "elsewhere"
_HIGHEST_CODE = 0xFFFFFFFF
_MOST_TIMES = 1_000_000_000
Compared = dict[str, dict["Comparison", None]]


def compared_in(groups: Iterable[Group]) -> Compared:
    """What each fact, and each field as `event.field`, is compared with."""
    found: Compared = defaultdict(dict)
    for leaf in (leaf for group in groups for leaf in group.leaves()):
        if isinstance(leaf.test, FactTest):
            found[leaf.test.fact][leaf.test.comparison] = None
        elif isinstance(leaf.test, EventTest):
            for name, wanted in leaf.test.fields:
                found[f"event.{name}"][wanted] = None
    return found


def compared_by(derivations: Iterable[Derivation]) -> Compared:
    """The same of derivations; what follows is compared with what is stated."""
    known = tuple(derivations)
    found = compared_in(one.when for one in known)
    for one in known:
        found[one.fact][OneOf((one.value,))] = None
    return found


class Regions:
    """One value for each way in which all comparisons with a fact or field can come out."""

    def __init__(self, vocabulary: Vocabulary, *compared: Mapping[str, Mapping[Comparison, None]]) -> None:
        self._vocabulary = vocabulary
        self._compared = compared
        self._found: dict[str, tuple[Value, ...]] = {}

    def of_fact(self, name: str) -> tuple[Value, ...]:
        """The values of a fact; those that rules name come before their neighbours, whole builds before others."""
        if name not in self._found:
            self._found[name] = self._told_apart(name, self._values)
        return self._found[name]

    def of_field(self, name: str) -> tuple[Value, ...]:
        """The values of a field of an entry, or of its count."""
        key = f"event.{name}"
        if key not in self._found:
            self._found[key] = self._told_apart(key, self._codes)
        return self._found[key]

    def _told_apart(self, key: str, source: _Candidates) -> tuple[Value, ...]:
        comparisons = tuple({one: None for part in self._compared for one in part.get(key, ())})
        kept: dict[tuple[int, ...], Value] = {}
        for value in source(key, comparisons):
            kept.setdefault(tuple(one.outcome(value) for one in comparisons), value)
        return tuple(kept.values())

    def _values(self, name: str, comparisons: Sequence[Comparison]) -> Iterator[Value]:
        fact = self._vocabulary.facts[name]
        if fact.kind is FactKind.YES_NO:
            yield from (True, False)
        elif fact.kind is FactKind.CHOICE:
            yield from (choice.value for choice in fact.choices)
        elif fact.kind is FactKind.WHOLE_NUMBER:
            yield from _numbers(comparisons, fact.lowest, fact.highest)
        elif fact.kind is FactKind.BUILD:
            yield from _builds(comparisons)
        else:
            yield from _names(comparisons)

    def _codes(self, key: str, comparisons: Sequence[Comparison]) -> Iterator[Value]:
        name = key.removeprefix("event.")
        if name == COUNT:
            yield from _numbers(comparisons, 1, _MOST_TIMES)
        elif self._vocabulary.fields[name].kind is FactKind.WHOLE_NUMBER:
            yield from _numbers(comparisons, 0, _HIGHEST_CODE)
        else:
            yield from _names(comparisons)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Candidates = Callable[[str, Sequence[Comparison]], Iterator[Value]]


def _numbers(comparisons: Sequence[Comparison], lowest: int, highest: int) -> Iterator[int]:
    bounds = [bound for one in comparisons for bound in one.bounds() if isinstance(bound, int)]
    for number in (*bounds, lowest, *(bound + 1 for bound in bounds)):
        if lowest <= number <= highest:
            yield number


def _names(comparisons: Sequence[Comparison]) -> Iterator[str]:
    names = [bound for one in comparisons for bound in one.bounds() if isinstance(bound, str)]
    yield from names
    yield _OTHERWISE + "-still" * (_OTHERWISE in names)


def _builds(comparisons: Sequence[Comparison]) -> Iterator[Build]:
    """Bounds and what lies just beyond them; last, builds cut short, which can lie on both sides of a bound."""
    bounds = [bound for one in comparisons for bound in one.bounds() if isinstance(bound, Build)]
    whole = [bound for bound in bounds if not bound.cut_short]
    yield from whole
    cuts = {_padded(bound.parts) for bound in bounds}
    beyond = {_padded((*bound.parts[:-1], bound.parts[-1] + 1)) for bound in bounds}
    just = {(*parts[:-1], parts[-1] + 1) for parts in cuts}
    first = {_padded(version) for version in FILE_VERSIONS}  # of 6.0, what lies just beyond is no version, but 6.5 is
    for parts in (*sorted(cuts), *sorted(just | beyond), *sorted(first)):
        yield from _build(parts)
    for parts in sorted({parts[:length] for parts in cuts for length in (1, 2, 3)}, reverse=True):
        yield from _build(parts)


def _padded(parts: tuple[int, ...]) -> tuple[int, ...]:
    return parts + (0,) * (_PARTS_OF_A_BUILD - len(parts))


def _build(parts: tuple[int, ...]) -> Iterator[Build]:
    """The build as one writes it; nothing where no Emsmta.exe carries such a version."""
    bare = len(parts) >= _NAMED_BARE and parts[:2] == _BARE
    text = ".".join(map(str, parts[2:] if bare else parts))
    for written in (text, ".".join(map(str, parts))):
        try:
            build = Build.parse(written)
        except ValueError:
            continue
        if build.parts == parts:
            yield build
            return
