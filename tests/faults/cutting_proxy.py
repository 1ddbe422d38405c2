"""What stands between the service and PostgreSQL, and cuts the connection at the worst moment."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from enum import Enum, auto
from threading import Thread
from typing import TYPE_CHECKING

from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMIT = b"COMMIT\x00"
"""As it goes over the wire, unless that is encrypted."""


class Cut(Enum):
    """When the next connection that commits is lost."""

    BEFORE_COMMIT = auto()
    BEFORE_REPLY = auto()


class Proxy:
    """Listens on the loopback; `cut` is done once, `away` refuses whoever comes from then on."""

    def __init__(self, url: str) -> None:
        self._server = make_url(url)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.cut: Cut | None = None
        self.away = False
        self.away_after_cut = False
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        here = self._server.set(host="127.0.0.1", port=self._listening.getsockname()[1])
        plain = here.update_query_dict({"sslmode": "disable", "gssencmode": "disable"})
        return plain.render_as_string(hide_password=False)

    @property
    def has_cut(self) -> bool:
        return self.cut is None

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.away:
                    client.close()
                    continue
                server = socket.create_connection((self._server.host or "127.0.0.1", self._server.port or 5432))
                connection = _Connection(self, client, server)
                Thread(target=connection.send, daemon=True).start()
                Thread(target=connection.answer, daemon=True).start()


class _Connection:
    """One client's, with the server's."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._withheld = False

    def send(self) -> None:
        with suppress(OSError):
            while data := self._client.recv(65536):
                if COMMIT in data and self._proxy.cut is not None:
                    cut, self._proxy.cut = self._proxy.cut, None
                    self._proxy.away = self._proxy.away_after_cut
                    if cut is Cut.BEFORE_COMMIT:
                        break
                    self._withheld = True
                self._server.sendall(data)
        self._close()

    def answer(self) -> None:
        with suppress(OSError):
            while data := self._server.recv(65536):
                if self._withheld:  # it has been committed
                    break
                self._client.sendall(data)
        self._close()

    def _close(self) -> None:
        for one in (self._client, self._server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def proxy_to(url: str) -> Iterator[Proxy]:
    proxy = Proxy(url)
    try:
        yield proxy
    finally:
        proxy.close()
