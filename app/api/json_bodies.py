"""Small JSON bodies: read as strictly as a request, and documented by the model they are held against."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from app.api.negotiation import READ_HERE, media_type_of
from app.api.receiving import read_body
from app.domain.errors import UnsupportedMedia
from app.intake.strict_json import read_json
from app.intake.validation import validated

if TYPE_CHECKING:
    from fastapi import Request
    from pydantic import BaseModel

MOST_BYTES = 65_536
_JSON = READ_HERE[0]
_NO_TEXT = re.compile("(?!)")
_Model = TypeVar("_Model", bound="BaseModel")


async def read_model(request: Request, model: type[_Model]) -> _Model:
    """The body as the model has it. UnsupportedMedia unless it is JSON; InvalidInput with every place of misfit."""
    only_json(request)
    found: _Model = validated(model, read_json(await read_body(request, MOST_BYTES), free_text=_NO_TEXT))
    return found


def only_json(request: Request) -> None:
    """UnsupportedMedia where the body is said to be anything else."""
    if media_type_of(request.headers) != _JSON:
        raise UnsupportedMedia(f"the body is {_JSON}")


def documented(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """The body for the documentation of a route; app.api.openapi adds the model itself."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": schema, "example": example}}}}
