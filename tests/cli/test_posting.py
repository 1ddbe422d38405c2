"""What a service refuses is told in sentences, with every place."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import typer

from app.cli.outcome import FAILED, UNUSABLE
from app.cli.posting import posted

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = {
    "detail": "1 error(s)",
    "errors": [{"detail": "a list is wanted here", "file": "x/Q1.yaml", "line": 9, "code": "wrong-type"}],
}
BODY = {"detail": "the body does not fit", "errors": [{"detail": "too many", "pointer": "#/events"}]}


class Refusing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """The path is the status; the body of the request is sent back."""
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(int(self.path.strip("/")))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "code", "told"),
    [
        (422, json.dumps(RULES), UNUSABLE, ["refused: 1 error(s)", "  x/Q1.yaml:9: wrong-type: a list is wanted here"]),
        (422, json.dumps(BODY), UNUSABLE, ["refused: the body does not fit", "  #/events: too many"]),
        (503, json.dumps({"detail": "later"}), FAILED, ["refused: later"]),
        (502, "<html>bad gateway</html>", FAILED, ["refused: <html>bad gateway</html>"]),
        (500, "[1]", FAILED, ["refused: [1]"]),
    ],
)
def test_a_refusal_is_told_line_by_line(  # noqa: PLR0913, PLR0917 - the case, and what pytest gives
    service: str, capsys: pytest.CaptureFixture[str], status: int, body: str, code: int, told: list[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        posted(service, f"/{status}", content=body.encode())
    assert ended.value.exit_code == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line.removeprefix(f"kbdiag: {service} ") for line in shown.err.splitlines()] == told
