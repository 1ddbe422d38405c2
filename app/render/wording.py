"""Rule texts with the names of the two servers in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.case import Case

_PLACEHOLDER = re.compile(r"(^|[.?!:] )?\{(server|peer)\}")
_NAMELESS = {"server": "this server", "peer": "the other server"}


def with_names(text: str, server: str | None, peer: str | None) -> str:
    """`{server}` and `{peer}` become names, or "this server" and "the other server" where they are not known."""
    names = {"server": server, "peer": peer}

    def replaced(match: re.Match[str]) -> str:
        before, which = match.group(1), match.group(2)
        shown = names[which] or _NAMELESS[which]
        if before is None:
            return shown
        return before + (shown if names[which] or before == ": " else shown[0].upper() + shown[1:])

    return _PLACEHOLDER.sub(replaced, text)


def for_case(text: str, case: Case) -> str:
    """The same with the names of a case."""
    return with_names(text, case.server, case.peer)
