"""A request body becomes a report, or a list of everything in it that does not fit, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.case import FileRead, GivenAnswer, Report, ReportedEvent, Ticket, Warned
from app.domain.errors import Fault, InvalidInput
from app.intake.allowance import Limits
from app.intake.answers import read_answers
from app.intake.request_model import EventStated, FileStated, follow_up_model, request_model, what_if_model
from app.intake.strict_json import decode_utf8, read_json
from app.intake.validation import validated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary

FREE_TEXT = re.compile(r"#/(?:text|events/[0-9]+/(?:description|strings/[0-9]+))")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was found out since a diagnosis: answers, and more of the ticket's text."""

    answers: tuple[GivenAnswer, ...]
    text: str


class RequestReader:
    """Reads bodies against one vocabulary. `model` and `follow_up` are what the API documents."""

    def __init__(self, vocabulary: Vocabulary, limits: Limits | None = None) -> None:
        self._vocabulary = vocabulary
        self.limits = limits or Limits()
        self.model = request_model(vocabulary, self.limits.most_entries)
        self.follow_up = follow_up_model(self.model.model_fields["facts"].annotation)
        self.what_if = what_if_model(self.model)

    def read_text(self, body: bytes) -> Report:
        """A `text/plain` body: all of it is the ticket's text. MalformedInput if it is not UTF-8."""
        return _carrying_something(Report(text=decode_utf8(body)))

    def read_json(self, body: bytes) -> Report:
        """A JSON body. MalformedInput if it is no JSON, InvalidInput with up to twenty faults if it does not fit."""
        return self.read_object(read_json(body, free_text=FREE_TEXT))

    def read_object(self, value: object) -> Report:
        """The same of a body that is parsed already."""
        stated = validated(self.model, value)
        ticket = Ticket(**stated.ticket.model_dump()) if stated.ticket else Ticket()
        events = tuple(_event(one) for one in stated.events or ())
        facts = dict(self._facts(stated.facts.model_dump(exclude_none=True))) if stated.facts else {}
        files = tuple(_file(one) for one in stated.files or ())
        answers = read_answers(stated.answers or (), self._vocabulary)
        return _carrying_something(Report(ticket, bool(stated.trial), stated.text or "", events, facts, files, answers))

    def read_follow_up(self, body: bytes) -> FollowUp:
        """What answers a diagnosis, as JSON. MalformedInput or InvalidInput as for a request."""
        stated = validated(self.follow_up, read_json(body, free_text=FREE_TEXT))
        answers = read_answers(stated.answers or (), self._vocabulary)
        facts = dict(self._facts(stated.facts.model_dump(exclude_none=True))) if stated.facts else {}
        found = FollowUp(answers + tuple(_as_answers(facts, self._vocabulary)), stated.text or "")
        if found.answers or found.text.strip():
            return found
        message = "at least one of answers, facts and text must carry something"
        raise InvalidInput(message, [Fault(message)])

    def facts_of(self, stated: BaseModel) -> dict[str, Value]:
        """Facts by their names, of a member that is held against the model already."""
        return dict(self._facts(stated.model_dump(exclude_none=True)))

    def _facts(self, stated: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Value]]:
        for name, value in stated.items():
            if isinstance(value, dict):
                yield from self._facts(value, f"{name}.")
            else:
                yield prefix + name, self._vocabulary.facts[prefix + name].read(value)


def _as_answers(facts: Mapping[str, Value], vocabulary: Vocabulary) -> Iterator[GivenAnswer]:
    """Facts that name whom they are about are answers about them; the names alone answer who is meant."""
    names = {side: facts.get(f"{side}.name") for side in ("server", "peer")}
    whose = {side: name if isinstance(name, str) else None for side, name in names.items()}
    told = {name: value for name, value in facts.items() if name not in {"server.name", "peer.name"}}
    if not told:
        yield from (GivenAnswer(name, value) for name, value in facts.items())
    for name, value in told.items():
        peer = whose["peer"] if vocabulary.facts[name].of_the_peer else None
        yield GivenAnswer(name, value, whose["server"], peer)


def _event(stated: EventStated) -> ReportedEvent:
    return ReportedEvent(
        event_id=stated.event_id,
        source=stated.source,
        computer=stated.computer,
        type=stated.type,
        category=stated.category,
        logged_at=stated.logged_at,
        count=stated.count or 1,
        description=stated.description,
        strings=tuple(stated.strings or ()),
        last_logged_at=stated.last_logged_at,
        counted=stated.count is not None and stated.counted is not False,
    )


def _file(stated: FileStated) -> FileRead:
    warnings = tuple(
        Warned(one.code, one.detail, span=(one.span[0], one.span[1]) if one.span else None)
        for one in stated.warnings or ()
    )
    return FileRead(stated.name, stated.format, stated.records, warnings)


def _carrying_something(report: Report) -> Report:
    if report.text.strip() or report.events or report.facts or report.files or report.answers:
        return report
    message = "at least one of text, events and facts must carry something"
    raise InvalidInput(message, [Fault(message)])
