"""The sections of the vocabulary, spread over as many files as they need."""

from __future__ import annotations

from collections import defaultdict
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
    """Sections by their names. One that is unknown, missing, or there twice is an error at its place.

    Those of `spread` may stand in several files, each with a part of the whole.
    """

    def __init__(
        self,
        files: Sequence[tuple[Node | None, Problems]],
        *,
        needs: Iterable[str],
        may: Iterable[str] = (),
        spread: Iterable[str] = (),
    ) -> None:
        needs, spread = tuple(needs), tuple(spread)
        known = (*needs, *may)
        self._first = files[0][1]
        self._found: dict[str, list[Section]] = defaultdict(list)
        for root, problems in files:
            for key, node in entries_of(root, problems):
                if key.text not in known:
                    names = ", ".join(known)
                    detail = f"'{key.text}' is not one of {names}{nearest(key.text, known)}"
                    problems.add(key.line, "unknown-key", detail)
                elif key.text in self._found and key.text not in spread:
                    problems.add(key.line, "duplicate-key", f"'{key.text}' is in another file already")
                else:
                    self._found[key.text].append(Section(node, problems))
        for name in needs:
            if name not in self._found and files[0][0] is not None:
                self._first.add(1, "missing-key", f"'{name}' is missing")

    def __getitem__(self, name: str) -> Section:
        return self.parts(name)[0]

    def parts(self, name: str) -> Sequence[Section]:
        """The section's parts, file by file; one that holds nothing where it is absent."""
        return self._found.get(name) or (Section(None, self._first),)
