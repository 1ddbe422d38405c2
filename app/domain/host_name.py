"""Host names as event logs and people write them."""

from __future__ import annotations

import re

_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.:-]{0,253}[A-Za-z0-9_])?")
_ADDRESS = re.compile(r"[0-9.]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")


def canonical_host(text: str) -> str | None:
    r"""The name without the decorations people and logs add (`\\EXCH-A`, a trailing point); None for no host name."""
    bare = text.strip().lstrip("\\").rstrip(".")
    return bare if _HOST.fullmatch(bare) else None


def is_address(name: str) -> bool:
    """Whether it is an IP address, which means only itself, rather than a name."""
    return bool(_ADDRESS.fullmatch(name))
