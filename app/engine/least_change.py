"""The least change that would make a rule apply that does not, or not apply that does."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind
from app.domain.least_change import Change, LeastChange
from app.domain.rule import rule_facts
from app.domain.verdict import Outcome, Status
from app.engine.change_search import ChangeSearch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from app.domain.antecedent import Line
    from app.domain.explanation import Reading
    from app.engine.answers import Answer
    from app.engine.change_search import Chosen, Start, Supposed
    from app.engine.knowledge import Knowledge


def applies_with(reading: Reading, start: Start, knowledge: Knowledge) -> LeastChange:
    """The fewest changes after which nothing known speaks against a rule that does not apply; confirmed if it can be.

    `start` is the case that was read. What is known may be otherwise, and what a symptom needs may become known: while
    it is not, the symptom does not show. Changes that contradict each other, or anything else that is stated, do not
    count.
    """
    shown = [name for leaf in reading.rule.symptoms.leaves() for name in leaf.test.facts]
    search = ChangeSearch(reading, start, knowledge, _changeable(start, shown, knowledge))
    stuck = [line for line in _in_the_way(reading) if not _facts_of(line, search)]
    if stuck:
        return LeastChange(needs_entries=_sentences(stuck))
    found = search.least(lambda one: one.standing is not None, [partial(_to_remove, search, reading)])
    return _least(found, search, knowledge)


def ceases_with(reading: Reading, start: Start, knowledge: Knowledge) -> LeastChange:
    """The fewest changes that make a rule cease to apply that is confirmed or possible; of what is known, if it can be.

    `start` is the case that was read. What is not known may become known.
    """
    search = ChangeSearch(reading, start, knowledge, _changeable(start, rule_facts(reading.rule), knowledge))
    supports = list(_supports(reading))
    facts = [_facts_of(line, search) for line in supports]
    found = search.least(lambda one: one.standing is None, [partial(_always, names) for names in facts if names])
    if found or search.cut_short:
        return _least(found, search, knowledge)
    return LeastChange(
        needs_entries=_sentences([line for line, names in zip(supports, facts, strict=True) if not names])
    )


def _changeable(start: Start, needed: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    """What is stated; and of what is needed and is not, that which people can find out, or what it follows from."""
    yield from (name for name in start.stated.facts if name in knowledge.sources)
    for name in needed:
        if name in knowledge.statable:
            yield name
        elif name not in start.settled.facts:
            yield from knowledge.base_facts(name)


def _in_the_way(reading: Reading) -> Iterator[Line]:
    """The lines that all have to come out otherwise for the rule to apply."""
    yield from (line for line in _apart(reading.symptoms, GroupKind.ALL) if line.showing == Outcome.NOT_MET)
    if reading.cause is not None:
        yield from (line for line in _apart(reading.cause, GroupKind.ALL) if line.outcome == Outcome.NOT_MET)
    if reading.unless is not None:
        yield from (line for line in _apart(reading.unless, GroupKind.ANY) if line.outcome == Outcome.MET)


def _supports(reading: Reading) -> Iterator[Line]:
    """The lines of which one has to come out otherwise for the rule to apply no more."""
    for part in reading.needed:
        yield from _apart(part, GroupKind.ALL)
    if reading.unless is not None:
        yield from _apart(reading.unless, GroupKind.ANY)


def _apart(line: Line, kind: GroupKind) -> Iterator[Line]:
    """What a group of this kind, and such groups in it, consist of."""
    if isinstance(line.node, Group) and line.node.kind is kind:
        for member in line.lines:
            yield from _apart(member, kind)
    else:
        yield line


def _facts_of(line: Line, search: ChangeSearch) -> frozenset[str]:
    names = [name for leaf, _ in line.leaves() for name in leaf.test.facts]
    return search.on_which_depend(names) if names else frozenset()


def _always(names: frozenset[str], _one: Supposed, _left: int) -> frozenset[str]:
    return names


def _to_remove(search: ChangeSearch, reading: Reading, one: Supposed, left: int) -> frozenset[str]:
    """The facts of the line in the way that leaves the least choice; none where so many changes cannot do."""
    changed = {name for name, _ in one.chosen}
    now = reading.rule.read(one.settled) if changed else reading
    lines = [_facts_of(line, search) - changed for line in _in_the_way(now)]
    lines.sort(key=lambda names: (len(names), sorted(names)))
    apart = set[str]()
    for names in lines:
        if apart.isdisjoint(names):
            apart |= names
            left -= 1
    return lines[0] if left >= 0 and lines else frozenset()


def _least(found: Sequence[Supposed], search: ChangeSearch, knowledge: Knowledge) -> LeastChange:
    """The best of sets that are as small as each other, each change with all that would do as well."""
    if not found:
        return LeastChange(cut_short=search.cut_short)
    known, ranks = search.start.stated.facts, knowledge.ranks

    def order(one: Supposed) -> tuple[bool, int, list[tuple[int, int]]]:
        unknown = sum(name not in known for name, _ in one.chosen)
        return one.standing is Status.POSSIBLE, unknown, sorted((ranks[name], number) for name, number in one.chosen)

    best = min(found, key=order)
    alike = {one.chosen for one in found if one.standing is best.standing}
    changes = (
        Change(
            name,
            known[name].value if name in known else None,
            _in_words(
                name, [answer for number in numbers for answer in search.options(name)[number].answers], knowledge
            ),
        )
        for name, numbers in _widened(best.chosen, alike, search, knowledge).items()
    )
    return LeastChange(tuple(changes), best.standing, cut_short=search.cut_short)


def _widened(
    best: Chosen, alike: Collection[Chosen], search: ChangeSearch, knowledge: Knowledge
) -> dict[str, list[int]]:
    """For each fact the options of which any will do, whichever is taken of the other facts'."""
    names = sorted((name for name, _ in best), key=knowledge.ranks.__getitem__)
    kept = {name: [dict(best)[name]] for name in names}
    for name in names:
        others = [number for number in range(len(search.options(name))) if number not in kept[name]]
        for number in others:
            sets = product(*({**kept, name: [number]}[one] for one in names))
            if all(frozenset(zip(names, numbers, strict=True)) in alike for numbers in sets):
                kept[name].append(number)
    return kept


def _in_words(name: str, numbers: Sequence[int], knowledge: Knowledge) -> tuple[str, ...]:
    """The answers of these numbers, neighbouring ranges as one."""
    joined: list[Answer] = []
    before = None
    for number in sorted(numbers):
        answer = knowledge.answers[name][number][0]
        if answer.ranged and before == number - 1:
            joined[-1] = joined[-1].joined(answer)
        else:
            joined.append(answer)
        before = number
    return tuple(answer.in_words() for answer in joined)


def _sentences(lines: Sequence[Line]) -> tuple[str, ...]:
    """Those of the lines, or parts of lines, that look for event entries."""
    found = (
        [line.says]
        if line.node.observable and line.says
        else [leaf.says for leaf, _ in line.leaves() if leaf.observable]
        for line in lines
    )
    return tuple(dict.fromkeys(says for sentences in found for says in sentences))
