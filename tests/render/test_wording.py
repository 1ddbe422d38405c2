"""Rule texts with the names of the two servers in them."""

from __future__ import annotations

import pytest

from app.render.wording import with_names


@pytest.mark.parametrize(
    ("text", "server", "peer", "shown"),
    [
        ("{server} calls {peer}.", "EXCH-B", "EXCH-A", "EXCH-B calls EXCH-A."),
        ("{server} calls {peer}.", None, None, "This server calls the other server."),
        ("{peer} waits. {server} calls.", None, None, "The other server waits. This server calls."),
        ("Does {server} wait? {peer} calls.", None, None, "Does this server wait? The other server calls."),
        ("It waits! {peer} calls.", None, None, "It waits! The other server calls."),
        ("Two of them: {server} and {peer}.", None, None, "Two of them: this server and the other server."),
        ("{peer} calls.", None, "exch-a", "exch-a calls."),
        ("It is {peer}.", "EXCH-B", None, "It is the other server."),
        ("{peer}", None, "{server}", "{server}"),
        ("{else} stays", None, None, "{else} stays"),
        ("", None, None, ""),
    ],
)
def test_names_stand_where_the_text_says_with_a_capital_at_the_start_of_a_sentence(
    text: str, server: str | None, peer: str | None, shown: str
) -> None:
    assert with_names(text, server, peer) == shown
