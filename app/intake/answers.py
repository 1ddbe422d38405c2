"""Answers to questions that a diagnosis asked: about a fact of one server and peer, or about a field of entries.

An answer settles what it was asked for. Whoever was asked has seen what is at odds, so what a text says otherwise is
told and no longer holds anything back.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.domain.case import GivenAnswer, Warned
from app.domain.errors import Fault, InvalidInput
from app.domain.fact import Fact, in_words
from app.domain.host_name import canonical_host
from app.domain.observation import COUNT
from app.domain.vocabulary import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.case import Case
    from app.domain.event_entry import EventEntry
    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary
    from app.intake.drafts import Draft
    from app.intake.host_groups import HostGroups
    from app.intake.request_model import AnswerStated

OF_ENTRIES = "event."
_SOURCE = "source"
_LARGEST_CODE = 0xFFFFFFFF


def read_answers(stated: Sequence[AnswerStated], vocabulary: Vocabulary) -> tuple[GivenAnswer, ...]:
    """The answers, of the types that they are asked for with; InvalidInput with every one that does not fit."""
    read, faults = [], []
    for number, one in enumerate(stated):
        try:
            value = _value(one, vocabulary)
        except _Misfit as error:
            faults.append(Fault(str(error), f"#/answers/{number}/{error.member}"))
        else:
            read.append(GivenAnswer(one.fact, value, one.server, one.peer, tuple(one.entries or ())))
    if faults:
        raise InvalidInput(f"the body does not fit in {len(faults)} place(s)", faults)
    return tuple(read)


class _Misfit(Exception):
    """What is wrong with a member of an answer."""

    def __init__(self, member: str, detail: str) -> None:
        super().__init__(detail)
        self.member = member


def _value(one: AnswerStated, vocabulary: Vocabulary) -> Value:
    field = one.fact.removeprefix(OF_ENTRIES)
    if field != one.fact and field in {COUNT, _SOURCE, *vocabulary.fields}:
        if not one.entries:
            raise _Misfit("entries", "the entries are missing that this is said of, by their indexes")
        return _field_value(field, one.value, vocabulary)
    if one.fact not in vocabulary.facts:
        close = get_close_matches(one.fact, vocabulary.facts, n=1, cutoff=0.5)
        hint = f"; did you mean '{close[0]}'?" if close else ""
        raise _Misfit("fact", f"there is no such fact{hint}")
    try:
        return vocabulary.facts[one.fact].read(one.value)
    except ValueError as error:
        raise _Misfit("value", str(error)) from error


def _field_value(field: str, value: object, vocabulary: Vocabulary) -> Value:
    known = vocabulary.fields.get(field)
    numeric = field == COUNT or (known is not None and known.kind is FactKind.WHOLE_NUMBER)
    if numeric:
        if isinstance(value, int) and not isinstance(value, bool) and (field == COUNT) <= value <= _LARGEST_CODE:
            return value
        raise _Misfit("value", "must be a whole number")
    if known is not None and known.kind is FactKind.HOST_NAME:
        name = canonical_host(value) if isinstance(value, str) else None
        if name is None:
            raise _Misfit("value", "must be a host name")
        return name
    if isinstance(value, str) and value.strip():
        return value
    raise _Misfit("value", "must be text")


def of_everybody(answers: Iterable[GivenAnswer]) -> dict[str, Value]:
    """Those about facts that name neither server nor peer: they are understood as `facts` are."""
    return {one.fact: one.value for one in answers if not (one.server or one.peer or _of_entries(one))}


def of_all_there_is(
    answers: Iterable[GivenAnswer], drafts: Sequence[Draft], servers: HostGroups, peers: HostGroups
) -> dict[str, Value]:
    """Those that are about the whole ticket, also because it is about one server and one peer only."""
    found = of_everybody(answers)
    if len(drafts) == 1:
        mine = _about(answers, drafts[0].server, drafts[0].peer, servers, peers)
        found |= {one.fact: one.value for one in mine}
    return found


def settled(
    facts: dict[str, Fact], warnings: Sequence[Warned], answered: dict[str, Value]
) -> tuple[dict[str, Fact], list[Warned]]:
    """The facts as they were answered, and the warnings without the contradictions that this has settled."""
    kept = [one for one in warnings if not (one.code == "contradiction" and set(one.facts) <= answered.keys())]
    told = [
        Warned("settled_by_answer", f"{one.detail}; the answer that was given settles it", one.entries, one.facts)
        for one in warnings
        if one not in kept
    ]
    return {**facts, **{name: Fact(value) for name, value in answered.items()}}, [*kept, *told]


def placed(
    cases: Sequence[Case], answers: Sequence[GivenAnswer], servers: HostGroups, peers: HostGroups
) -> tuple[tuple[Case, ...], list[Warned]]:
    """The cases with what was answered of each; a warning for an answer about somebody who is in none."""
    named = [one for one in answers if (one.server or one.peer) and not _of_entries(one)]
    homeless = list(named)
    found = []
    for case in cases:
        mine = _about(named, case.server, case.peer, servers, peers)
        homeless = [one for one in homeless if one not in mine]
        found.append(case.supposing({**case.facts, **{one.fact: Fact(one.value) for one in mine}}) if mine else case)
    return tuple(found), [_not_placed(one) for one in homeless]


def _about(
    answers: Iterable[GivenAnswer], server: str | None, peer: str | None, servers: HostGroups, peers: HostGroups
) -> list[GivenAnswer]:
    """Those that name this server and this peer, or leave one of them out."""
    return [
        one
        for one in answers
        if not _of_entries(one)
        and (one.server is None or server in {one.server, servers.of(one.server)})
        and (one.peer is None or peer in {one.peer, peers.of(one.peer)})
    ]


def _of_entries(one: GivenAnswer) -> bool:
    return one.fact.startswith(OF_ENTRIES)


def _not_placed(one: GivenAnswer) -> Warned:
    whom = " and ".join(filter(None, (one.server, one.peer)))
    detail = f"{one.fact} = {in_words(one.value)} is answered of {whom}, and nothing in this ticket is about them"
    return Warned("answer_not_placed", detail, facts=(one.fact,))


def answered_entries(
    entries: Sequence[EventEntry], answers: Iterable[GivenAnswer], vocabulary: Vocabulary
) -> tuple[list[EventEntry], list[Warned]]:
    """The entries with the fields that were answered; a warning for entries that there are not."""
    found = list(entries)
    warnings: list[Warned] = []
    for one in answers:
        if _of_entries(one):
            for index in one.entries:
                if index < len(found):
                    found[index] = _with(found[index], one.fact.removeprefix(OF_ENTRIES), one.value, vocabulary)
            warnings += _beyond(one, len(found))
    return found, warnings


def _beyond(one: GivenAnswer, count: int) -> Iterator[Warned]:
    if any(index >= count for index in one.entries):
        detail = f"{one.fact} is answered of entries beyond the {count} there are"
        yield Warned("answer_not_placed", detail, facts=(one.fact,))


def _with(entry: EventEntry, field: str, value: Value, vocabulary: Vocabulary) -> EventEntry:
    if field == COUNT and isinstance(value, int):
        return replace(entry, count=value, counted=True)
    if field == _SOURCE:
        return replace(entry, source=str(value), known_source=vocabulary.source_named(str(value)))
    plain = value if isinstance(value, int) else str(value)
    meaning = vocabulary.meaning(field, plain)
    meanings = {name: text for name, text in entry.meanings.items() if name != field}
    entry = replace(
        entry,
        fields={**entry.fields, field: plain},
        meanings=meanings | ({field: meaning} if meaning else {}),
    )
    return replace(entry, peer=str(value)) if field == "remote_server" else entry
