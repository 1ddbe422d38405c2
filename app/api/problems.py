"""Every error as an RFC 9457 problem document, with a type that the service itself explains."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.domain import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI, Request
    from starlette.types import ExceptionHandler

logger = logging.getLogger("kbdiag.api")
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "1"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem. Its URI is `/problems/` and the slug, where `means` can be read."""

    slug: str
    status: int
    title: str
    means: str
    retry: bool = False
    challenge: str = ""

    @property
    def uri(self) -> str:
        """What stands in a problem's `type`."""
        return f"/problems/{self.slug}"


PROBLEMS: dict[type[errors.KbdiagError], ProblemType] = {
    errors.MalformedInput: ProblemType(
        "malformed-body",
        400,
        "The body cannot be read",
        "It is not valid UTF-8, not JSON or no well-formed upload; `errors` says where reading stopped.",
    ),
    errors.InvalidInput: ProblemType(
        "invalid-body",
        422,
        "The body does not fit",
        "It can be read but holds what is not allowed; `errors` names every place. Nothing was recorded.",
    ),
    errors.InputTooLarge: ProblemType(
        "body-too-large",
        413,
        "The body is too large",
        "It has more bytes than KBDIAG_MAX_BODY_BYTES allows, or, uploaded, KBDIAG_MAX_UPLOAD_BYTES.",
    ),
    errors.UnsupportedMedia: ProblemType(
        "unsupported-media-type",
        415,
        "The media type is not read here",
        "Send application/json or text/plain, or to POST /diagnose multipart/form-data, in UTF-8 and without a content "
        "coding.",
    ),
    errors.NotAcceptable: ProblemType(
        "not-acceptable",
        406,
        "No such representation",
        "Answers come as application/json, text/markdown or text/plain; accept one of them.",
    ),
    errors.BadPageToken: ProblemType(
        "bad-page-token",
        400,
        "The page token does not fit",
        "Use a token with the filters it was given for, or start again without one.",
    ),
    errors.InputError: ProblemType("bad-request", 400, "The request cannot be used", "The detail says why."),
    errors.SignatureInvalid: ProblemType(
        "signature-invalid",
        401,
        "The request is not proven to come from its source",
        "Its signature or token is missing, malformed or does not fit the secret that is set for this source, or none "
        "is set. The service's log says which. Nothing was recorded.",
        challenge='Signature realm="webhooks", Bearer realm="webhooks"',
    ),
    errors.NotFound: ProblemType("not-found", 404, "There is no such thing", "Nothing stands at this address."),
    errors.Erased: ProblemType(
        "content-erased",
        410,
        "The content was erased",
        "What was asked and answered has been erased; the detail says when, by whom and why. That there was a decision "
        "stays in the log.",
    ),
    errors.KeyInvalid: ProblemType(
        "idempotency-key-invalid",
        400,
        "The Idempotency-Key cannot be used",
        "A key has 1 to 255 printable ASCII characters, quoted or bare, and is sent once.",
    ),
    errors.KeyReused: ProblemType(
        "idempotency-key-reused",
        422,
        "The Idempotency-Key was used with another body",
        "Use a new key for a new request.",
    ),
    errors.KeyInProgress: ProblemType(
        "idempotency-key-in-progress",
        409,
        "The first request with this key is still running",
        "Send the request again a little later; it will then be given the first one's answer.",
        retry=True,
    ),
    errors.IdempotencyError: ProblemType(
        "idempotency", 400, "The Idempotency-Key forbids this", "The detail says why."
    ),
    errors.RulesRefused: ProblemType(
        "rules-refused",
        422,
        "The rules are refused",
        "The rule files hold errors, or rules do not do what their examples say; `errors` names every place. The rules "
        "that served before go on serving.",
    ),
    errors.RulesInvalid: ProblemType(
        "rules-invalid", 500, "The rules cannot be served", "The rule files hold errors; the service's log lists them."
    ),
    errors.SigningKeyInvalid: ProblemType(
        "signing-key-invalid", 500, "Checkpoints cannot be signed", "The service's log says what is wrong with the key."
    ),
    errors.EngineFault: ProblemType(
        "engine-fault",
        500,
        "The rule engine failed",
        "It is never the cause of a missing answer; if you see this, report it.",
    ),
    errors.ServiceEnding: ProblemType(
        "service-ending",
        503,
        "The service is being stopped",
        "What was asked for was not done. Ask again once the service runs.",
        retry=True,
    ),
    errors.StorageUnavailable: ProblemType(
        "storage-unavailable",
        503,
        "The answer could not be recorded",
        "Nothing was recorded, so nothing was answered. The same request may be sent again.",
        retry=True,
    ),
    errors.DatabaseInUse: ProblemType(
        "database-in-use", 503, "Another process writes the database", "Only one may.", retry=True
    ),
    errors.SchemaMismatch: ProblemType(
        "schema-mismatch", 503, "The database has another schema", "It was made by another version of this program."
    ),
    errors.Unreadable: ProblemType(
        "log-unreadable",
        500,
        "The log holds what this program never writes",
        "It was changed by somebody else; `GET /audit/verification` and `kbdiag audit verify` say where.",
    ),
    errors.StorageError: ProblemType(
        "storage-error", 500, "The record cannot be stored", "The service's log says why."
    ),
    errors.KbdiagError: ProblemType("internal-error", 500, "Something went wrong here", "The service's log says what."),
}
"""The problem of each error; an error without its own has that of the nearest class above it."""

INVALID_PARAMETER = ProblemType(
    "invalid-parameter",
    422,
    "A parameter does not fit",
    "`errors` names each parameter of the query or header that does not fit.",
)
RECEIPT_TIMEOUT = ProblemType(
    "receipt-timeout", 408, "The body took too long to arrive", "Send it again, faster.", retry=True
)
OF_STATUS = {
    404: PROBLEMS[errors.NotFound],
    405: ProblemType(
        "method-not-allowed", 405, "Not with this method", "The header Allow names the methods there are."
    ),
    408: RECEIPT_TIMEOUT,
}
ALL_PROBLEMS = {one.slug: one for one in (*PROBLEMS.values(), INVALID_PARAMETER, *OF_STATUS.values())}


def problem_of(error: errors.KbdiagError) -> ProblemType:
    """The problem type of an error's class, or of the nearest one above it."""
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)


def problem_response(
    problem: ProblemType,
    detail: str,
    listed: Sequence[Mapping[str, object]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The document itself."""
    body: dict[str, object] = {"type": problem.uri, "title": problem.title, "status": problem.status, "detail": detail}
    if listed:
        body["errors"] = list(listed)
    more = {"Retry-After": RETRY_AFTER_SECONDS} if problem.retry else {}
    more |= {"WWW-Authenticate": problem.challenge} if problem.challenge else {}
    return JSONResponse(body, problem.status, {**more, **(headers or {})}, MEDIA_TYPE)


def _own_error(_: Request, error: errors.KbdiagError) -> JSONResponse:
    problem = problem_of(error)
    if problem.status >= 500:  # noqa: PLR2004 - the HTTP class of server errors
        logger.error("%s: %s", problem.slug, error)
    faults = error.faults if isinstance(error, errors.InputError) else ()
    listed = [{"detail": fault.detail, "pointer": fault.pointer} for fault in faults]
    hidden = problem.status == 500  # noqa: PLR2004 - what went wrong inside is for the log
    return problem_response(problem, problem.means if hidden else str(error), listed)


def _rules_refused(_: Request, error: errors.RulesRefused) -> JSONResponse:
    listed = [{"detail": one.detail, "file": one.file, "line": one.line, "code": one.code} for one in error.errors]
    detail = f"{len(listed)} error(s), the first: {error.errors[0]}; the rules that served before go on serving"
    return problem_response(PROBLEMS[errors.RulesRefused], detail, listed)


def _bad_parameter(_: Request, error: RequestValidationError) -> JSONResponse:
    listed = [{"detail": str(one["msg"]), "parameter": str(one["loc"][-1])} for one in error.errors()]
    return problem_response(INVALID_PARAMETER, f"{len(listed)} parameter(s) do not fit", listed)


def _http_error(_: Request, error: HTTPException) -> JSONResponse:
    fallback = ProblemType(f"http-{error.status_code}", error.status_code, str(error.detail), "See RFC 9110.")
    headers = dict(error.headers) if error.headers else None
    return problem_response(OF_STATUS.get(error.status_code, fallback), str(error.detail), headers=headers)


def _unforeseen(_: Request, error: Exception) -> JSONResponse:
    logger.error("unforeseen error", exc_info=error)
    problem = PROBLEMS[errors.KbdiagError]
    return problem_response(problem, problem.means)


def install(app: FastAPI) -> None:
    """Map the program's own errors, FastAPI's, Starlette's, and whatever else may come."""
    handlers: list[tuple[type[Exception], object]] = [
        (errors.KbdiagError, _own_error),
        (errors.RulesRefused, _rules_refused),
        (RequestValidationError, _bad_parameter),
        (HTTPException, _http_error),
        (Exception, _unforeseen),
    ]
    for kind, handler in handlers:
        app.add_exception_handler(kind, _as_handler(handler))


def _as_handler(handler: object) -> ExceptionHandler:
    return handler  # type: ignore[return-value] # Starlette types handlers by Exception, ours by the class they are for
