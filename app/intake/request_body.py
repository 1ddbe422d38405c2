"""A request body becomes a report, or a list of everything in it that does not fit, each with its place."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from app.domain.case import FileRead, Report, ReportedEvent, Ticket, Warned
from app.domain.errors import Fault, InvalidInput
from app.intake.allowance import Limits
from app.intake.request_model import EventStated, FileStated, request_model
from app.intake.strict_json import MOST_FAULTS, decode_utf8, pointer_to, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.fact import Value
    from app.domain.vocabulary import Vocabulary

FREE_TEXT = re.compile(r"#/(?:text|events/[0-9]+/(?:description|strings/[0-9]+))")
_SENTENCES = {
    "missing": "this member is missing",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
}
Loc = tuple[int | str, ...]


class RequestReader:
    """Reads bodies against one vocabulary. `model` is what the API documents."""

    def __init__(self, vocabulary: Vocabulary, limits: Limits | None = None) -> None:
        self._vocabulary = vocabulary
        self.limits = limits or Limits()
        self.model = request_model(vocabulary, self.limits.most_entries)

    def read_text(self, body: bytes) -> Report:
        """A `text/plain` body: all of it is the ticket's text. MalformedInput if it is not UTF-8."""
        return _carrying_something(Report(text=decode_utf8(body)))

    def read_json(self, body: bytes) -> Report:
        """A JSON body. MalformedInput if it is no JSON, InvalidInput with up to twenty faults if it does not fit."""
        return self.read_object(read_json(body, free_text=FREE_TEXT))

    def read_object(self, value: object) -> Report:
        """The same of a body that is parsed already."""
        try:
            stated: Any = self.model.model_validate(value)
        except ValidationError as error:
            faults = [self._fault(one) for one in error.errors(include_url=False, include_input=False)[:MOST_FAULTS]]
            raise InvalidInput(f"the body does not fit in {error.error_count()} place(s)", faults) from None
        ticket = Ticket(**stated.ticket.model_dump()) if stated.ticket else Ticket()
        events = tuple(_event(one) for one in stated.events or ())
        facts = dict(self._facts(stated.facts.model_dump(exclude_none=True))) if stated.facts else {}
        files = tuple(_file(one) for one in stated.files or ())
        return _carrying_something(Report(ticket, bool(stated.trial), stated.text or "", events, facts, files))

    def _facts(self, stated: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Value]]:
        for name, value in stated.items():
            if isinstance(value, dict):
                yield from self._facts(value, f"{name}.")
            else:
                yield prefix + name, self._vocabulary.facts[prefix + name].read(value)

    def _fault(self, error: Mapping[str, Any]) -> Fault:
        loc: Loc = error["loc"]
        pointer = "#"
        for part in loc:
            pointer = pointer_to(pointer, part)
        if error["type"] == "extra_forbidden":
            known = _members(self.model, loc[:-1])
            close = get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
            hint = f"; did you mean '{close[0]}'?" if close else f"; there are {', '.join(known)}"
            return Fault(f"there is no such member{hint}", pointer)
        return Fault(_sentence(error), pointer)


def _sentence(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"must be one of {context['expected'].replace(' or ', ', ')}"
    return _SENTENCES.get(kind) or str(error["msg"]).replace("Input should", "must").replace("Value should", "must")


def _members(model: type[BaseModel], path: Loc) -> list[str]:
    """The names a mapping at this place may have."""
    for part in path:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        model = next(iter(_models_in(model.model_fields[part].annotation)), model)
    return list(model.model_fields)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


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
    if report.text.strip() or report.events or report.facts or report.files:
        return report
    message = "at least one of text, events and facts must carry something"
    raise InvalidInput(message, [Fault(message)])
