"""The sections of the vocabulary, which may stand in one file or be spread over several."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.rulepacks.shape import entries_of, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.rulepacks.yaml_nodes import Node, Problems, Scalar


class Section(NamedTuple):
    """One section, and where errors in it are told. `node` is None where it is absent."""

    node: Node | None
    problems: Problems

    @property
    def line(self) -> int:
        """Its first line, 1 where absent."""
        return self.node.line if self.node is not None else 1

    def entries(self) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of its mapping, none where absent."""
        return entries_of(self.node, self.problems)


class Sections:
    """Sections by their names. One that is unknown, missing, or there twice is an error at its place."""

    def __init__(
        self, files: Sequence[tuple[Node | None, Problems]], *, needs: Iterable[str], may: Iterable[str] = ()
    ) -> None:
        needs = tuple(needs)
        known = (*needs, *may)
        self._first = files[0][1]
        self._found: dict[str, Section] = {}
        for root, problems in files:
            for key, node in entries_of(root, problems):
                if key.text not in known:
                    names = ", ".join(known)
                    detail = f"'{key.text}' is not one of {names}{nearest(key.text, known)}"
                    problems.add(key.line, "unknown-key", detail)
                elif key.text in self._found:
                    problems.add(key.line, "duplicate-key", f"'{key.text}' is in another file already")
                else:
                    self._found[key.text] = Section(node, problems)
        for name in needs:
            if name not in self._found and files[0][0] is not None:
                self._first.add(1, "missing-key", f"'{name}' is missing")

    def __getitem__(self, name: str) -> Section:
        return self._found.get(name, Section(None, self._first))
