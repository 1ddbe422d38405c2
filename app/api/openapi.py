"""What the generated OpenAPI document lacks: the request, made from the vocabulary, and an example per verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.api.answer_models import Problem
from app.api.follow_ups import OutcomeStated
from app.api.replays import ReplayStated
from app.api.rule_changes import ReasonStated
from app.api.tickets import ErasureStated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.domain.field_map import FieldMap
    from app.domain.rule import WorkedExample
    from app.intake.request_body import RequestReader

_BODIES = (ReasonStated, OutcomeStated, ErasureStated, ReplayStated)
_REF = "#/components/schemas/{model}"
_TEXT = {
    "schema": {"type": "string", "description": "The ticket's text as it stands."},
    "example": "Event Type:\tWarning\nEvent Source:\tMSExchangeMTA\nEvent ID:\t9322\nComputer:\tEXCH-B\nDescription:\n"
    "An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB) index: 151, "
    "NT/MTA error code: 1722. Comms error 1722, Bind error 1722, Remote Server Name EXCH-A, "
    "Protocol String ncacn_ip_tcp:10.1.2.3[1092]",
}
_UPLOAD = {
    "schema": {
        "type": "object",
        "description": "A request, texts and files, each optional. Files may be called anything.",
        "properties": {
            "request": {"type": "string", "description": "A request as JSON, as it would be sent without files."},
            "text": {"type": "string", "description": "The ticket's text, or more of it."},
            "file": {
                "type": "array",
                "items": {"type": "string", "format": "binary"},
                "description": "Logs (.evtx, .evt, .xml, .csv, .json, .log) and texts (.txt, .eml, .html); what "
                "they are is told by their content first. Alike entries are folded into one with a count.",
            },
        },
    },
    "encoding": {"request": {"contentType": "application/json"}},
}


_PAYLOAD = {
    "type": "object",
    "description": "The payload as the system sends it; members that are not looked for are passed over.",
}


def document_payloads(schema: dict[str, Any], maps: Iterable[FieldMap]) -> None:
    """Add the body of POST /webhooks/{source}, with an example for each system."""
    examples = {
        one.system: {"summary": f"As {one.system} sends it", "value": one.example} for one in maps if one.example
    }
    schema["paths"]["/webhooks/{source}"]["post"]["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": _PAYLOAD, "examples": examples}, "text/plain": _TEXT},
    }


def complete_schema(schema: dict[str, Any], reader: RequestReader, examples: Sequence[WorkedExample]) -> dict[str, Any]:
    """The same document, with the bodies that the vocabulary makes, and everything they refer to."""
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    request, follow_up, what_if = reader.model, reader.follow_up, reader.what_if
    for model in (request, follow_up, what_if, *_BODIES, Problem):
        described = model.model_json_schema(ref_template=_REF)
        components.update(described.pop("$defs", {}))
        components[model.__name__] = described
    schema["paths"]["/diagnose"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": _REF.format(model=request.__name__)},
                "examples": {one.verdict.value: {"summary": one.title, "value": one.request} for one in examples},
            },
            "text/plain": _TEXT,
            "multipart/form-data": _UPLOAD,
        },
    }
    schema["paths"]["/diagnoses/{diagnosis_id}/answers"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": _REF.format(model=follow_up.__name__)},
                "example": {"answers": [{"fact": "peer.multihomed", "peer": "EXCH-A", "value": True}]},
            }
        },
    }
    schema["paths"]["/what-if"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": _REF.format(model=what_if.__name__)},
                "example": {"case": examples[0].request, "assume": {"mail_flow": "stopped"}},
            }
        },
    }
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    return schema
