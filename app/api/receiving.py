"""Bodies as they come in: so many bytes at most, and within so many seconds."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.api.negotiation import idempotency_key_of, media_type_of, representation_of
from app.domain.errors import InputTooLarge, MalformedInput
from app.services.diagnose import Received

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from fastapi import Request

SECONDS_TO_RECEIVE = 30.0


async def receive(request: Request, most_bytes: int) -> Received:
    """The whole request. Headers are looked at before the body is read."""
    wanted = representation_of(request.headers)
    media_type = media_type_of(request.headers)
    key = idempotency_key_of(request.headers)
    return Received(await read_body(request, most_bytes), media_type, wanted, key)


async def read_body(request: Request, most_bytes: int) -> bytes:
    """The body as it arrived. InputTooLarge, MalformedInput, or a 408 or 400 of HTTP if it does not."""
    async with arriving(request, most_bytes, SECONDS_TO_RECEIVE) as chunks:
        return b"".join([chunk async for chunk in chunks])


@asynccontextmanager
async def arriving(request: Request, most_bytes: int, seconds: float) -> AsyncIterator[AsyncGenerator[bytes, None]]:
    """The body as it comes, piece by piece; what is wrong with it is raised where it is read."""
    if "content-length" in request.headers and "transfer-encoding" in request.headers:
        raise MalformedInput("Content-Length and Transfer-Encoding exclude each other (RFC 9112 section 6.3)")
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > most_bytes:
        raise InputTooLarge(f"the body has {declared[:20]} bytes, at most {most_bytes} are read")
    try:
        async with asyncio.timeout(seconds):
            yield _chunks(request, most_bytes)
    except TimeoutError as error:
        raise HTTPException(408, "the body took too long to arrive") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the caller left before the body had arrived") from error


async def _chunks(request: Request, most_bytes: int) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > most_bytes:
            raise InputTooLarge(f"at most {most_bytes} bytes are read")
        yield chunk
