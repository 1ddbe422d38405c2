"""A value that was parsed is held against a model; all that does not fit is told, each with its place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from app.domain.errors import Fault, InvalidInput
from app.intake.strict_json import MOST_FAULTS, pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def validated(model: type[BaseModel], value: object) -> Any:  # noqa: ANN401 - an instance of a model made at run time
    """The value as the model has it; InvalidInput with up to twenty faults if it does not fit."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = [_fault(model, one) for one in error.errors(include_url=False, include_input=False)[:MOST_FAULTS]]
        raise InvalidInput(f"the body does not fit in {error.error_count()} place(s)", faults) from None


def _fault(model: type[BaseModel], error: Mapping[str, Any]) -> Fault:
    loc: Loc = error["loc"]
    pointer = "#"
    for part in loc:
        pointer = pointer_to(pointer, part)
    if error["type"] == "extra_forbidden":
        known = _members(model, loc[:-1])
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
