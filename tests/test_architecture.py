"""The walls of the house: who may import whom, where each outside package lives, and how large things may be."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"
FILES = {path.relative_to(APP).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(APP.rglob("*.py"))}
MIDDLE = {"intake", "rulepacks", "engine", "storage", "render", "signing"}
MAY = {part: {"domain"} for part in MIDDLE | {"bindback"}} | {"domain": set(), "services": MIDDLE | {"domain"}}
MAY |= {entrance: MIDDLE | {"services", "domain", "wiring"} for entrance in ("api", "cli", "console")}
MAY["cli"] |= {"api", "settings"}
HOMES = [
    ({"engine/session.py"}, {"durable", "durable_rules_engine"}),
    ({"storage"}, {"sqlalchemy", "alembic", "psycopg"}),
    ({"api", "console"}, {"fastapi", "starlette", "fastapi_offline", "anyio"}),
    ({"cli"}, {"typer", "uvicorn", "httpx2", "click", "rich"}),
    ({"rulepacks"}, {"yaml"}),
    ({"signing"}, {"cryptography"}),
    ({"intake"}, {"defusedxml", "evtx", "pyevt"}),
    ({"wiring"}, {"uuid_utils"}),
    ({"settings"}, {"pydantic_settings"}),
    ({"intake", "api", "settings", "cli/outcome.py"}, {"pydantic"}),
]


def imported(tree: ast.Module) -> list[str]:
    nodes = list(ast.walk(tree))
    named = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return named + [f"{node.module}.{alias.name}" for node in froms for alias in node.names]


def part_of(path: str) -> str:
    return path.split("/", maxsplit=1)[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES)
def test_the_walls_stand(path: str) -> None:
    part, names = part_of(path), [name.split(".") for name in imported(FILES[path])]
    ours = {name[1] for name in names if name[0] == "app" and len(name) > 1} - {part, "__version__"}
    assert part == "wiring" or ours <= MAY.get(part, set()), f"app/{path} reaches over a wall"
    for homes, packages in HOMES:
        assert {part, path} & homes or not packages & {name[0] for name in names}, f"app/{path}: {packages}"
    if part == "domain":
        assert {name[0] for name in names} <= sys.stdlib_module_names | {"app"}


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_too_large_or_called_after_nothing(path: str) -> None:
    assert len((APP / path).read_text("utf-8").splitlines()) <= 400
    for node in ast.walk(FILES[path]):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{node.name} is too long"
    assert not {"utils", "helpers", "common"} & set(path.removesuffix(".py").split("/"))
