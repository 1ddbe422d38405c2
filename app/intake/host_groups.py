"""Which of the names in a ticket mean one computer; in time proportional to the number of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.host_name import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable


class HostGroups:
    """Names each computer by the first name it was given.

    Case does not count, and a bare name means the one fully qualified name that begins with it; if two do, it stays
    a computer of its own, since it is not known which of them it means.
    """

    def __init__(self, names: Iterable[str]) -> None:
        first: dict[str, str] = {}
        for name in names:
            first.setdefault(name.casefold(), name)
        qualified: dict[str, list[str]] = {}
        for key in first:
            if "." in key and not is_address(key):
                qualified.setdefault(key.split(".", 1)[0], []).append(key)
        self._computer: dict[str, str] = {}
        for key, name in first.items():
            twin = self._twin(key, qualified, first)
            self._computer[key] = self._computer.get(twin, name) if twin is not None else name
        self.computers = list(dict.fromkeys(self._computer.values()))

    @staticmethod
    def _twin(key: str, qualified: dict[str, list[str]], first: dict[str, str]) -> str | None:
        bare = key.split(".", 1)[0]
        if is_address(key) or len(qualified.get(bare, ())) != 1:
            return None
        twin = bare if key != bare else qualified[bare][0]
        return twin if twin in first else None

    def of(self, name: str | None) -> str | None:
        """The name its computer goes by; None for None or a name that was not among those given."""
        return None if name is None else self._computer.get(name.casefold())
