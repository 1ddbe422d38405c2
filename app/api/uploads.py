"""`multipart/form-data` (RFC 7578): a request, texts and files in one body."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.api.negotiation import CHARSETS, MULTIPART
from app.api.receiving import arriving
from app.domain.errors import Fault, InputTooLarge, InvalidInput, MalformedInput, UnsupportedMedia
from app.intake.strict_json import decode_utf8

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

    @property
    def digest(self) -> bytes:
        """What was sent, whatever its boundary was and however far it could be read."""
        digest = hashlib.sha256()
        for part in (self.request or b"", *map(str.encode, self.texts), *(data for _, data in self.files)):
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest().encode()


async def receive_upload(request: Request, most_bytes: int, most_text_bytes: int) -> Upload:
    """Everything that was uploaded, at most `most_bytes` of it, and `most_text_bytes` of what is no file.

    UnsupportedMedia if its texts are not in UTF-8, MalformedInput if it is not well-formed, InvalidInput for a part
    that is neither a file nor called request or text.
    """
    _refuse_other_charsets(request.headers["content-type"])
    async with arriving(request, most_bytes, SECONDS_TO_UPLOAD) as chunks:
        parser = _WholeParts(
            request.headers, chunks, max_files=MOST_PARTS, max_fields=MOST_PARTS, max_part_size=most_bytes
        )
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise MalformedInput(f"the body is no well-formed {MULTIPART}: {error.message}") from error
        if not parser.ended:
            raise MalformedInput(f"the body is cut off: the boundary that ends {MULTIPART} is missing")
    try:
        upload = await _sorted_out(form)
    finally:
        await form.close()
    if len(upload.request or b"") + sum(len(text) for text in upload.texts) > most_text_bytes:
        raise InputTooLarge(f"request and text have more than {most_text_bytes} bytes together; attach a file instead")
    return upload


def _refuse_other_charsets(content_type: str) -> None:
    """The parser would decode with whatever codec is named: some raise, one takes quadratic time."""
    charset = parse_options_header(content_type)[1].get(b"charset", b"utf-8").decode("latin-1")
    if charset.lower() not in CHARSETS:
        raise UnsupportedMedia(f"bodies are in UTF-8, not in {charset!r}")


class _WholeParts(MultiPartParser):
    """Starlette's parser, but for what it lets pass: a body that ends too early, and text that is not UTF-8."""

    ended = False

    def on_end(self) -> None:
        self.ended = True

    def on_part_end(self) -> None:
        if self._current_part.file is None:
            text = bytes(self._current_part.data).decode("utf-8", "surrogateescape")
            self.items.append((self._current_part.field_name, text))
        else:
            super().on_part_end()


async def _sorted_out(form: FormData) -> Upload:
    upload = Upload()
    for name, value in form.multi_items():
        data = await value.read() if isinstance(value, UploadFile) else value.encode("utf-8", "surrogateescape")
        if name == "request":
            if upload.request is not None:
                raise InvalidInput("there are two parts called request", [Fault("stands twice", "#/request")])
            upload.request = data
        elif isinstance(value, UploadFile):
            upload.files.append((value.filename or name, data))
        elif name == "text":
            upload.texts.append(decode_utf8(data))
        else:
            detail = "there is no such part; there are request (JSON), text, and files under any name"
            raise InvalidInput("the body does not fit in 1 place(s)", [Fault(detail, f"#/{name}")])
    return upload
