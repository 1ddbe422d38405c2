"""Every code that an error in a rule file can have is explained, and no other."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.error_codes import CODES
from app.render.rule_errors import codes_page

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FILES = [path for path in sorted((ROOT / "app").rglob("*.py")) if path.name != "error_codes.py"]
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}
MAKERS = {"RuleFileError", "Finding", "add"}


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _assigned(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(getattr(target, "id", "") == name for target in targets) and isinstance(
            node, (ast.Assign, ast.AnnAssign)
        ):
            yield from [node.value] if node.value is not None else []


def _codes(tree: ast.Module, code: ast.expr) -> Iterator[str]:
    """What an expression in the place of a code can be: a constant, one of two, or a name for one."""
    for node in ast.walk(code):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name):
            for value in _assigned(tree, node.id):
                yield from _codes(tree, value)


def _used_in(tree: ast.Module, *, ours: bool) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in MAKERS]
    made = [call.args[-2] for call in calls if len(call.args) >= 3]
    named = _assigned(tree, "code") if ours else ()
    return {code for expression in [*made, *named] for code in _codes(tree, expression)}


@pytest.mark.parametrize("path", TREES)
def test_every_code_in_use_is_explained(path: str) -> None:
    ours = path.startswith(("app/domain/", "app/rulepacks/", "app/services/"))
    assert _used_in(TREES[path], ours=ours) <= CODES.keys(), f"app/domain/error_codes.py lacks a code of {path}"


@pytest.mark.parametrize("code", CODES)
def test_every_code_that_is_explained_is_in_use(code: str) -> None:
    constants = (node.value for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    assert code in constants


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_in_sentences(code: str) -> None:
    assert all(text.endswith(".") and text[0].isupper() for text in CODES[code]), CODES[code]


def test_the_page_about_the_codes_is_as_the_table_says() -> None:
    page = (ROOT / "docs" / "rule-errors.md").read_text("utf-8")
    assert page == codes_page(), "write it anew: kbdiag rules codes > docs/rule-errors.md"
    assert all(f"| `{code}` |" in page for code in CODES)
