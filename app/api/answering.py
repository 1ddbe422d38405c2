"""From a request that has been received to the response: diagnosed in a thread, recorded, then answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

from app.api.responses import answered_response
from app.services.diagnose import Answered

if TYPE_CHECKING:
    from fastapi import Response

    from app.services.diagnose import DiagnoseTicket, Received

THREADS = 4
"""Diagnosing is bound by the processor: more threads would only wait for each other."""


class Answering:
    """What routes that diagnose have in common. They share its threads."""

    def __init__(self, service: DiagnoseTicket) -> None:
        self._service = service
        self.limiter = CapacityLimiter(THREADS)

    async def answer(self, received: Received) -> Response:
        """The response, given once the answer is recorded."""
        with self._service.claimed(received):
            begun = await to_thread.run_sync(self._service.begin, received, limiter=self.limiter)
            if isinstance(begun, Answered):
                return answered_response(begun)
            recorded = await asyncio.wrap_future(self._service.record(begun))
            return answered_response(self._service.answered(begun, recorded, received.wanted))
