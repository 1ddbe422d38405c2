"""Where a service can be reached that is bound to some address."""

from __future__ import annotations

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach it, not where to bind


def address_of(host: str, port: int) -> str:
    """Its URL, without a path."""
    shown = _ANY.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
