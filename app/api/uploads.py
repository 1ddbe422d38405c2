"""`multipart/form-data` (RFC 7578): a request, texts and files in one body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.api.negotiation import CHARSETS, MULTIPART
from app.api.receiving import arriving
from app.domain.errors import Fault, InvalidInput, MalformedInput, UnsupportedMedia

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.datastructures import FormData

SECONDS_TO_UPLOAD = 300.0
MOST_PARTS = 20


@dataclass(slots=True)
class Upload:
    """The parts of a body: the request as JSON, texts, and files by their names."""

    request: bytes | None = None
    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)


async def receive_upload(request: Request, most_bytes: int) -> Upload:
    """Everything that was uploaded, at most `most_bytes` of it.

    UnsupportedMedia if its texts are not in UTF-8, MalformedInput if it is not well-formed, InvalidInput for a part
    that is neither a file nor called request or text.
    """
    _refuse_other_charsets(request.headers["content-type"])
    async with arriving(request, most_bytes, SECONDS_TO_UPLOAD) as chunks:
        parser = MultiPartParser(
            request.headers, chunks, max_files=MOST_PARTS, max_fields=MOST_PARTS, max_part_size=most_bytes
        )
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise MalformedInput(f"the body is no well-formed {MULTIPART}: {error.message}") from error
    try:
        return await _sorted_out(form)
    finally:
        await form.close()


def _refuse_other_charsets(content_type: str) -> None:
    """The parser would decode with whatever codec is named: some raise, one takes quadratic time."""
    charset = parse_options_header(content_type)[1].get(b"charset", b"utf-8").decode("latin-1")
    if charset.lower() not in CHARSETS:
        raise UnsupportedMedia(f"bodies are in UTF-8, not in {charset!r}")


async def _sorted_out(form: FormData) -> Upload:
    upload = Upload()
    for name, value in form.multi_items():
        data = await value.read() if isinstance(value, UploadFile) else value.encode()
        if name == "request":
            if upload.request is not None:
                raise InvalidInput("there are two parts called request", [Fault("stands twice", "#/request")])
            upload.request = data
        elif isinstance(value, UploadFile):
            upload.files.append((value.filename or name, data))
        elif name == "text":
            upload.texts.append(value)
        else:
            detail = "there is no such part; there are request (JSON), text, and files under any name"
            raise InvalidInput("the body does not fit in 1 place(s)", [Fault(detail, f"#/{name}")])
    return upload
